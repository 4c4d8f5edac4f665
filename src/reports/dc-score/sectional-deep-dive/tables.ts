/** Tables of the sectional report: every figure drawn or spoken, in full precision. */
import type { Cell, TableSpec } from '../../../document/table.ts';
import { capitalise } from '../../../document/words.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { asPercent, numberColumn, PAPER_ROWS, periodColumn, textColumn } from '../../shared/tables/columns.ts';
import { targetOf } from '../../shared/tables/headroom-table.ts';
import { nounOf } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { SectionAnalysis, SectionMarket } from './analysis.ts';
import { levelOf, profiledOf } from './profile-index.ts';

/** One row a brand and section: level, what it carries, how it moves. */
export function sectionsInFigures(analysis: SectionAnalysis, words: Wording): TableSpec {
  return {
    id: 'sections-in-figures',
    title: 'Sections in figures',
    caption: 'Mean of the window; carries: points of the score against the mean of the peers, adding up to the lead.',
    columns: [
      textColumn('brand', 'Brand'),
      textColumn('section', 'Section'),
      numberColumn('score', 'Score', 1, 'points'),
      numberColumn('rank', 'Rank', 0),
      numberColumn('median', 'Peer median', 1, 'points'),
      numberColumn('change', 'Change', 1, 'points'),
      numberColumn('weight', 'Weight', 0, '%'),
      numberColumn('carry', 'Carries', 1, 'points'),
      numberColumn('spread', 'Spread', 1, 'points'),
      numberColumn('volatility', 'Volatility', 1, 'points'),
      numberColumn('variance', 'Of ups and downs', 0, '%'),
      numberColumn('coverage', 'Coverage', 0, '%', 'full'),
    ],
    rows: profiledOf(analysis).flatMap(({ market, subject, profile }) =>
      profile.sections.map((section): Cell[] => {
        const level = levelOf(subject, section.section);
        return [
          words.brand(market, subject.brand),
          section.section,
          level.score,
          level.rank,
          level.peerMedian,
          level.delta,
          asPercent(level.weightShare),
          section.carry,
          section.spread,
          section.volatility,
          asPercent(section.varianceShare),
          asPercent(level.coverage),
        ];
      }),
    ),
    paperRows: 40,
    notes: [
      'Spread: distance between the best and the worst platform of the section. Volatility: how much it usually changes from one period to the next (the standard deviation of changes).',
    ],
  };
}

/** Best and worst platform and metric of every section, or all platforms. */
export function partsInFigures(analysis: SectionAnalysis, extent: 'extremes' | 'all', words: Wording): TableSpec {
  const rows = profiledOf(analysis).flatMap(({ market, subject, profile }) =>
    profile.sections.flatMap((section): Cell[][] => {
      const { platforms, bestMetric, worstMetric } = section;
      const named =
        extent === 'all'
          ? platforms.map((part) => ({ what: 'Platform', part }))
          : [
              { what: 'Best platform', part: platforms[0] ?? null },
              { what: 'Worst platform', part: platforms.length > 1 ? platforms.at(-1)! : null },
              { what: 'Best metric', part: bestMetric },
              { what: 'Worst metric', part: worstMetric === bestMetric ? null : worstMetric },
            ];
      return named.flatMap(({ what, part }): Cell[][] =>
        part === null
          ? []
          : [
              [
                words.brand(market, subject.brand),
                section.section,
                what,
                part.metric === null ? part.platform : `${part.metric} (${part.platform})`,
                part.score,
                part.carry,
              ],
            ],
      );
    }),
  );
  // What sets brands apart most first, whoever’s it is: paper shows the top of it.
  const carryOf = (row: readonly Cell[]): number => Math.abs(Number(row.at(-1)));
  if (extent === 'extremes') rows.sort((a, b) => carryOf(b) - carryOf(a));
  return {
    id: extent === 'all' ? 'all-platforms' : 'best-and-worst',
    title: extent === 'all' ? 'All platforms' : 'Best and worst platform and metric of every section',
    caption: 'Score: mean of the window; carries: points of the DC score against the mean of the peers.',
    columns: [
      textColumn('brand', 'Brand'),
      textColumn('section', 'Section'),
      textColumn('what', 'What'),
      textColumn('part', 'Part'),
      numberColumn('score', 'Score', 1, 'points'),
      numberColumn('carry', 'Carries', 2, 'points'),
    ],
    rows,
    paperRows: extent === 'all' ? null : 16,
    notes: [],
  };
}

export function pathsTable(market: MarketFacts, { paths, medians }: SectionMarket, words: Wording): TableSpec {
  return {
    id: `section-paths${words.suffix(market)}`,
    title: `Section scores by ${nounOf(market)}`,
    caption: `Section scores, 0–100, at the weights of each ${nounOf(market)}, ${market.project}.`,
    columns: [
      periodColumn(capitalise(nounOf(market))),
      ...market.sections.flatMap((section, s) => [
        ...market.subjects.map(({ brand }, i) =>
          numberColumn(`s${s + 1}-${i + 1}`, `${section}, ${brand}`, 1, 'points'),
        ),
        numberColumn(`s${s + 1}-median`, `${section}, peer median`, 1, 'points'),
      ]),
    ],
    rows: market.periods.map((period, t): Cell[] => [
      period,
      ...market.sections.flatMap((_, s) => [
        ...market.subjects.map((_subject, i) => paths[s]![i]![t] ?? null),
        medians[s]![t] ?? null,
      ]),
    ]),
    paperRows: 12,
    notes: [],
  };
}

