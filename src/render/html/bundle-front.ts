/** Page 1 of a bundle: what the reports say together, each thing once, the weightiest first. */

import type { Document, SummaryItem } from '../../document/document.ts';
import { runLabel } from '../../document/run-label.ts';
import { type Chapter, idOf } from './chapter.ts';
import { healthLine } from './data-health.ts';
import { actionList, strip, summaryList, tiles } from './front-page.ts';
import { gradeKey } from './marks.ts';
import { heading, type Markup, markup } from './markup.ts';
import { mergeActions, mergeByWeight } from './merged-summary.ts';

const distinct = (values: readonly string[]): string[] => [...new Set(values)];

const scopesOf = (documents: readonly Document[]): string[] => distinct(documents.map(({ scope }) => scope.label));

export function bundleTitle(documents: readonly Document[]): string {
  const scopes = scopesOf(documents);
  const count = `${documents.length} ${documents.length === 1 ? 'report' : 'reports'}`;
  return scopes.length === 1 ? `${count} on ${scopes[0]}` : `${count} on ${scopes.length} selections`;
}

const VERDICTS_IN_FULL = 5;
/** Risks and actions beside more reports than that. */
const ITEMS_BESIDE_MANY = 2;

export function bundleFront(chapters: readonly Chapter[]): Markup {
  const first = chapters[0]!;
  const documents = chapters.map(({ document }) => document);
  const all = (items: (document: Document) => readonly SummaryItem[]): SummaryItem[] =>
    mergeByWeight(documents, {
      items,
      refs: ({ refs }) => refs,
      says: ({ figure }) => figure,
      words: ({ text }) => text,
    }).map(({ item }) => item);
  const periods = distinct(documents.map(({ scope }) => scope.period));
  const dates = distinct(documents.map(({ scope }) => scope.dataAsOf));
  const kpis = mergeByWeight(documents, {
    items: (document) => document.kpis,
    refs: ({ refs }) => refs,
    says: ({ text }) => text,
    words: ({ label, text }) => `${label} ${text}`,
  }).map(({ item }) => item);
  // Figures of several reports have several units: no bars. Page 1 is one page: many reports are named by their titles,
  // side by side; each verdict opens its chapter.
  const isLong = chapters.length > VERDICTS_IN_FULL;
  const shown = isLong ? ITEMS_BESIDE_MANY : undefined;
  return markup`<section class="front${isLong ? ' overflowing' : ''}" aria-label="Summary">
${strip(first.logo, bundleTitle(documents), [...scopesOf(documents).slice(0, 2), ...periods.slice(0, 1)], dates.join(', '))}
${heading(1, bundleTitle(documents), { class: 'verdict' })}
<ol class="verdicts${isLong ? ' many' : ''}">${chapters.map(
    (chapter) =>
      markup`<li><a href="#${idOf(chapter, 'summary')}">${isLong ? chapter.document.title : chapter.document.verdict.text}</a> <span class="terms">${chapter.document.report.title}</span></li>`,
  )}</ol>
${tiles(first, kpis)}
<div class="columns"><div class="column column-main">
<div class="list">${heading(2, 'What moved')}${summaryList(
    all((document) => document.summary.drivers),
    false,
    'No move that the data support.',
  )}</div>
<div class="list">${heading(2, 'Risks')}${summaryList(
    all((document) => document.summary.risks).slice(0, shown),
    false,
    'No risk was found that the data support.',
  )}</div></div>
<div class="column column-side"><div class="list">${heading(2, 'Actions')}${actionList(
    mergeActions(documents).slice(0, shown),
  )}</div></div></div>
<footer class="front-foot">${distinctHealth(chapters)}<p class="foot-small">${gradeKey()}<span>${runLabel(first.stamp.runId)}</span></p></footer>
</section>`;
}

/** One health line for each state of the data: usually one. */
function distinctHealth(chapters: readonly Chapter[]): Markup {
  const lines = new Map(chapters.map((chapter) => [healthLine(chapter).toString(), chapter] as const));
  return markup`${[...lines.values()].map((chapter) => healthLine(chapter, lines.size > 1 ? chapter.document.scope.label : null))}`;
}
