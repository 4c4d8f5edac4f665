/** Page 1, which stands alone: strip, verdict, tiles, what moved with the headline chart, risks and actions, foot. */

import type { Document, Kpi, Recommendation, SummaryItem } from '../../document/document.ts';
import { runLabel } from '../../document/run-label.ts';
import { type Chapter, chartOf, idOf } from './chapter.ts';
import { chartFigure } from './chart-figure.ts';
import { healthLine } from './data-health.ts';
import { deltaMark, gradeKey, gradeMark, toneOf } from './marks.ts';
import { heading, type Markup, markup, trusted } from './markup.ts';
import { tieStatistics } from './numbers.ts';

const SPARKLINE = { widthPx: 104, heightPx: 24 };
const MAX_TILES = 5;
/** Facts of the strip up to this length, such as periods, stay on one line. */
const LONGEST_UNBROKEN = 30;
const MAX_ITEMS = 3;
/**
 * Room of the headline chart on page 1 beside three moves, and what each move less leaves it; it shrinks, keeping its
 * proportions, when the words need more.
 */
const HEADLINE = {
  A4: { width: 372, height: 340, perMove: 36 },
  Letter: { width: 386, height: 296, perMove: 36 },
} as const;

/** The product's mark, for workspaces without a logo. */
const PRODUCT_MARK =
  '<svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" rx="5" fill="#1B1F24"/>' +
  '<path d="M5 17V11M9.7 17V8M14.3 17v-7M19 17V6" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/></svg>';

export function strip(logo: string | null, title: string, facts: readonly string[], dataAsOf: string): Markup {
  const image = logo === null ? trusted(PRODUCT_MARK) : markup`<img class="logo" src="${logo}" alt="">`;
  return markup`<header class="strip">${image}<p class="strip-what"><strong>${title}</strong>${facts.map((fact) => markup` · <span${fact.length <= LONGEST_UNBROKEN ? markup` class="fact"` : null}>${fact}</span>`)}</p>
<p class="strip-when">data as of <strong>${dataAsOf}</strong></p></header>`;
}

function tile(chapter: Chapter, kpi: Kpi, wide: boolean): Markup {
  const drawn = kpi.sparkline.filter((value) => value !== null).length > 1;
  const delta =
    kpi.delta === null
      ? null
      : markup`<span class="${toneOf(kpi.delta.better)}">${deltaMark(kpi.delta.value, kpi.delta.better)}<b>${kpi.delta.text}</b></span>`;
  const grade =
    kpi.grade === null && kpi.gradeText === ''
      ? null
      : markup`<span class="tile-grade">${gradeMark(kpi.grade)} ${tieStatistics(kpi.gradeText)}</span>`;
  return markup`<div class="tile"><dt>${kpi.label}</dt><dd>
<p class="tile-value${kpi.value === null ? ' absent' : wide ? ' wide' : ''}">${kpi.text}</p>
<p class="tile-delta">${delta} ${grade}</p>
<p class="tile-comparison">${kpi.comparison}</p>
<div class="sparkline" aria-hidden="true">${drawn ? trusted(chapter.drawing.sparkline(kpi.sparkline, kpi.delta?.better ?? null, SPARKLINE)) : null}</div>
</dd></div>`;
}

/** Among longer figures all are set smaller, so that five tiles beside each other hold theirs in one line. */
const isWide = ({ value, text }: Kpi): boolean => value !== null && [...text].length > 8;

export function tiles(chapter: Chapter, kpis: readonly Kpi[]): Markup {
  const shown = kpis.slice(0, MAX_TILES);
  if (shown.length === 0) return markup``;
  return markup`<dl class="tiles tiles-${shown.length}">${shown.map((kpi) => tile(chapter, kpi, shown.some(isWide)))}</dl>`;
}