export function leadsTable(market: MarketFacts, { leads }: SectionMarket, words: Wording): TableSpec {
  return {
    id: `leads${words.suffix(market)}`,
    title: 'Does one section lead another?',
    caption: `Points of the following section per point of the leading one, at the lag that shows most; all brands of ${market.project}.`,
    columns: [
      textColumn('from', 'Leading'),
      textColumn('to', 'Following'),
      numberColumn('estimate', 'Effect', 2, 'points per point'),
      numberColumn('lag', `${capitalise(nounOf(market))}s`, 0),
      numberColumn('p', 'p', 3),
      numberColumn('without-low', 'Without one brand, lowest', 2, 'points per point', 'full'),
      numberColumn('without-high', 'Without one brand, highest', 2, 'points per point', 'full'),
    ],
    rows: leads.map(({ from, to, estimate, lag, p, withoutOneBrand }): Cell[] => [
      from,
      to,
      estimate,
      lag,
      p,
      withoutOneBrand?.[0] ?? null,
      withoutOneBrand?.[1] ?? null,
    ]),
    paperRows: null,
    notes: ['Lags from one period on; the p of a row contains the search over its lags, the grade that over all rows.'],
  };
}

export function varianceTable(analysis: SectionAnalysis, words: Wording): TableSpec {
  const sections = [...new Set(analysis.markets.flatMap((market) => market.sections))];
  return {
    id: 'variance',
    title: 'Where the ups and downs come from',
    caption:
      'What each section makes of the ups and downs of the score (its covariance share) over the history, today’s weights, per cent.',
    columns: [
      textColumn('brand', 'Brand'),
      ...sections.map((section) => numberColumn(section, section, 0, '%')),
      numberColumn('deviation', 'Standard deviation', 1, 'points'),
      numberColumn('periods', 'Periods', 0),
    ],
    rows: profiledOf(analysis).flatMap(({ market, subject, profile }): Cell[][] =>
      profile.variance === null
        ? []
        : [
            [
              words.brand(market, subject.brand),
              ...sections.map((name) =>
                asPercent(profile.sections.find(({ section }) => section === name)?.varianceShare ?? null),
              ),
              profile.variance.deviation,
              profile.variance.periods,
            ],
          ],
    ),
    paperRows: PAPER_ROWS,
    notes: ['Shares add up to 100 %, before rounding; a negative one moved against the score.'],
  };
}

export function opportunityTable(analysis: SectionAnalysis, words: Wording): TableSpec {
  const isTargeted = targetOf(analysis) !== null;
  const rows = profiledOf(analysis).flatMap(({ market, subject, profile }) =>
    profile.sections.flatMap(({ section, opportunity }) =>
      opportunity === null
        ? []
        : [
            {
              order: opportunity.withinYear ?? -1,
              cells: [
                words.brand(market, subject.brand),
                section,
                opportunity.points,
                opportunity.withinYear,
                opportunity.metrics,
                `${opportunity.first.metric} (${opportunity.first.platform})`,
                ...(isTargeted ? [] : [opportunity.first.bestPeer]),
              ] as Cell[],
            },
          ],
    ),
  );
  rows.sort((a, b) => b.order - a.order);
  return {
    id: 'opportunities',
    title: 'Opportunities by section',
    caption: `Weight × gap to the ${isTargeted ? 'target' : 'best peer'}, summed over metrics; within a year: at the quick pace of past gains.`,
    columns: [
      textColumn('brand', 'Brand'),
      textColumn('section', 'Section'),
      numberColumn('points', 'Points', 1, 'points'),
      numberColumn('within-year', 'In a year', 1, 'points'),
      numberColumn('metrics', 'Metrics', 0),
      textColumn('first', 'First'),
      ...(isTargeted ? [] : [textColumn('best-peer', 'Best peer', 'full')]),
    ],
    rows: rows.map(({ cells }) => cells),
    paperRows: 12,
    notes: [],
  };
}

export function segmentsTable(market: MarketFacts, { segments }: SectionMarket, words: Wording): TableSpec | null {
  if (!segments) return null;
  return {
    id: `groups${words.suffix(market)}`,
    title: 'Brands by group',
    caption: `Section scores, 0–100, of the best grouping of ${market.project}; whether it is more than chance stands beside it.`,
    columns: [
      numberColumn('group', 'Group', 0),
      textColumn('brands', 'Brands'),
      ...market.sections.map((section) => numberColumn(section, section, 1, 'points')),
    ],
    rows: segments.centres.map((centre, group): Cell[] => [
      group + 1,
      segments.brands.filter((_, i) => segments.labels[i] === group).join(', '),
      ...centre,
    ]),
    paperRows: null,
    notes: [],
  };
}
