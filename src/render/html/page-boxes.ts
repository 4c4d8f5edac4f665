/** Running heads and feet: `@page` margin boxes with page x of y, data-as-of and run id; none at the head of page 1. */

import { FONT_STACK } from '../fonts.ts';
import type { Chapter } from './chapter.ts';
import { cssString } from './markup.ts';

/** Page sizes in millimetres, and the margins that leave the text area its 176 mm or 182 mm. */
export const PAPER = {
  A4: { width: 210, height: 297 },
  Letter: { width: 215.9, height: 279.4 },
} as const;
export const MARGIN = { top: 19, side: 17, bottom: 17, firstTop: 13 } as const;

interface Running {
  readonly left: string;
  readonly right: string;
}

const head = ({ left, right }: Running): string =>
  `@top-left{content:${cssString(left)};width:76%;${BOX}vertical-align:bottom;padding-bottom:2mm;margin-bottom:4mm;border-bottom:.6pt solid #D8DEE4}` +
  `@top-right{content:${cssString(right)};width:24%;${BOX}text-align:right;vertical-align:bottom;padding-bottom:2mm;margin-bottom:4mm;border-bottom:.6pt solid #D8DEE4}`;

const foot = (left: string): string =>
  `@bottom-left{content:${cssString(left)};width:80%;${BOX}vertical-align:top;padding-top:4mm}` +
  `@bottom-right{content:"Page " counter(page) " of " counter(pages);width:20%;${BOX}text-align:right;vertical-align:top;padding-top:4mm}`;

const BOX = `font:400 8pt/1.3 ${FONT_STACK};color:#57606A;white-space:nowrap;overflow:hidden;`;

function runningOf({ document }: Chapter): { head: Running; foot: string } {
  const { report, scope } = document;
  return {
    head: { left: `${report.title} · ${scope.label} · ${scope.period}`, right: '' },
    foot: `data as of ${scope.dataAsOf}`,
  };
}

/** Page rules for a document alone, or for a bundle with one named page per chapter. */
export function pageRules(chapters: readonly Chapter[], paper: 'A4' | 'Letter', bundleTitle: string | null): string {
  const size = PAPER[paper];
  const first = chapters[0]!;
  const { runId } = first.stamp;
  const labelled = (chapter: Chapter): string =>
    `${chapter.document.scope.label} · ${runningOf(chapter).foot} · run ${runId}`;
  const whole =
    bundleTitle === null
      ? `${head(runningOf(first).head)}${foot(labelled(first))}`
      : `${head({ left: bundleTitle, right: '' })}${foot(`run ${runId}`)}`;
  const named = chapters.map((chapter, i) =>
    bundleTitle === null
      ? ''
      : `@page chapter-${i + 1}{${head(runningOf(chapter).head)}${foot(labelled(chapter))}}.chapter-${i + 1}{page:chapter-${i + 1}}`,
  );
  const bare = '{content:none;border:0}';
  return (
    `:root{--page-height:${size.height - MARGIN.firstTop - MARGIN.bottom}mm;--chapter-height:${size.height - MARGIN.top - MARGIN.bottom}mm}` +
    `@page{size:${size.width}mm ${size.height}mm;margin:${MARGIN.top}mm ${MARGIN.side}mm ${MARGIN.bottom}mm;${whole}}` +
    `${named.join('')}@page:first{margin-top:${MARGIN.firstTop}mm;@top-left${bare}@top-right${bare}}`
  );
}
