/** One document, or several, as the HTML that is printed. */

import { FONT_STACK } from '../fonts.ts';
import { appendixMarkup } from './appendix.ts';
import { bundleFront, bundleTitle } from './bundle-front.ts';
import type { Chapter } from './chapter.ts';
import { bundleEntries, chapterEntries, contentsMarkup } from './contents.ts';
import { sectionsMarkup } from './findings.ts';
import { frontPage } from './front-page.ts';
import { type Markup, markup } from './markup.ts';
import { pageRules } from './page-boxes.ts';
import { fillSlots, fontFaces, template } from './shell.ts';

/** `none` when the document is short; else page numbers by id, or null on the first print. */
export type Contents = 'none' | ReadonlyMap<string, number> | null;

export interface PrintPage {
  readonly html: string;
  readonly title: string;
  /** Ids of the contents' entries, each a destination in the print. */
  readonly destinations: readonly string[];
}

function chapterMarkup(chapter: Chapter, contents: Markup | null): Markup {
  return markup`${frontPage(chapter)}<div class="body">${contents}${sectionsMarkup(chapter, chapter.document.sections, chapter.level + 1)}
${appendixMarkup(chapter)}</div>`;
}

export function printPage(
  chapters: readonly Chapter[],
  paper: 'A4' | 'Letter',
  accent: string,
  contents: Contents,
): PrintPage {
  const first = chapters[0]!;
  const alone = chapters.length === 1 && first.level === 1;
  const title = alone ? first.document.title : bundleTitle(chapters.map(({ document }) => document));
  const entries = alone ? chapterEntries(first) : bundleEntries(chapters);
  const nav = contents === 'none' ? null : contentsMarkup(entries, contents, 2);
  const body = alone
    ? chapterMarkup(first, nav)
    : markup`${bundleFront(chapters)}<div class="body">${nav}</div>
${chapters.map((chapter, i) => markup`<article class="chapter chapter-${i + 1}">${chapterMarkup(chapter, null)}</article>`)}`;
  const text = body.toString();
  const boxes = pageRules(chapters, paper, alone ? null : title);
  const html = fillSlots(template('report.html.template'), {
    language: markup`${first.document.language}`.toString(),
    title: markup`${title}`.toString(),
    // Running heads are written with CSS escapes; the same words stand on page 1.
    fonts: fontFaces(`${text}${title}Page of data as run`),
    style: `:root{--accent:${accent};--fonts:${FONT_STACK}}\n${template('report.css')}\n${template('paper.css')}\n${boxes}`,
    body: text,
  });
  return { html, title, destinations: contents === 'none' ? [] : entries.map((entry) => entry.id) };
}
