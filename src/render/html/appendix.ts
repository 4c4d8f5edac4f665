/** The end of a document: every action and test, method, definitions, data health, and the tables in full. */
import type { Document } from '../../document/document.ts';
import type { Finding } from '../../domain/finding.ts';
import { type Chapter, idOf } from './chapter.ts';
import { healthCard } from './data-health.ts';
import { sectionId, sectionMarkup } from './findings.ts';
import { actionTerms } from './front-page.ts';
import { GRADE_WORDS, gradeMark } from './marks.ts';
import { heading, type Markup, markup } from './markup.ts';
import { formatNumber, formatProbability, formatSignificant } from './numbers.ts';

export interface Part {
  readonly id: string;
  readonly title: string;
  readonly markup: Markup;
}

/** Points with one decimal, anything else with three significant figures; the unit stands in the sentence beside it. */
function numberOf(value: number, { unit }: Finding, locale: string): string {
  return unit.startsWith('point') ? formatNumber(value, 1, locale) : formatSignificant(value, locale);
}

/** Rows of tests on paper: about a page. The rest stands in the files. */
const PAPER_TESTS = 24;
const GRADE_ORDER = ['supported', 'suggestive', 'none', 'insufficient'] as const;

/** What the words before rest on, in the order of the grades. Facts stand in the tables: they were not tested. */
export const testedFindings = ({ findings }: Document): Finding[] =>
  GRADE_ORDER.flatMap((grade) => findings.filter((finding) => finding.grade === grade));

function testsTable({ document, medium }: Chapter): Markup {
  const { locale } = document;
  const tested = testedFindings(document);
  const shown = medium === 'web' ? tested : tested.slice(0, PAPER_TESTS);
  const count = (value: number): string => formatNumber(value, 0, locale);
  const more =
    shown.length === tested.length
      ? null
      : markup`<p class="more">${count(shown.length)} of ${count(tested.length)} tests; all in ${document.report.id}.xlsx</p>`;
  const levels = [...new Set(tested.filter(({ interval }) => interval !== null).map(({ level }) => level))];
  const caption = `Estimates${levels.length === 0 ? '' : ` with ${levels.map((level) => `${formatNumber(level * 100, 0, locale)} %`).join(' and ')} intervals`}; tests at α = .05, q after correction for all tests of this report; – where nothing was tested.`;
  const probability = (value: number | null): string => (value === null ? '–' : formatProbability(value));
  return markup`<div class="table-frame long"><table class="data tests"><caption><span>${caption}</span></caption>
<thead><tr><th scope="col">Result</th><th scope="col" class="cell-number">Estimate</th><th scope="col" class="cell-number">Interval</th><th scope="col" class="cell-number">p</th><th scope="col" class="cell-number">q</th><th scope="col">Evidence</th></tr></thead>
<tbody>${shown.map(
    (finding) => markup`<tr><th scope="row">${finding.claim}</th>
<td class="cell-number">${finding.estimate === null ? '–' : numberOf(finding.estimate, finding, locale)}</td>
<td class="cell-number">${finding.interval === null ? '–' : `[${finding.interval.map((end) => numberOf(end, finding, locale)).join(', ')}]`}</td>
<td class="cell-number">${probability(finding.p)}</td>
<td class="cell-number">${probability(finding.q)}</td>
<td><span class="graded">${gradeMark(finding.grade, false)} ${finding.grade === 'none' ? 'none' : GRADE_WORDS[finding.grade ?? 'insufficient']}</span></td></tr>`,
  )}</tbody></table></div>${more}`;
}

function actionsTable({ document }: Chapter): Markup {
  const claimOf = (id: string): string => document.findings.find((finding) => finding.id === id)?.claim ?? id;
  return markup`<div class="table-frame"><table class="data"><caption><span>Each rests on the finding named.</span></caption>
<thead><tr><th scope="col">Action</th><th scope="col">Expected effect, time, effort</th><th scope="col">Rests on</th></tr></thead>
<tbody>${document.recommendations.map(
    (action) =>
      markup`<tr><th scope="row">${action.action}</th><td>${actionTerms(action)}</td><td>${claimOf(action.finding)}</td></tr>`,
  )}</tbody></table></div>`;
}

function methodNotes(document: Document): Markup {
  return markup`<dl class="notes">${document.method.map(
    (note) =>
      markup`<div><dt>${note.heading}</dt><dd>${note.text}${note.source === null ? null : markup` <cite>${note.source}</cite>`}</dd></div>`,
  )}</dl>`;
}

function definitionList(document: Document): Markup {
  return markup`<dl class="notes">${document.definitions.map(({ term, text }) => markup`<div><dt>${term}</dt><dd>${text}</dd></div>`)}</dl>`;
}

function runFacts({ document, stamp }: Chapter): Markup {
  const options = Object.entries(document.options).map(([name, value]) => `${name} ${value}`);
  return markup`<p class="run-facts">Run ${stamp.runId}, ${stamp.at.slice(0, 16).replace('T', ' ')} UTC · data version ${document.dataVersion} · seed ${document.seed}${options.map((option) => ` · ${option}`)}</p>`;
}

/** Parts of the appendix in order, without those that have nothing to say. */
export function appendixParts(chapter: Chapter): readonly Part[] {
  const { document } = chapter;
  const level = chapter.level + 2;
  const part = (slug: string, title: string, content: Markup): Part => {
    const id = idOf(chapter, 'appendix', slug);
    return {
      id,
      title,
      markup: markup`<section class="finding appendix">${heading(level, title, { id })}${content}</section>`,
    };
  };
  const parts: Part[] = [];
  if (document.recommendations.length > 3) parts.push(part('actions', 'All actions', actionsTable(chapter)));
  if (testedFindings(document).length > 0) parts.push(part('tests', 'All tests', testsTable(chapter)));
  if (document.method.length > 0) parts.push(part('method', 'Method', methodNotes(document)));
  if (document.definitions.length > 0) parts.push(part('definitions', 'Definitions', definitionList(document)));
  parts.push(part('health', 'Data health', markup`${healthCard(chapter)}${runFacts(chapter)}`));
  for (const section of document.appendix)
    parts.push({
      id: sectionId(chapter, section),
      title: section.heading,
      markup: sectionMarkup(chapter, section, level),
    });
  return parts;
}

export const appendixId = (chapter: Chapter): string => idOf(chapter, 'appendix');

export function appendixMarkup(chapter: Chapter): Markup {
  return markup`<div class="appendix-head">${heading(chapter.level + 1, 'Appendix', { id: appendixId(chapter) })}</div>
${appendixParts(chapter).map((part) => part.markup)}`;
}