/** Bars grow from a common zero line, which stands at the left when nothing fell. */
function bar(value: number, items: readonly SummaryItem[]): Markup {
  const values = items.map((item) => item.value ?? 0);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const span = high - low;
  if (span === 0) return markup``;
  const share = (at: number): string => (((at - low) / span) * 72).toFixed(1);
  const from = share(Math.min(0, value));
  const width = ((Math.abs(value) / span) * 72).toFixed(1);
  return markup`<svg class="bar ${value < 0 ? 'tone-worse' : 'tone-better'}" viewBox="0 0 72 10" aria-hidden="true"><rect x="${from}" y="1" width="${width}" height="8" fill="currentColor"/><path d="M${share(0)} 0v10" stroke="#6A737D" stroke-width="1"/></svg>`;
}

export function summaryList(items: readonly SummaryItem[], withBars: boolean, nothing: string): Markup {
  const shown = items.slice(0, MAX_ITEMS);
  if (shown.length === 0) return markup`<p class="nothing">${nothing}</p>`;
  const bars = withBars && shown.some((item) => item.value !== null);
  const marks = shown.some((item) => item.grade !== null);
  return markup`<ul class="items${bars ? ' items-bars' : ''}${marks ? '' : ' unmarked'}">${shown.map(
    (
      item,
    ) => markup`<li>${marks ? markup`<span class="item-mark">${gradeMark(item.grade)}</span>` : null}<span class="item-text">${item.text}</span>
${bars ? markup`<span class="item-bar">${item.value === null ? null : bar(item.value, shown)}</span>` : null}<span class="item-figure">${item.figure}</span></li>`,
  )}</ul>`;
}

/** "+1.8 pt [0.9, 2.7] · about 3 months · low effort". */
export function actionTerms(action: Recommendation): string {
  return [action.effectText, action.time, action.effort === null ? null : `${action.effort} effort`]
    .filter((term) => term !== null && term !== '')
    .join(' · ');
}

export function actionList(actions: readonly Recommendation[], from = 0): Markup {
  const shown = actions.slice(from, from + MAX_ITEMS);
  if (shown.length === 0) return markup`<p class="nothing">No action follows from findings that hold.</p>`;
  return markup`<ol class="actions">${shown.map(
    (action) =>
      markup`<li><span class="action">${action.action}</span><span class="terms">${actionTerms(action)}</span></li>`,
  )}</ol>`;
}

function headline(chapter: Chapter): Markup {
  const { document } = chapter;
  const spec = document.summary.headline === null ? undefined : chartOf(document, document.summary.headline);
  if (spec === undefined) return markup``;
  const { width, height, perMove } = HEADLINE[chapter.paper];
  const moves = Math.min(MAX_ITEMS, Math.max(1, document.summary.drivers.length));
  const size = { width, height: height + (MAX_ITEMS - moves) * perMove };
  return markup`<div class="headline">${chartFigure(chapter, spec, size, 'front', '')}</div>`;
}

/** What the window is compared with, in a line under the verdict. */
const comparisonOf = ({ scope }: Document): string =>
  [scope.comparison === '' ? null : `Compared with ${scope.comparison}`, peersOf(scope.peers)]
    .filter((part) => part !== null)
    .join(' · ');

const peersOf = (peers: number): string | null => (peers > 1 ? `${peers} brands in the peer set` : null);

export function frontPage(chapter: Chapter): Markup {
  const { document, level } = chapter;
  const below = level + 1;
  return markup`<section class="front" id="${idOf(chapter, 'summary')}" aria-label="Summary">
${level === 1 ? strip(chapter.logo, document.report.title, [document.scope.label, document.scope.period], document.scope.dataAsOf) : null}
${heading(level, document.verdict.text, { class: 'verdict' })}
<p class="comparison">${comparisonOf(document)}</p>
${tiles(chapter, document.kpis)}
<div class="columns"><div class="column column-main">
<div class="list">${heading(below, 'What moved')}${summaryList(document.summary.drivers, true, 'No move that the data support.')}</div>
${headline(chapter)}
</div><div class="column column-side">
<div class="list">${heading(below, 'Risks')}${summaryList(document.summary.risks, false, 'No risk was found that the data support.')}</div>
<div class="list">${heading(below, 'Actions')}${actionList(document.recommendations)}</div>
</div></div>
<footer class="front-foot">${healthLine(chapter)}<p class="foot-small">${gradeKey()}<span>${runLabel(chapter.stamp.runId)}</span></p></footer>
</section>`;
}
