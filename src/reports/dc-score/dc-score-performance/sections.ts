/** The following pages, as far as extent, depth and style show them: standing, movement, change, events, headroom. */
import type { ChartSpec } from '../../../document/chart.ts';
import type { Section } from '../../../document/document.ts';
import type { TableSpec } from '../../../document/table.ts';
import { possessive } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts, ScoreAnalysis } from '../../shared/analysis.ts';
import { sectionHeatmap } from '../../shared/charts/section-heatmap.ts';
import { Collector, text, withoutRepeat } from '../../shared/page/blocks.ts';
import { absentSections, watchingSections } from '../../shared/page/closing-sections.ts';
import { eventSections, eventsSection } from '../../shared/page/event-sections.ts';
import { headroomSection } from '../../shared/page/headroom-section.ts';
import { standingSection } from '../../shared/page/standing-section.ts';
import { targetSection } from '../../shared/page/target-section.ts';
import { type FindingIndex, storiesOf } from '../../shared/stories.ts';
import { decompositionTable, partsTable } from '../../shared/tables/change-tables.ts';
import { testsTable } from '../../shared/tables/finding-tables.ts';
import { headroomTable } from '../../shared/tables/headroom-table.ts';
import { historyTable } from '../../shared/tables/history-tables.ts';
import { sectionChangeTable, sectionTable } from '../../shared/tables/section-tables.ts';
import { coverageTable, peerTable, standingTable } from '../../shared/tables/standing-tables.ts';
import { ordinal } from '../../shared/words/ordinals.ts';
import { nounOf } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';
import { brandWaterfalls, metricChanges, partsSection, waterfallSections } from './change-sections.ts';
import { movementSection } from './movement-section.ts';

export interface Pages {
  readonly sections: readonly Section[];
  readonly appendix: readonly Section[];
  readonly charts: readonly ChartSpec[];
  readonly tables: readonly TableSpec[];
  readonly headline: string | null;
}

function heatSection(market: MarketFacts, page: Collector, words: Wording): Section {
  const chart = sectionHeatmap(market, words);
  const { formats } = words;
  const leads = market.subjects
    .flatMap((subject) => subject.sections.map((section) => ({ subject, section })))
    .filter(({ section }) => section.rank !== null && section.score !== null)
    .sort((a, b) => a.section.rank! - b.section.rank! || b.section.score! - a.section.score!);
  const [best, worst] = [leads[0], leads.at(-1)];
  const say = (each: (typeof leads)[number]): string =>
    `${possessive(each.subject.brand)} ${each.section.section} score of ${formats.score(each.section.score!)} ranks ${ordinal(each.section.rank!)}`;
  page.keep(sectionTable(market, words));
  return {
    id: `sections${words.suffix(market)}`,
    heading: chart.title,
    width: page.withCharts ? 'half' : 'full',
    blocks: [
      ...page.chart(chart),
      ...text(
        best && worst && best !== worst
          ? { text: `${say(best)}; ${say(worst)}.`, refs: ['table:section-standing'] }
          : null,
      ),
      ...(words.charts ? [] : page.table(sectionTable(market, words))),
    ],
  };
}

/** The chart of page 1: the one that shows the verdict; where the brands stand when nothing is supported. */
function headlineChart(
  analysis: ScoreAnalysis,
  about: Finding | null,
  charts: readonly ChartSpec[],
  words: Wording,
): string | null {
  const market = analysis.markets.find(({ project }) => project === about?.subject.project) ?? analysis.markets[0];
  if (!market) return null;
  const suffix = words.suffix(market);
  const event =
    about?.predictor === undefined
      ? []
      : charts.filter(({ id, findings }) => id.startsWith('event-') && findings.includes(about.id)).map(({ id }) => id);
  const wanted =
    about === null || (about.kind === 'difference' && market.subjects.length > 1)
      ? []
      : about.kind === 'difference'
        ? [`change${suffix}`]
        : [...event, `path${suffix}`];
  return [...wanted, `standing${suffix}`].find((id) => charts.some((chart) => chart.id === id)) ?? null;
}

