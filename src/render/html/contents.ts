/** The contents: what stands where. Page numbers come from a first print, see pdf/. */
import { appendixId, appendixParts } from './appendix.ts';
import type { Chapter } from './chapter.ts';
import { idOf } from './chapter.ts';
import { sectionId } from './findings.ts';
import { heading, type Markup, markup } from './markup.ts';

export interface ContentsEntry {
  readonly id: string;
  readonly title: string;
  /** 0 for chapters, 1 for findings, 2 for parts of the appendix. */
  readonly depth: 0 | 1 | 2;
}

/** Entries of one chapter: its findings, the appendix and its parts. */
export function chapterEntries(chapter: Chapter): ContentsEntry[] {
  return [
    ...chapter.document.sections.map(
      (section): ContentsEntry => ({ id: sectionId(chapter, section), title: section.heading, depth: 1 }),
    ),
    { id: appendixId(chapter), title: 'Appendix', depth: 1 },
    ...appendixParts(chapter).map((part): ContentsEntry => ({ id: part.id, title: part.title, depth: 2 })),
  ];
}

/** Entries of several chapters, each under its verdict. */
export function bundleEntries(chapters: readonly Chapter[]): ContentsEntry[] {
  return chapters.flatMap((chapter): ContentsEntry[] => [
    { id: idOf(chapter, 'summary'), title: chapter.document.title, depth: 0 },
    ...chapterEntries(chapter).filter((entry) => entry.depth === 1),
  ]);
}

/** More entries are set smaller: about a page of them. */
const LONG = 80;

/** @param pages page number by id; null on the first print, which finds them out */
export function contentsMarkup(
  entries: readonly ContentsEntry[],
  pages: ReadonlyMap<string, number> | null,
  level: number,
): Markup {
  return markup`<nav class="contents${entries.length > LONG ? ' long' : ''}" aria-label="Contents">${heading(level, 'Contents', { id: 'contents' })}
<ol>${entries.map(
    (entry) =>
      markup`<li class="depth-${entry.depth}"><a href="#${entry.id}"><span class="entry">${entry.title}</span><span class="leader"></span><span class="page">${pages === null ? '00' : (pages.get(entry.id) ?? '')}</span></a></li>`,
  )}</ol></nav>`;
}
