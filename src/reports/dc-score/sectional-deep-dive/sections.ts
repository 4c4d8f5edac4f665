/** The following pages, one question after the other: what carries, what moved, what leads, what could be gained. */
import type { ChartSpec } from '../../../document/chart.ts';
import type { Block, Section, Sentence } from '../../../document/document.ts';
import type { TableSpec } from '../../../document/table.ts';
import { fitTitle, joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { sectionHeatmap } from '../../shared/charts/section-heatmap.ts';
import { Collector, evidenceOf, sentenceOf, tellFully, text, withoutRepeat } from '../../shared/page/blocks.ts';
import { absentSections, watchingSections } from '../../shared/page/closing-sections.ts';
import { eventSections, eventsSection } from '../../shared/page/event-sections.ts';
import { targetSection } from '../../shared/page/target-section.ts';
import { type FindingIndex, isSupported, isTrend, type Story, storiesOf } from '../../shared/stories.ts';
import { testsTable } from '../../shared/tables/finding-tables.ts';
import { targetOf } from '../../shared/tables/headroom-table.ts';
import { sectionTable } from '../../shared/tables/section-tables.ts';
import { nounOf } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { Lead, SectionAnalysis } from './analysis.ts';
import { carryChart, varianceChart } from './carry-charts.ts';
import { advantageId, carryId, varianceId } from './findings.ts';
import { levelChart, marketLevelChart } from './level-chart.ts';
import { pathsChart } from './path-chart.ts';
import { carriesOf, type Profiled, profiledOf, sectionMarketOf } from './profile-index.ts';
import { leadsChart, opportunityChart } from './relation-charts.ts';
import { segmentsId } from './segments.ts';
import {
  leadsTable,
  opportunityTable,
  partsInFigures,
  pathsTable,
  sectionsInFigures,
  segmentsTable,
  varianceTable,
} from './tables.ts';

export interface Pages {
  readonly sections: readonly Section[];
  readonly appendix: readonly Section[];
  readonly charts: readonly ChartSpec[];
  readonly tables: readonly TableSpec[];
  readonly headline: string | null;
}

type Market = SectionAnalysis['markets'][number];

/** Moves told in full, by extent. */
const TOLD = { summary: 1, standard: 2, comprehensive: 4 } as const;
const MOST_SENTENCES = 4;

function carrySection(
  market: Market,
  analysis: SectionAnalysis,
  findings: FindingIndex,
  page: Collector,
  words: Wording,
): Section {
  const profiled = profiledOf(analysis).filter((each) => each.market === market);
  const chart = carryChart(market, profiled, words);
  const said: Sentence[] = [];
  if (profiled.length === 1)
    said.push(...sentencesOf(findings.get(advantageId(market.project, profiled[0]!.subject.brand))));
  const { carrying, dragging } = carriesOf(profiled);
  for (const each of [carrying[0], dragging[0]])
    if (each)
      said.push(...sentencesOf(findings.get(carryId(market.project, each.subject.brand, each.section.section))));
  page.keep(sectionsInFigures(analysis, words));
  const alone: Block[] =
    chart === null
      ? [
          {
            type: 'missing',
            need: 'a second brand with scores in the same periods, to see what sets a brand apart',
            have: 'none in this peer set',
            fix: 'import scores of competitors into this project',
          },
        ]
      : [];
  return {
    id: `carry${words.suffix(market)}`,
    heading: chart?.title ?? 'What carries and drags needs peers',
    width: analysis.markets.length > 1 && page.withCharts ? 'half' : 'full',
    blocks: [
      ...page.chart(chart),
      ...text(...said),
      ...(words.charts ? [] : page.table(sectionsInFigures(analysis, words))),
      ...alone,
    ],
  };
}

const sentencesOf = (finding: Finding | undefined): Sentence[] => (finding ? [sentenceOf(finding)] : []);

function movementSection(
  market: Market,
  analysis: SectionAnalysis,
  all: readonly Finding[],
  page: Collector,
  words: Wording,
): Section {
  const own = sectionMarketOf(analysis, market.project);
  const stories = storiesOf(analysis, all).filter((story) => story.market === market);
  const chart = pathsChart(market, own, all, stories, words);
  page.keep(pathsTable(market, own, words));
  const lasting = stories.filter(({ finding }) => finding.period === undefined);
  const told = lasting.slice(0, TOLD[words.extent]);
  const rest = lasting.slice(TOLD[words.extent]);
  const quiet = all.filter(
    ({ id, grade, subject }) =>
      /^section-(changes|trends):/.test(id) && grade === 'none' && subject.project === market.project,
  );
  const short = all.filter(
    ({ id, grade, subject }) =>
      /^section-(changes|trends):/.test(id) && grade === 'insufficient' && subject.project === market.project,
  );
  const missing: Block[] =
    short.length === 0
      ? []
      : [
          {
            type: 'missing',
            need: 'enough periods with scores to test the sections for movement',
            have: [
              ...new Set(short.map(({ subject, caveats }) => `${subject.brand}: ${caveats[0] ?? 'too short'}`)),
            ].join('; '),
            fix: 'import earlier scores, or choose another comparison',
          },
        ];
  return {
    id: `movement${words.suffix(market)}`,
    // Steps and odd periods, which the picture may be about, have pages of their own.
    heading:
      words.charts || told.length > 0 || quiet.length === 0
        ? chart.title
        : fitTitle([
            `No section changed or trends ${words.beyondNoise}${analysis.markets.length > 1 ? ` in ${words.marketName(market)}` : ''}`,
            'No section changed or trends',
          ]),
    width: 'full',
    blocks: [
      ...page.chart(chart),
      ...told.flatMap(({ finding }) => tellFully(finding, market, words)),
      ...text(alsoSentence(rest, words), ...quietSentences(quiet, words)),
      ...missing,
    ],
  };
}

/** "Also: Socialwatch of Aurora +0.8 and Cirrus +2.2 points a year." */
function alsoSentence(rest: readonly Story[], words: Wording): Sentence | null {
  if (rest.length === 0 || words.extent === 'summary') return null;
  const say = ({ finding }: Story): string =>
    `${finding.predictor?.section} of ${finding.subject.brand} ${words.formats.points(finding.estimate!)}${isTrend(finding) ? ' a year' : ''}`;
  return {
    text: `Also ${words.beyondNoise}: ${joinNames(rest.map(say))}.`,
    refs: rest.map(({ finding }) => finding.id),
  };
}

/** Brands whose sections did not move, in one line a question; alone, with what could have been seen. */
function quietSentences(quiet: readonly Finding[], words: Wording): Sentence[] {
  if (quiet.length <= 2 && words.style === 'professional') return quiet.map(sentenceOf);
  const kinds = [
    ['section-changes:', 'changed'],
    ['section-trends:', 'shows a trend'],
  ] as const;
  return kinds.flatMap(([start, verb]): Sentence[] => {
    const own = quiet.filter(({ id }) => id.startsWith(start));
    if (own.length === 0) return [];
    const names = joinNames(own.map(({ subject }) => subject.brand ?? ''));
    return [{ text: `No section ${verb} ${words.beyondNoise}: ${names}.`, refs: own.map(({ id }) => id) }];
  });
}

function levelSection(market: Market, page: Collector, words: Wording): Section {
  const only = market.subjects.length === 1 ? market.subjects[0]! : null;
  const chart = only ? levelChart(market, only, words) : sectionHeatmap(market, words);
  page.keep(sectionTable(market, words));
  return {
    id: `levels${words.suffix(market)}`,
    heading: chart.title,
    width: 'half',
    blocks: [...page.chart(chart), ...(words.charts ? [] : page.table(sectionTable(market, words)))],
  };
}

/** The same as dots: how far apart the brands are, which a heatmap only colours. */
function dotSection(market: Market, page: Collector, words: Wording): Section | null {
  const chart = page.withCharts ? marketLevelChart(market, words) : null;
  if (!chart) return null;
  return { id: `dots${words.suffix(market)}`, heading: chart.title, width: 'half', blocks: page.chart(chart) };
}

function leadSection(
  market: Market,
  analysis: SectionAnalysis,
  all: readonly Finding[],
  findings: FindingIndex,
  page: Collector,
  words: Wording,
): Section | null {
  const own = sectionMarketOf(analysis, market.project);
  if (own.leads.length === 0) return null;
  const chart = leadsChart(market, own, findings, words);
  page.keep(leadsTable(market, own, words));
  const ours = all.filter(({ kind, subject }) => kind === 'association' && subject.project === market.project);
  const supported = ours.filter(isSupported);
  const group = findings.get(`leads:${market.project}`);
  const blocks: Block[] = [
    ...page.chart(chart),
    ...supported
      .slice(0, MOST_SENTENCES)
      .flatMap((finding) => [
        ...text(sentenceOf(finding), withoutOneBrand(finding, own.leads, market, words)),
        evidenceOf(finding, market, words, ofPanel(finding, market)),
      ]),
  ];
  if (supported.length === 0 && group?.grade === 'none')
    blocks.push(...text(sentenceOf(group)), evidenceOf(group, market, words, ofPanel(group, market)));
  if (chart === null)
    blocks.push({
      type: 'missing',
      need: 'at least 24 periods of two sections of two brands, to ask which leads which',
      have: group?.caveats[0] ?? 'too little history',
      fix: 'import earlier scores',
    });
  return {
    id: `leads${words.suffix(market)}`,
    heading: chart?.title ?? 'Leads between sections cannot be tested',
    width: 'half',
    blocks,
  };
}

/** What remains of a lead without each brand in turn. */
function withoutOneBrand(finding: Finding, leads: readonly Lead[], market: Market, words: Wording): Sentence | null {
  const range = leads.find((each) => each.finding === finding.id)?.withoutOneBrand;
  if (!range || words.style === 'simple') return null;
  const [low, high] = range.map((value) => `${value < 0 ? '−' : '+'}${words.formats.decimal(Math.abs(value), 2)}`);
  return {
    text: `Without any one brand the effect lies between ${low} and ${high}.`,
    refs: [`table:leads${words.suffix(market)}`],
  };
}

/** A panel counts the periods of all its brands. */
const ofPanel = (finding: Finding, market: Market): { readonly noun: string } => ({
  noun: finding.subject.brand === undefined ? `brand-${nounOf(market)}` : nounOf(market),
});

function varianceSection(
  market: Market,
  profiled: readonly Profiled[],
  findings: FindingIndex,
  analysis: SectionAnalysis,
  page: Collector,
  words: Wording,
): Section {
  const own = profiled.filter((each) => each.market === market);
  const chart = varianceChart(market, own, words);
  page.keep(varianceTable(analysis, words));
  const said = own.map(({ subject }) => findings.get(varianceId(market.project, subject.brand))).flatMap(sentencesOf);
  const missing: Block[] =
    chart === null
      ? [
          {
            type: 'missing',
            need: '12 periods in which every section has a score',
            have: 'fewer, or a score that does not vary',
            fix: 'import earlier scores, or the missing section',
          },
        ]
      : [];
  return {
    id: `variance${words.suffix(market)}`,
    heading: chart?.title ?? 'Where the ups and downs come from cannot be told',
    width: 'half',
    blocks: [
      ...page.chart(chart),
      ...text(...(own.length > 1 && chart !== null ? said.slice(0, 2) : [])),
      ...(words.charts ? [] : page.table(varianceTable(analysis, words))),
      ...missing,
    ],
  };
}

/** Groups where there are some; where there are none, one section says so for all markets. */
function groupSections(analysis: SectionAnalysis, findings: FindingIndex, page: Collector, words: Wording): Section[] {
  const asked = analysis.markets.flatMap((market) => {
    const finding = findings.get(segmentsId(market.project));
    return finding ? [{ market, finding, own: sectionMarketOf(analysis, market.project) }] : [];
  });
  const found = asked.filter(({ finding }) => isSupported(finding));
  const quiet = asked.filter(({ finding }) => finding.grade === 'none');
  const short = asked.filter(({ finding }) => finding.grade === 'insufficient');
  const sections = found.map(
    ({ market, finding, own }): Section => ({
      id: `groups${words.suffix(market)}`,
      heading: finding.claim.replace(/ \(.*$/, ''),
      width: 'full',
      blocks: [
        ...text(sentenceOf(finding)),
        evidenceOf(finding, market, words, { noun: 'brand' }),
        ...page.table(segmentsTable(market, own, words)),
      ],
    }),
  );
  if (quiet.length > 0)
    sections.push({
      id: 'no-groups',
      heading: `The brands form no groups ${words.beyondNoise}`,
      width: 'full',
      blocks: quiet.flatMap(({ market, finding }) => [
        ...text(sentenceOf(finding)),
        evidenceOf(finding, market, words, { noun: 'brand' }),
      ]),
    });
  if (short.length > 0)
    sections.push({
      id: 'groups-missing',
      heading: 'Too few brands to look for groups',
      width: 'half',
      blocks: short.map(({ finding, own }) => ({
        type: 'missing',
        need: '8 brands with all section scores',
        have: own.segmentsMissing ?? finding.caveats[0] ?? 'fewer',
        fix: 'import scores of more competitors',
      })),
    });
  return sections;
}

function opportunitySection(
  analysis: SectionAnalysis,
  findings: FindingIndex,
  page: Collector,
  words: Wording,
): Section {
  const chart = opportunityChart(analysis, words);
  const table = opportunityTable(analysis, words);
  page.keep(table);
  const first = chart?.findings[0];
  const missing: Block[] =
    chart === null
      ? [
          {
            type: 'missing',
            need: `${targetOf(analysis) === null ? 'a peer that is ahead' : 'a metric below the target'}, and eight past year-on-year changes of the metric`,
            have:
              table.rows.length === 0
                ? `no ${targetOf(analysis) === null ? 'peer that is ahead' : 'metric below the target'}`
                : 'too few past changes to tell how fast gaps close',
            fix: 'import more competitors, or earlier scores',
          },
        ]
      : [];
  return {
    id: 'opportunities',
    heading: chart?.title ?? 'No opportunity that past gains can size',
    width: 'full',
    blocks: [
      ...page.chart(chart),
      ...text(...(first === undefined ? [] : sentencesOf(findings.get(first)))),
      ...(chart === null || !words.charts ? page.table(table) : []),
      ...missing,
    ],
  };
}

export function pagesOf(
  analysis: SectionAnalysis,
  findings: FindingIndex,
  all: readonly Finding[],
  about: Finding | null,
  words: Wording,
): Pages {
  const page = new Collector(words.charts);
  const { markets } = analysis;
  const { extent, depth, style } = words;
  const isFull = extent !== 'summary';
  const forAll = isFull && style !== 'executive';
  const profiled = profiledOf(analysis);
  const stories = storiesOf(analysis, all);
  const sections: (Section | null)[] = [
    ...markets.map((market) => carrySection(market, analysis, findings, page, words)),
    ...markets.map((market) => movementSection(market, analysis, all, page, words)),
  ];
  sections.push(targetSection(analysis, findings, words));
  if (forAll)
    sections.push(...markets.flatMap((market) => [levelSection(market, page, words), dotSection(market, page, words)]));
  if (isFull && depth !== 'basic') {
    sections.push(...markets.map((market) => varianceSection(market, profiled, findings, analysis, page, words)));
    if (forAll) sections.push(...markets.map((market) => leadSection(market, analysis, all, findings, page, words)));
    if (forAll) sections.push(...groupSections(analysis, findings, page, words));
    sections.push(...eventSections(analysis, stories, all, page, words), eventsSection(analysis, all, page, words));
    sections.push(opportunitySection(analysis, findings, page, words));
  } else if (depth !== 'basic') page.keep(opportunityTable(analysis, words));
  if (forAll)
    sections.push({
      id: 'parts',
      heading: 'Platforms and metrics that set the brands apart most',
      width: 'full',
      blocks: page.table(partsInFigures(analysis, 'extremes', words)),
    });
  sections.push(...watchingSections(all, page, words), ...absentSections(analysis));
  if (style === 'professional' && isFull) page.keep(testsTable(all));
  const appendix = forAll ? appendixOf(analysis, page, words) : [];
  const market = markets.find(({ project }) => project === about?.subject.project) ?? markets[0];
  const wanted =
    market === undefined
      ? []
      : [
          `${about === null ? 'carry' : about.kind === 'association' ? 'leads' : 'section-paths'}${words.suffix(market)}`,
          `carry${words.suffix(market)}`,
        ];
  const headline = wanted.find((id) => page.charts.some((chart) => chart.id === id)) ?? null;
  return {
    sections: sections
      .filter((section) => section !== null)
      .map((section) => withoutRepeat(section, headline))
      .filter(({ blocks }) => blocks.length > 0),
    appendix,
    charts: page.charts,
    tables: page.tables,
    headline,
  };
}

function appendixOf(analysis: SectionAnalysis, page: Collector, words: Wording): Section[] {
  const full = (id: string, heading: string, ...tables: readonly (TableSpec | null)[]): Section => ({
    id,
    heading,
    width: 'full',
    blocks: tables.flatMap((table) => page.table(table)),
  });
  const appendix = [full('in-figures', 'Sections in figures', sectionsInFigures(analysis, words))];
  if (words.extent !== 'comprehensive') return appendix;
  const isLong = words.depth !== 'basic';
  return [
    ...appendix,
    full('platforms', 'All platforms', partsInFigures(analysis, 'all', words)),
    ...(isLong ? [full('variances', 'Where the ups and downs come from', varianceTable(analysis, words))] : []),
    ...analysis.markets.flatMap((market) => {
      const own = sectionMarketOf(analysis, market.project);
      return [
        ...(own.leads.length > 0
          ? [full(`all-leads${words.suffix(market)}`, 'Leads between sections', leadsTable(market, own, words))]
          : []),
        ...(own.segments
          ? [
              full(
                `all-groups${words.suffix(market)}`,
                'The best grouping of the brands',
                segmentsTable(market, own, words),
              ),
            ]
          : []),
        full(`histories${words.suffix(market)}`, `Section scores, ${market.project}`, pathsTable(market, own, words)),
      ];
    }),
  ];
}