export function pagesOf(
  analysis: ScoreAnalysis,
  findings: FindingIndex,
  all: readonly Finding[],
  about: Finding | null,
  words: Wording,
): Pages {
  const page = new Collector(words.charts);
  const sections: Section[] = [];
  const { extent, depth, style, charts } = words;
  const stories = storiesOf(analysis, all);
  const isFull = extent !== 'summary';
  const withHeat = isFull && style !== 'executive';
  page.keep(peerTable(analysis, words));
  // One question after the other; what can stand side by side does: the markets, or one market's ranking and sections.
  const { markets } = analysis;
  const heat = (): Section[] => (withHeat ? markets.map((market) => heatSection(market, page, words)) : []);
  sections.push(...markets.map((market) => standingSection(market, all, withHeat || markets.length > 1, page, words)));
  if (markets.length === 1) sections.push(...heat());
  sections.push(...markets.map((market) => movementSection(market, findings, all, stories, page, words)));
  const target = targetSection(analysis, findings, words);
  if (target) sections.push(target);
  page.keep(decompositionTable(analysis, words));
  if (isFull) {
    sections.push(...waterfallSections(analysis, findings, page, words));
    const parts = partsSection(analysis, all, page, words);
    if (parts) sections.push(parts);
    if (extent === 'comprehensive')
      sections.push(...brandWaterfalls(analysis, page, words), ...metricChanges(analysis, page, words));
    if (markets.length > 1) sections.push(...heat());
    page.keep(sectionChangeTable(analysis, words));
  }
  if (isFull && depth !== 'basic') {
    sections.push(...eventSections(analysis, stories, all, page, words));
    sections.push(eventsSection(analysis, all, page, words));
    sections.push(headroomSection(analysis, findings, page, words));
  } else if (depth !== 'basic') {
    const isTold = about?.period !== undefined && about.predictor !== undefined;
    if (isTold) eventSections(analysis, stories, all, page, words);
    page.keep(headroomTable(analysis, words));
  }
  // Named in page 1 when a single brand's change is real.
  page.keep(partsTable(analysis, 'metric', words));
  sections.push(...watchingSections(all, page, words), ...absentSections(analysis));
  // The renderer lists the tests; the file has each with both kinds of q.
  if (style === 'professional' && isFull) page.keep(testsTable(all));
  const appendix = isFull && style !== 'executive' ? appendixOf(analysis, all, page, words) : [];
  const headline = charts ? headlineChart(analysis, about, page.charts, words) : null;
  return {
    sections: sections.map((section) => withoutRepeat(section, headline)).filter(({ blocks }) => blocks.length > 0),
    appendix,
    charts: page.charts,
    tables: page.tables,
    headline,
  };
}

function appendixOf(analysis: ScoreAnalysis, all: readonly Finding[], page: Collector, words: Wording): Section[] {
  const full = (id: string, heading: string, ...tables: readonly TableSpec[]): Section => ({
    id,
    heading,
    width: 'full',
    blocks: tables.flatMap((table) => page.table(table)),
  });
  const appendix = [
    full('ranking', 'The ranking in full', ...analysis.markets.map((market) => standingTable(market, all, words))),
    full('peers', 'Peer set and coverage', peerTable(analysis, words), coverageTable(analysis, words)),
  ];
  if (words.extent !== 'comprehensive') return appendix;
  return [
    ...appendix,
    full('section-standing', 'Sections', sectionChangeTable(analysis, words)),
    full('metrics', 'Parts of the change by metric', partsTable(analysis, 'metric', words)),
    ...analysis.markets.map((market) =>
      full(
        `history${words.suffix(market)}`,
        `Scores by ${nounOf(market)}, ${market.project}`,
        historyTable(market, words),
      ),
    ),
  ];
}
