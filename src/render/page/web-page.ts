/** The report as one self-contained web page: the same parts as on paper, every row, light and dark, from 375 px up. */
import type { Document, RunStamp } from '../../document/document.ts';
import type { Theme } from '../../ports.ts';
import { FONT_STACK } from '../fonts.ts';
import { appendixMarkup } from '../html/appendix.ts';
import type { Chapter, Drawing } from '../html/chapter.ts';
import { chapterEntries } from '../html/contents.ts';
import { sectionsMarkup } from '../html/findings.ts';
import { frontPage } from '../html/front-page.ts';
import { type Markup, markup, trusted } from '../html/markup.ts';
import { fillSlots, fontFaces, template } from '../html/shell.ts';
import { ensureContrast } from '../palette.ts';

/** Where {@link withDownloads} puts the links; an empty place is not shown. */
const DOWNLOADS = '<!--downloads-->';
const DARK_PAPER = '#14181D';

export interface Download {
  readonly label: string;
  /** Address below the page's own site: "/files/…", or "https://…". */
  readonly href: string;
}

export function webPage(document: Document, stamp: RunStamp, theme: Theme, drawing: Drawing): string {
  const chapter: Chapter = {
    document,
    stamp,
    drawing,
    medium: 'web',
    paper: theme.paper,
    logo: theme.logo,
    level: 1,
    prefix: '',
  };
  const body = markup`<main>${frontPage(chapter)}
<nav class="downloads" aria-label="Downloads">${trusted(DOWNLOADS)}</nav>
${jumps(chapter)}
<div class="body">${sectionsMarkup(chapter, document.sections, 2)}
${appendixMarkup(chapter)}</div></main>`.toString();
  const accents = `--accent:${ensureContrast(theme.accent, '#FFFFFF')};--accent-dark:${ensureContrast(theme.accent, DARK_PAPER)}`;
  return fillSlots(template('report.html.template'), {
    language: markup`${document.language}`.toString(),
    title: markup`${document.title}`.toString(),
    fonts: fontFaces(body),
    style: `:root{${accents};--fonts:${FONT_STACK}}\n${template('report.css')}\n${template('web.css')}`,
    body,
  });
}

function jumps(chapter: Chapter): Markup {
  const entries = chapterEntries(chapter).filter((entry) => entry.depth < 2);
  return markup`<nav class="jumps" aria-labelledby="on-this-page"><p id="on-this-page">On this page</p><ul>${entries.map((entry) => markup`<li><a href="#${entry.id}">${entry.title}</a></li>`)}</ul></nav>`;
}

/**
 * The page with links to its files.
 * @throws RangeError when a link would leave the web (`javascript:`, `data:`)
 */
export function withDownloads(page: string, downloads: readonly Download[]): string {
  const links = downloads.map(({ label, href }) => {
    if (!/^(https?:\/\/|\/(?!\/))/.test(href)) throw new RangeError(`"${href}" is not a link to a file of this site`);
    return markup`<a href="${href}" download>${label}</a>`;
  });
  return page.replace(DOWNLOADS, () => markup`${links}`.toString());
}
