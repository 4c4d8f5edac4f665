/** The following pages, as far as extent, depth and style show them: standing, movement, change, events, headroom. */
import type { ChartSpec } from '../../../document/chart.ts';
import type { Block, Section, Sentence } from '../../../document/document.ts';
import type { TableSpec } from '../../../document/table.ts';
import { fitTitle, joinNames, possessive, someNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { Analysis, MarketAnalysis } from './analysis.ts';
import { Collector, sentenceOf, text } from './blocks.ts';
import { marketWaterfall, sectionHeatmap, standingChart, subjectWaterfall } from './charts.ts';
import { headroomId, PORTFOLIO } from './claims.ts';
import { eventSections, eventsSection } from './event-sections.ts';
import { movementSection } from './movement-section.ts';
import { type FindingIndex, isSupported, storiesOf } from './stories.ts';
import {
  coverageTable,
  decompositionTable,
  headroomTable,
  historyTable,
  partsTable,
  peerTable,
  sectionChangeTable,
  sectionTable,
  standingTable,
  testsTable,
  watchingTable,
} from './tables.ts';
import { nounOf, ordinal, pairsOf, placeOf, type Wording, windowLabel } from './wording.ts';

export interface Pages {
  readonly sections: readonly Section[];
  readonly appendix: readonly Section[];
  readonly charts: readonly ChartSpec[];
  readonly tables: readonly TableSpec[];
  readonly headline: string | null;
}

/** Brands named in one sentence about the ranking. */
const MOST_PLACES = 6;

/** "Aurora stands 1st, Dune 3rd and Cirrus 5th of 12; the peer median is 58.7." */
function standingSentence(market: MarketAnalysis, words: Wording): Sentence | null {
  const ranked = market.subjects.filter(({ peer }) => peer.rank !== null);
  const first = ranked[0];
  if (!first) return null;
  const places = ranked
    .slice(0, MOST_PLACES)
    .map(({ brand, peer }, i) => `${brand}${i === 0 ? ' stands' : ''} ${ordinal(peer.rank!)}`);
  const best = market.peers[0]!;
  const lead = first.peer.rank === 1 ? '' : `; ${best.brand} is best with ${words.formats.score(best.score!)}`;
  const median = market.peerMedian === null ? '' : `; the peer median is ${words.formats.score(market.peerMedian)}`;
  return {
    text: `${joinNames(places)} of ${market.ranked}${placeOf(market, words)}${lead}${median}.`,
    refs: [
      ...ranked.map(({ brand }) => `standing:${market.project}:${brand}`),
      'table:peer-set',
      `table:standing${words.suffix(market)}`,
    ],
  };
}

function standingSection(
  market: MarketAnalysis,
  all: readonly Finding[],
  isBeside: boolean,
  page: Collector,
  words: Wording,
): Section {
  const chart = standingChart(market, all, words);
  const alone: Block[] =
    market.ranked < 2
      ? [
          {
            type: 'missing',
            need: 'at least 2 brands with scores for a ranking',
            have: `${market.ranked}`,
            fix: 'import scores of competitors into this project',
          },
        ]
      : [];
  return {
    id: `standing${words.suffix(market)}`,
    heading: chart.title,
    width: isBeside && page.withCharts ? 'half' : 'full',
    blocks: [
      ...page.chart(chart),
      ...text(standingSentence(market, words)),
      ...(page.withCharts ? [] : page.table(standingTable(market, all, words))),
      ...alone,
    ],
  };
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

/** Why it changed: a waterfall a market, side by side when there are several. */
function waterfallSections(analysis: Analysis, findings: FindingIndex, page: Collector, words: Wording): Section[] {
  return analysis.markets.flatMap((market): Section[] => {
    const chart = page.withCharts ? marketWaterfall(market, words) : null;
    if (!chart) return [];
    // One brand's waterfall says it all.
    const average = market.subjects.length === 1 ? undefined : findings.get(`${PORTFOLIO}:${market.project}`);
    return [
      {
        id: `change${words.suffix(market)}`,
        heading: chart.title,
        width: analysis.markets.length > 1 ? 'half' : 'full',
        blocks: [...page.chart(chart), ...text(average ? sentenceOf(average) : null)],
      },
    ];
  });
}

/** One waterfall a brand, two in a row. */
function brandWaterfalls(analysis: Analysis, page: Collector, words: Wording): Section[] {
  const pairs = pairsOf(analysis);
  if (pairs.length === 1) return [];
  return pairs.flatMap(({ market, subject }): Section[] => {
    const chart = page.withCharts ? subjectWaterfall(market, subject, market.subjects.indexOf(subject), words) : null;
    return chart ? [{ id: chart.id, heading: chart.title, width: 'half', blocks: page.chart(chart) }] : [];
  });
}

/** Whose change it is: the parts of every brand in one table, and the parts that are changes of their own. */
function partsSection(analysis: Analysis, all: readonly Finding[], page: Collector, words: Wording): Section | null {
  const pairs = pairsOf(analysis);
  const blocks: Block[] = [];
  const descended = all.filter(
    (each) => each.kind === 'difference' && each.predictor !== undefined && isSupported(each),
  );
  blocks.push(...text(...descended.slice(0, 5).map(sentenceOf)));
  if (pairs.some(({ subject }) => subject.decomposition.undefined === null)) {
    blocks.push(...page.table(decompositionTable(analysis, words)));
    if (words.depth !== 'basic' && words.extent === 'comprehensive')
      blocks.push(...page.table(partsTable(analysis, 'platform', words)));
  } else page.keep(decompositionTable(analysis, words));
  for (const { market, subject } of pairs)
    if (subject.decomposition.undefined !== null && market.comparison.undefined === null)
      blocks.push({
        type: 'missing',
        need: `${words.whose(market, subject.brand, 'change')} in parts`,
        have: subject.decomposition.undefined,
        fix: 'choose a comparison in which the brand has scores',
      });
  return blocks.length === 0 ? null : { id: 'parts', heading: 'Where the change comes from', width: 'full', blocks };
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
      ...text(sentenceOf(findings.get(headroomId(top.market, top.subject.brand, top.row))!)),
      ...page.table(headroomTable(analysis, words)),
    ],
  };
}

/** The chart of page 1: the one that shows the verdict; where the brands stand when nothing is supported. */
function headlineChart(
  analysis: Analysis,
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

/** A chart that page 1 shows is not shown again, unless many lines gain by more room, or a ranking stands beside another. */
function withoutRepeat(section: Section, headline: string | null): Section {
  const isRepeat = (block: Block): boolean =>
    block.type === 'chart' && block.chart === headline && !/^(path|standing)/.test(block.chart);
  if (!section.blocks.some(isRepeat)) return section;
  return { ...section, blocks: section.blocks.filter((block) => !isRepeat(block)) };
}

export function pagesOf(
  analysis: Analysis,
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
  page.keep(decompositionTable(analysis, words));
  if (isFull) {
    sections.push(...waterfallSections(analysis, findings, page, words));
    const parts = partsSection(analysis, all, page, words);
    if (parts) sections.push(parts);
    if (extent === 'comprehensive') sections.push(...brandWaterfalls(analysis, page, words));
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
  const watching = watchingTable(all, words);
  if (watching && isFull && style !== 'executive')
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

function appendixOf(analysis: Analysis, all: readonly Finding[], page: Collector, words: Wording): Section[] {
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
