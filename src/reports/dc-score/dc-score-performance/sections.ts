/** The following pages: one finding per block, with chart, sentences, evidence line and table. */
import type { ChartSpec } from '../../../document/chart.ts';
import type { Block, Section, Sentence } from '../../../document/document.ts';
import { evidenceLine } from '../../../document/evidence-line.ts';
import type { TableSpec } from '../../../document/table.ts';
import { countOf, fitTitle, joinNames, possessive, someNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { Analysis, MarketAnalysis } from './analysis.ts';
import { marketWaterfall, pathChart, sectionHeatmap, standingChart, subjectWaterfall } from './charts.ts';
import { headroomId, isShift, markOf } from './claims.ts';
import type { FindingIndex } from './page.ts';
import {
  coverageTable,
  decompositionTable,
  eventsTable,
  headroomTable,
  historyTable,
  peerTable,
  sectionChangeTable,
  sectionTable,
  standingTable,
  testsTable,
  watchingTable,
} from './tables.ts';
import { inPeriod, nounOf, ordinal, pairsOf, type Wording, windowLabel } from './wording.ts';

export interface Pages {
  readonly sections: readonly Section[];
  readonly appendix: readonly Section[];
  readonly charts: readonly ChartSpec[];
  readonly tables: readonly TableSpec[];
  readonly headline: string | null;
}

/** Collects charts and tables beside the blocks that show them. */
class Collector {
  readonly charts: ChartSpec[] = [];
  readonly tables: TableSpec[] = [];
  readonly #withCharts: boolean;

  constructor(withCharts: boolean) {
    this.#withCharts = withCharts;
  }

  chart(chart: ChartSpec | null): Block[] {
    if (!this.#withCharts || chart === null) return [];
    this.charts.push(chart);
    return [{ type: 'chart', chart: chart.id }];
  }

  table(table: TableSpec | null): Block[] {
    if (table === null) return [];
    if (!this.tables.some(({ id }) => id === table.id)) this.tables.push(table);
    return [{ type: 'table', table: table.id }];
  }

  /** A table that only figures and files need. */
  keep(table: TableSpec): void {
    this.table(table);
  }
}

const text = (...sentences: readonly (Sentence | null)[]): Block[] => {
  const said = sentences.filter((sentence) => sentence !== null);
  return said.length === 0 ? [] : [{ type: 'text', sentences: said }];
};

const sentenceOf = (finding: Finding): Sentence => ({ text: finding.claim, refs: [finding.id] });

function evidenceOf(finding: Finding, market: MarketAnalysis, words: Wording): Block {
  return {
    type: 'evidence',
    grade: finding.grade,
    text: evidenceLine(finding, { formats: words.formats, style: words.style, periodNoun: nounOf(market) }),
    refs: [finding.id],
  };
}

/** "Without its most extreme month (Mar 2025) the change is +3.0." */
function robustnessOf(finding: Finding, market: MarketAnalysis, words: Wording): Sentence | null {
  const { worstPeriod, withoutWorst, withoutWorstP } = finding.parts ?? {};
  if (typeof worstPeriod !== 'string' || typeof withoutWorst !== 'number') return null;
  const what = finding.kind === 'difference' ? 'the change at today’s weights' : 'the trend';
  const p =
    words.style === 'professional' && typeof withoutWorstP === 'number'
      ? ` (p ${/^[<>]/.test(words.formats.pValue(withoutWorstP)) ? '' : '= '}${words.formats.pValue(withoutWorstP)})`
      : '';
  return {
    text: `Without its most extreme ${nounOf(market)} (${inPeriod(market, worstPeriod)}) ${what} is ${words.formats.points(withoutWorst)}${p}.`,
    refs: [finding.id],
  };
}

function standingSection(
  market: MarketAnalysis,
  findings: FindingIndex,
  all: readonly Finding[],
  page: Collector,
  words: Wording,
): Section {
  const { formats } = words;
  const chart = standingChart(market, all, words);
  const sentences = market.subjects.slice(0, words.style === 'executive' ? 2 : 6).map(({ brand }) => {
    const finding = findings.get(`standing:${market.project}:${brand}`)!;
    return sentenceOf(finding);
  });
  const median: Sentence | null =
    market.peerMedian === null
      ? null
      : {
          text: `The peer median is ${formats.score(market.peerMedian)}${
            market.peers[0]?.score === null || market.peers[0] === undefined
              ? ''
              : `; ${market.peers[0].brand} is best with ${formats.score(market.peers[0].score)}`
          }.`,
          refs: ['table:peer-set', `table:standing${words.suffix(market)}`],
        };
  return {
    id: `standing${words.suffix(market)}`,
    heading: chart.title,
    width: 'full',
    blocks: [
      ...page.chart(chart),
      ...text(...sentences, median),
      ...page.table(standingTable(market, all, words)),
      ...(market.ranked < 2
        ? [
            {
              type: 'missing' as const,
              need: 'at least 2 brands with scores for a ranking',
              have: `${market.ranked}`,
              fix: 'import scores of competitors into this project',
            },
          ]
        : []),
    ],
  };
}

function movementSection(
  market: MarketAnalysis,
  findings: FindingIndex,
  all: readonly Finding[],
  page: Collector,
  words: Wording,
): Section {
  const chart = pathChart(market, all, words);
  const blocks: Block[] = [...page.chart(chart)];
  for (const { brand } of market.subjects) {
    const shown = [
      findings.get(`difference:${market.project}:${brand}:score`),
      findings.get(`movement:${market.project}:${brand}:score`),
    ].filter((finding) => finding !== undefined);
    // One line for a brand that did nothing; the full evidence for one that moved.
    const moved = shown.filter((finding) => finding.grade === 'supported');
    const told = moved.length > 0 ? moved : shown.filter((finding) => finding.kind === 'difference' && markOf(finding));
    for (const finding of told) {
      blocks.push(...text(sentenceOf(finding), words.depth === 'basic' ? null : robustnessOf(finding, market, words)));
      if (words.style !== 'executive' || finding.grade === 'supported') blocks.push(evidenceOf(finding, market, words));
    }
  }
  if (words.style !== 'executive') {
    const restless = market.subjects.filter(({ peer }) => peer.volatility !== null);
    blocks.push(
      ...text(
        ...restless.slice(0, 4).map(
          ({ brand, peer }): Sentence => ({
            text: `From one ${nounOf(market)} to the next ${words.whose(market, brand, 'score')} usually moves by ${words.formats.size(peer.volatility!)} points.`,
            refs: [`standing:${market.project}:${brand}`],
          }),
        ),
      ),
    );
  }
  const { comparison } = market;
  if (comparison.undefined !== null)
    blocks.push({
      type: 'missing',
      need: 'scores to compare with',
      have: comparison.undefined,
      fix: 'choose a shorter period, another comparison, or import earlier scores',
    });
  const untested = market.subjects.filter(({ brand }) =>
    [`difference:${market.project}:${brand}:score`, `movement:${market.project}:${brand}:score`].some(
      (id) => findings.get(id)?.grade === 'insufficient',
    ),
  );
  if (untested.length > 0 && comparison.undefined === null)
    blocks.push({
      type: 'missing',
      need: `enough ${nounOf(market)}s with scores to test for movement`,
      have: untested
        .map(({ brand }) => {
          const finding =
            findings.get(`movement:${market.project}:${brand}:score`) ??
            findings.get(`difference:${market.project}:${brand}:score`);
          return `${brand}: ${finding?.caveats[0] ?? `${finding?.n ?? 0} ${nounOf(market)}s`}`;
        })
        .join('; '),
      fix: 'import earlier scores, or read the change beside its typical noise',
    });
  page.keep(historyTable(market, words));
  return { id: `movement${words.suffix(market)}`, heading: chart.title, width: 'full', blocks };
}

function changeSection(
  analysis: Analysis,
  findings: FindingIndex,
  all: readonly Finding[],
  page: Collector,
  words: Wording,
): Section | null {
  const blocks: Block[] = [];
  const pairs = pairsOf(analysis);
  let heading: string | null = null;
  for (const market of analysis.markets) {
    const chart = marketWaterfall(market, words);
    heading ??= chart?.title ?? null;
    blocks.push(...page.chart(chart));
  }
  for (const { market, subject } of pairs.slice(0, words.style === 'executive' ? 2 : 8)) {
    const parts = findings.get(`decomposition:${market.project}:${subject.brand}`);
    if (parts) blocks.push(...text(sentenceOf(parts)));
    else if (subject.decomposition.undefined !== null)
      blocks.push({
        type: 'missing',
        need: `${words.whose(market, subject.brand, 'change')} in parts`,
        have: subject.decomposition.undefined,
        fix: 'choose a comparison in which the brand has scores',
      });
  }
  if (words.extent === 'comprehensive')
    for (const { market, subject } of pairs.length > 1 ? pairs : [])
      blocks.push(...page.chart(subjectWaterfall(market, subject, market.subjects.indexOf(subject), words)));
  const descended = all.filter(
    (finding) => finding.kind === 'difference' && finding.predictor !== undefined && finding.grade === 'supported',
  );
  blocks.push(...text(...descended.slice(0, 5).map(sentenceOf)));
  const known = pairs.some(({ subject }) => subject.decomposition.undefined === null);
  if (known) blocks.push(...page.table(decompositionTable(analysis, 'section', words)));
  if (known && words.depth !== 'basic' && words.extent === 'comprehensive')
    blocks.push(...page.table(decompositionTable(analysis, 'platform', words)));
  return heading === null && blocks.length === 0
    ? null
    : { id: 'change', heading: heading ?? 'There is nothing to compare with', width: 'full', blocks };
}

function heatSection(market: MarketAnalysis, page: Collector, words: Wording): Section {
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
    width: 'full',
    blocks: [
      ...page.chart(chart),
      ...text(
        best && worst && best !== worst
          ? { text: `${say(best)}, the best place; ${say(worst)}, the last.`, refs: ['table:section-standing'] }
          : null,
      ),
      ...(words.charts ? [] : page.table(sectionTable(market, words))),
    ],
  };
}

function eventsSection(analysis: Analysis, all: readonly Finding[], page: Collector, words: Wording): Section {
  const table = eventsTable(analysis, all, words);
  const events = all.filter((finding) => finding.period !== undefined && finding.grade === 'supported');
  const markets = new Map(analysis.markets.map((market) => [market.project, market]));
  const silent = all.filter(
    (finding) =>
      finding.period === undefined && (isShift(finding) || finding.kind === 'anomaly') && finding.grade === 'none',
  );
  const blocks: Block[] = [];
  const shown = words.style === 'executive' ? 3 : 8;
  for (const finding of events.slice(0, shown)) {
    blocks.push(...text(sentenceOf(finding)));
    if (words.style === 'professional') blocks.push(evidenceOf(finding, markets.get(finding.subject.project!)!, words));
  }
  if (silent.length > 0 && (words.style !== 'executive' || events.length === 0))
    blocks.push(...text(...silent.slice(0, events.length === 0 ? 8 : 4).map(sentenceOf)));
  blocks.push(...page.table(table));
  const short = all.filter(
    (finding) => (isShift(finding) || finding.kind === 'anomaly') && finding.grade === 'insufficient',
  );
  if (short.length > 0)
    blocks.push({
      type: 'missing',
      need: 'enough history to look for lasting steps and odd periods',
      have: [...new Set(short.map((finding) => `${finding.subject.brand}: ${finding.caveats[0] ?? 'too short'}`))].join(
        '; ',
      ),
      fix: 'import earlier scores',
    });
  const steps = events.filter(isShift).length;
  const odd = events.length - steps;
  const heading =
    events.length === 0
      ? `No lasting step and no odd period ${words.beyondNoise}`
      : fitTitle([
          `${joinNames([...(steps > 0 ? [countOf(steps, 'lasting step')] : []), ...(odd > 0 ? [countOf(odd, 'odd period')] : [])])} in the history`,
        ]);
  return { id: 'events', heading, width: 'full', blocks };
}

function headroomSection(analysis: Analysis, findings: FindingIndex, page: Collector, words: Wording): Section {
  const rows = pairsOf(analysis)
    .flatMap(({ market, subject }) => subject.headroom.map((row) => ({ market, subject, row })))
    .sort((a, b) => b.row.points - a.row.points);
  const top = rows[0];
  if (!top)
    return {
      id: 'headroom',
      heading: 'No headroom to measure',
      width: 'full',
      blocks: [
        {
          type: 'missing',
          need: 'a peer that is ahead on at least one metric',
          have: 'none in this peer set',
          fix: 'import scores of more competitors',
        },
      ],
    };
  const names = rows.slice(0, 3).map(({ row }) => row.metric);
  return {
    id: 'headroom',
    heading: fitTitle([`Most points lie in ${joinNames([...new Set(names)])}`, `Most points lie in ${top.row.metric}`]),
    width: 'full',
    blocks: [
      ...text(
        ...rows
          .slice(0, words.style === 'executive' ? 1 : 3)
          .map(({ market, subject, row }) => sentenceOf(findings.get(headroomId(market, subject.brand, row))!)),
      ),
      ...page.table(headroomTable(analysis, words)),
    ],
  };
}

/** Sections, appendix, charts and tables, as far as extent, depth and style show them. */
export function pagesOf(analysis: Analysis, findings: FindingIndex, all: readonly Finding[], words: Wording): Pages {
  const page = new Collector(words.charts);
  const sections: Section[] = [];
  const { extent, depth, style } = words;
  page.keep(peerTable(analysis, words));
  for (const market of analysis.markets) {
    sections.push(standingSection(market, findings, all, page, words));
    sections.push(movementSection(market, findings, all, page, words));
  }
  if (extent !== 'summary') {
    const change = changeSection(analysis, findings, all, page, words);
    if (change) sections.push(change);
    page.keep(sectionChangeTable(analysis, words));
    if (style !== 'executive') for (const market of analysis.markets) sections.push(heatSection(market, page, words));
    if (depth !== 'basic') sections.push(eventsSection(analysis, all, page, words));
  } else page.keep(decompositionTable(analysis, 'section', words));
  if (depth !== 'basic' && extent !== 'summary') sections.push(headroomSection(analysis, findings, page, words));
  if (depth !== 'basic' && extent === 'summary') page.keep(headroomTable(analysis, words));
  // Named in page 1 when a single brand's change is real.
  page.keep(decompositionTable(analysis, 'metric', words));
  const watching = watchingTable(all, words);
  if (watching && extent !== 'summary' && style !== 'executive')
    sections.push({
      id: 'watching',
      heading: 'Worth watching, not yet claims',
      width: 'full',
      blocks: page.table(watching),
    });
  for (const { project, reason } of analysis.absent)
    sections.push({
      id: `absent-${project}`,
      heading: fitTitle([`${project} could not be analysed`]),
      width: 'full',
      blocks: [{ type: 'missing', need: `scores of ${project}`, have: reason, fix: 'import scores for this project' }],
    });

  const appendix: Section[] = [];
  if (extent !== 'summary')
    appendix.push({
      id: 'peers',
      heading: 'Peer set and coverage',
      width: 'full',
      blocks: [...page.table(peerTable(analysis, words)), ...page.table(coverageTable(analysis, words))],
    });
  // The renderer lists the findings; the file has every test with both kinds of q.
  if (style === 'professional' && extent !== 'summary') page.keep(testsTable(all));
  if (extent === 'comprehensive') {
    appendix.push({
      id: 'section-standing',
      heading: 'Sections',
      width: 'full',
      blocks: page.table(sectionChangeTable(analysis, words)),
    });
    appendix.push({
      id: 'parts',
      heading: 'Parts of the change by metric',
      width: 'full',
      blocks: page.table(decompositionTable(analysis, 'metric', words)),
    });
    for (const market of analysis.markets)
      appendix.push({
        id: `history${words.suffix(market)}`,
        heading: `Scores by ${nounOf(market)}, ${market.project}`,
        width: 'full',
        blocks: page.table(historyTable(market, words)),
      });
  }
  return {
    sections,
    appendix,
    charts: page.charts,
    tables: page.tables,
    headline: headlineChart(analysis, findings, page.charts, words),
  };
}

/** The chart of page 1: why it changed, if one brand's change is real; else where the brands stand. */
function headlineChart(
  analysis: Analysis,
  findings: FindingIndex,
  charts: readonly ChartSpec[],
  words: Wording,
): string | null {
  const pairs = pairsOf(analysis);
  const only = pairs.length === 1 ? pairs[0]! : null;
  const market = only?.market ?? analysis.markets[0];
  if (!market) return null;
  const moved =
    only && findings.get(`difference:${market.project}:${only.subject.brand}:score`)?.grade === 'supported'
      ? `change${words.suffix(market)}`
      : null;
  const wanted = [moved, `standing${words.suffix(market)}`].find((id) => charts.some((chart) => chart.id === id));
  return wanted ?? null;
}

/** "Aurora and Dune · India, Gulf". */
export function scopeLabel(analysis: Analysis): string {
  const brands = [...new Set(pairsOf(analysis).map(({ subject }) => subject.brand))].sort();
  return `${someNames(brands, 4)} · ${someNames(
    analysis.markets.map(({ project }) => project),
    3,
  )}`;
}

export function scopePeriod(analysis: Analysis): string {
  return [...new Set(analysis.markets.map(windowLabel))].join('; ');
}
