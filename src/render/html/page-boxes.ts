/** Running heads and feet: `@page` margin boxes with page x of y, data-as-of and run id; none at the head of page 1. */

import { runLabel } from '../../document/run-label.ts';
import { FONT_STACK } from '../fonts.ts';
import type { Chapter } from './chapter.ts';
import { cssString } from './markup.ts';

/** Page sizes in millimetres, and the margins that leave the text area its 176 mm or 182 mm. */
export const PAPER = {
  A4: { width: 210, height: 297 },
  Letter: { width: 215.9, height: 279.4 },
} as const;
export const MARGIN = { top: 19, side: 17, bottom: 17, firstTop: 13 } as const;

const head = (text: string): string =>
  `@top-left{content:${cssString(text)};width:100%;${BOX}vertical-align:bottom;padding-bottom:2mm;margin-bottom:4mm;border-bottom:.6pt solid #D8DEE4}`;

const foot = (left: string): string =>
  `@bottom-left{content:${cssString(left)};width:80%;${BOX}vertical-align:top;padding-top:4mm}` +
  `@bottom-right{content:"Page " counter(page) " of " counter(pages);width:20%;${BOX}text-align:right;vertical-align:top;padding-top:4mm}`;

const BOX = `font:400 8pt/1.3 ${FONT_STACK};color:#57606A;white-space:nowrap;overflow:hidden;`;

/** Widths of the boxes at 8 pt, counted in small letters of Inter; capitals take more, wide scripts two. */
const HEAD_LETTERS = 124;
const FOOT_LETTERS = 98;

function lettersOf(character: string): number {
  if (/[\u1100-\u11FF\u2E80-\uFFEF]|\p{Extended_Pictographic}/u.test(character)) return 2;
  return /[\p{Lu}mw@%…]/u.test(character) ? 1.45 : 1;
}

/** `name` cut with an ellipsis, so that it and `rest` fit into `letters`. */
function shortened(name: string, rest: string, letters: number): string {
  const width = (text: string): number => [...text].reduce((sum, character) => sum + lettersOf(character), 0);
  let room = letters - width(rest);
  if (width(name) <= room) return name;
  let kept = '';
  for (const character of name) {
    room -= lettersOf(character);
    if (room < 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

function runningOf({ document }: Chapter): { head: string; foot: string } {
  const { report, scope } = document;
  return {
    head: `${report.title} · ${shortened(scope.label, `${report.title} ·  · ${scope.period}`, HEAD_LETTERS)} · ${scope.period}`,
    foot: `data as of ${scope.dataAsOf}`,
  };
}

/** Page rules for a document alone, or for a bundle with one named page per chapter. */
export function pageRules(chapters: readonly Chapter[], paper: 'A4' | 'Letter', bundleTitle: string | null): string {
  const size = PAPER[paper];
  const first = chapters[0]!;
  const { runId } = first.stamp;
  const labelled = (chapter: Chapter): string => {
    const rest = ` · ${runningOf(chapter).foot} · ${runLabel(runId)}`;
    return `${shortened(chapter.document.scope.label, rest, FOOT_LETTERS)}${rest}`;
  };
  const whole =
    bundleTitle === null
      ? `${head(runningOf(first).head)}${foot(labelled(first))}`
      : `${head(bundleTitle)}${foot(runLabel(runId))}`;
  const named = chapters.map((chapter, i) =>
    bundleTitle === null
      ? ''
      : `@page chapter-${i + 1}{${head(runningOf(chapter).head)}${foot(labelled(chapter))}}.chapter-${i + 1}{page:chapter-${i + 1}}`,
  );
  const bare = '{content:none;border:0}';
  return (
    `:root{--text-width:${size.width - 2 * MARGIN.side}mm;--page-height:${size.height - MARGIN.firstTop - MARGIN.bottom}mm;--chapter-height:${size.height - MARGIN.top - MARGIN.bottom}mm}` +
    `@page{size:${size.width}mm ${size.height}mm;margin:${MARGIN.top}mm ${MARGIN.side}mm ${MARGIN.bottom}mm;${whole}}` +
    `${named.join('')}@page:first{margin-top:${MARGIN.firstTop}mm;@top-left${bare}}`
  );
}
