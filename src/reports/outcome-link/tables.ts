/** The link in rows: parts of the score, lags, brands, what-ifs, robustness, forecasts, confounders, the fit. */
import type { Cell, TableSpec } from '../../document/table.ts';
import type { Finding } from '../../domain/finding.ts';
import { PERIOD_NOUN, periodLabel } from '../../domain/period.ts';
import type { MarketFacts } from '../shared/analysis.ts';
import { asPercent, gradeColumn, numberColumn, PAPER_ROWS, textColumn } from '../shared/tables/columns.ts';
import { markOf } from '../shared/words/test-claims.ts';
import type { Wording } from '../shared/words/wording.ts';
import type { LinkAnalysis, LinkBrand, LinkPredictorAnalysis } from './analysis.ts';
import { linkId } from './link-tests.ts';
import { directionWords, effectMeasure, effectUnitOf, lagWords, linkedOf, linkNoun, unseenEffect } from './words.ts';

/** What every part of a link's page needs. */
export interface LinkPage {
  readonly link: LinkAnalysis;
  /** Prefix of ids; the outcome's name unless the report links several. */
  readonly name: string;
  readonly markets: readonly MarketFacts[];
  readonly findings: ReadonlyMap<string, Finding>;
  readonly words: Wording;
}

export const linkTableId = (name: string, table: string): string => `link-${name.replaceAll('_', '-')}-${table}`;

const marketOf = ({ markets }: LinkPage, project: string): MarketFacts | undefined =>
  markets.find((market) => market.project === project);

/** "Aurora", or "Aurora in India" when the report tells about several markets. */
export const brandIn = (page: LinkPage, { project, brand }: { project: string; brand: string }): string => {
  const market = marketOf(page, project);
  return market ? page.words.brand(market, brand) : brand;
};

const pooled = (page: LinkPage, { predictor }: LinkPredictorAnalysis): Finding | undefined =>
  page.findings.get(linkId(page.name, predictor));

export function sectionsTable(page: LinkPage): TableSpec {
  const { link, words } = page;
  const { total } = link;
  const isProfessional = words.style === 'professional';
  return {
    id: linkTableId(page.name, 'sections'),
    title: `What goes with ${link.label}`,
    caption: `All ${link.histories} brand histories together, every part of the score in one model; ${effectMeasure(link)} per point.`,
    columns: [
      textColumn('part', 'Part of the score'),
      numberColumn('effect', 'Per point', 2, effectUnitOf(link)),
      numberColumn('low', 'Low', 2, effectUnitOf(link)),
      numberColumn('high', 'High', 2, effectUnitOf(link)),
      numberColumn('elasticity', 'Elasticity', 2),
      textColumn('lag', 'When'),
      ...(isProfessional ? [numberColumn('q', 'q', 3), numberColumn('inflation', 'VIF', 2)] : []),
      numberColumn('detectable', 'Detectable', 2, effectUnitOf(link), isProfessional ? 'always' : 'full'),
      textColumn('unseen', 'What stayed unseen', 'full'),
      textColumn('direction', 'Which comes first', 'full'),
      numberColumn('elasticity-low', 'Elasticity, low', 2, null, 'full'),
      numberColumn('elasticity-high', 'Elasticity, high', 2, null, 'full'),
      gradeColumn,
    ],
    rows: [
      ...link.predictors.map((part): Cell[] => {
        const finding = pooled(page, part);
        return [
          part.label,
          finding?.estimate ?? part.perPoint,
          finding?.interval?.[0] ?? part.interval?.[0] ?? null,
          finding?.interval?.[1] ?? part.interval?.[1] ?? null,
          part.elasticity?.estimate ?? null,
          part.lag === null ? null : part.lag < 0 ? 'after the outcome' : lagWords(part.lag, link),
          ...(isProfessional ? [finding?.q ?? null, part.inflation] : []),
          finding?.detectable ?? null,
          finding ? unseenEffect(finding, link) : null,
          directionWords(part, link),
          part.elasticity?.interval[0] ?? null,
          part.elasticity?.interval[1] ?? null,
          markOf(finding),
        ];
      }),
      ...(total === null
        ? []
        : [
            [
              'DC score alone (not tested)',
              total.perPoint,
              total.interval?.[0] ?? null,
              total.interval?.[1] ?? null,
              total.elasticity?.estimate ?? null,
              total.lag === null ? null : total.lag < 0 ? 'after the outcome' : lagWords(total.lag, link),
              ...(isProfessional ? [null, null] : []),
              null,
              null,
              null,
              total.elasticity?.interval[0] ?? null,
              total.elasticity?.interval[1] ?? null,
              null,
            ] as Cell[],
          ]),
    ],
    paperRows: null,
    notes: ['The DC score alone mixes its parts: one that matters and three that do not look like a weaker one.'],
  };
}

export function lagTable(page: LinkPage): TableSpec {
  const { link } = page;
  return {
    id: linkTableId(page.name, 'lags'),
    title: 'Effect by lag',
    caption: `${effectMeasure(link)} per point, each lag estimated by itself; intervals without the search over lags.`,
    columns: [
      textColumn('part', 'Part of the score'),
      numberColumn('lag', `Lag, ${linkNoun(link)}s`, 0),
      numberColumn('effect', 'Per point', 2, effectUnitOf(link)),
      numberColumn('low', 'Low', 2, effectUnitOf(link)),
      numberColumn('high', 'High', 2, effectUnitOf(link)),
    ],
    rows: link.predictors.flatMap(({ label, profile }) =>
      profile.map((each): Cell[] => [label, each.lag, each.perPoint, each.interval[0], each.interval[1]]),
    ),
    paperRows: PAPER_ROWS,
    notes: [
      'Neighbouring lags echo each other: the profile shows where the link is clearest, not several effects to be added.',
    ],
  };
}

/** Currency or other unit of amounts in one market. */
export const amountUnit = ({ link }: LinkPage, project: string): string => link.units[project] ?? '';

const causalityP = (brand: LinkBrand, way: 'forward' | 'reverse'): number | null => brand.causality?.[way] ?? null;

export function brandsTable(page: LinkPage, who: 'subjects' | 'all'): TableSpec | null {
  const { link, words, name } = page;
  const rows = linkedOf(link).flatMap((part) =>
    part.brands
      .filter(({ isSubject }) => who === 'all' || isSubject)
      .map((brand): Cell[] => {
        const finding = page.findings.get(linkId(name, part.predictor, brand));
        const one = brand.whatIf.find(({ points }) => points === 1);
        return [
          brandIn(page, brand),
          part.predictor.section ?? part.label,
          brand.perPoint,
          brand.interval[0],
          brand.interval[1],
          brand.shrunken,
          brand.shrunkenInterval[0],
          brand.shrunkenInterval[1],
          brand.elasticity,
          one?.amount ?? null,
          amountUnit(page, brand.project),
          asPercent(brand.pull),
          brand.level.score,
          brand.level.outcome,
          brand.periods,
          causalityP(brand, 'forward'),
          causalityP(brand, 'reverse'),
          finding?.q ?? null,
          markOf(finding),
        ];
      }),
  );
  if (rows.length === 0) return null;
  const shown = words.style === 'professional' ? 'always' : 'full';
  return {
    id: linkTableId(name, who === 'all' ? 'all-brands' : 'brands'),
    title: who === 'all' ? 'Every brand that entered' : 'Brand by brand',
    caption: `${effectMeasure(link)} per point: the brand’s own estimate, and drawn towards all brands as far as its own is uncertain.`,
    columns: [
      textColumn('brand', 'Brand'),
      textColumn('part', 'Part'),
      numberColumn('own', 'Own', 2, effectUnitOf(link), shown),
      numberColumn('own-low', 'Own, low', 2, effectUnitOf(link), 'full'),
      numberColumn('own-high', 'Own, high', 2, effectUnitOf(link), 'full'),
      numberColumn('shrunken', 'Shrunken', 2, effectUnitOf(link)),
      numberColumn('low', 'Low', 2, effectUnitOf(link)),
      numberColumn('high', 'High', 2, effectUnitOf(link)),
      numberColumn('elasticity', 'Elasticity', 2, null, shown),
      numberColumn('amount', `A ${linkNoun(link)}, per point`, link.aggregation === 'sum' ? 0 : 2),
      textColumn('unit', 'Unit'),
      numberColumn('pull', 'Drawn in', 0, '%', 'full'),
      numberColumn('score', 'Score, last year', 1, 'points', 'full'),
      numberColumn('level', `${link.label}, last year`, 2, null, 'full'),
      numberColumn('n', `${linkNoun(link)}s`, 0, null, 'full'),
      numberColumn('forward', 'Score forecasts outcome, p', 3, null, 'full'),
      numberColumn('reverse', 'Outcome forecasts score, p', 3, null, 'full'),
      numberColumn('q', 'q', 3, null, shown),
      gradeColumn,
    ],
    rows,
    paperRows: PAPER_ROWS,
    notes:
      who === 'all'
        ? ['Forecast tests (Toda–Yamamoto) are made for the brands of the report only.']
        : [
            'Amounts are what one point would mean at the brand’s level of the last year, if the association were causal.',
          ],
  };
}

/** @param horizon periods over which the gain of flows is summed, the lag left out */
export function whatIfTable(page: LinkPage, horizon: number): TableSpec | null {
  const { link } = page;
  const isFlow = link.aggregation === 'sum';
  // The effect on a share is an amount of it already.
  const isAmount = link.outcomeScale === 'attraction';
  const decimals = isAmount ? 2 : 1;
  const rows = linkedOf(link).flatMap((part) =>
    part.brands
      .filter(({ isSubject }) => isSubject)
      .flatMap((brand) =>
        brand.whatIf.map((row): Cell[] => {
          const periods = Math.max(0, horizon - (part.lag ?? 0));
          return [
            brandIn(page, brand),
            part.predictor.section ?? part.label,
            row.points,
            row.effect,
            row.interval[0],
            row.interval[1],
            ...(isAmount ? [] : [row.amount, row.amountInterval[0], row.amountInterval[1]]),
            ...(isFlow ? [row.amount * periods, row.amountInterval[0] * periods, row.amountInterval[1] * periods] : []),
            ...(isAmount ? [] : [amountUnit(page, brand.project)]),
            row.isOutside ? `above its ${page.words.formats.score(row.highest)}` : 'inside',
            ...(isFlow ? [horizon, periods] : []),
          ];
        }),
      ),
  );
  if (rows.length === 0) return null;
  const noun = linkNoun(link);
  return {
    id: linkTableId(page.name, 'what-if'),
    title: `More points, ${link.outcomeScale === 'log-rank' ? 'better' : 'more'} ${link.label}: if the association were causal`,
    caption: `Shrunken estimates at each brand’s level of the last year; intervals of the estimate, not of the future${isFlow ? `; the sum over ${horizon} ${noun}s leaves out the lag` : ''}.`,
    columns: [
      textColumn('brand', 'Brand'),
      textColumn('part', 'Part'),
      numberColumn('points', 'Points more', 0),
      numberColumn('effect', 'Effect', decimals, effectUnitOf(link)),
      numberColumn('low', 'Low', decimals, effectUnitOf(link)),
      numberColumn('high', 'High', decimals, effectUnitOf(link)),
      ...(isAmount
        ? []
        : [
            numberColumn('amount', `A ${noun}`, isFlow ? 0 : 2),
            numberColumn('amount-low', `A ${noun}, low`, isFlow ? 0 : 2, null, 'full'),
            numberColumn('amount-high', `A ${noun}, high`, isFlow ? 0 : 2, null, 'full'),
          ]),
      ...(isFlow
        ? [
            numberColumn('sum', `In ${horizon} ${noun}s`, 0),
            numberColumn('sum-low', `In ${horizon} ${noun}s, low`, 0, null, 'full'),
            numberColumn('sum-high', `In ${horizon} ${noun}s, high`, 0, null, 'full'),
          ]
        : []),
      ...(isAmount ? [] : [textColumn('unit', 'Unit')]),
      textColumn('range', 'Observed range'),
      ...(isFlow
        ? [
            numberColumn('horizon', `${noun}s ahead`, 0, null, 'full'),
            numberColumn('effective', `${noun}s with effect`, 0, null, 'full'),
          ]
        : []),
    ],
    rows,
    paperRows: PAPER_ROWS,
    notes: [
      '“Above its …”: above the highest score that the brand has had. Outside the observed range nothing supports the line going on: read those rows as extrapolation.',
    ],
  };
}

export function robustnessTable(page: LinkPage): TableSpec | null {
  const { link } = page;
  const rows = linkedOf(link).flatMap(({ label, robustness, perPoint }): Cell[][] => {
    if (!robustness) return [];
    const { leaveOneOut, withoutWorst, anotherLag, withoutPeriodEffects, ownSlopes, wildCluster } = robustness;
    return [
      [label, 'as found', perPoint, null, null],
      ...(leaveOneOut
        ? [
            [label, `without ${leaveOneOut.withoutLow} (lowest)`, leaveOneOut.low, null, null] as Cell[],
            [label, `without ${leaveOneOut.withoutHigh} (highest)`, leaveOneOut.high, null, null] as Cell[],
          ]
        : []),
      ...(withoutWorst
        ? [
            [
              label,
              `without ${periodLabel(link.frequency, withoutWorst.period)}`,
              withoutWorst.perPoint,
              withoutWorst.p,
              null,
            ] as Cell[],
          ]
        : []),
      ...(ownSlopes
        ? [[label, `t test over the slopes of ${ownSlopes.brands} brand histories`, null, ownSlopes.p, null] as Cell[]]
        : []),
      ...(wildCluster
        ? [
            [
              label,
              `errors clustered by ${wildCluster.clusters} brands, wild bootstrap`,
              null,
              wildCluster.p,
              null,
            ] as Cell[],
          ]
        : []),
      ...(anotherLag
        ? [
            [
              label,
              `at the next best lag, ${lagWords(anotherLag.lag, link)}`,
              anotherLag.perPoint,
              anotherLag.p,
              anotherLag.lag,
            ] as Cell[],
          ]
        : []),
      ...(withoutPeriodEffects
        ? [
            [
              label,
              'market-wide ups and downs left in (Driscoll–Kraay errors)',
              withoutPeriodEffects.perPoint,
              withoutPeriodEffects.p,
              null,
            ] as Cell[],
          ]
        : []),
    ];
  });
  if (rows.length === 0) return null;
  return {
    id: linkTableId(page.name, 'robustness'),
    title: 'Does it hold otherwise?',
    caption: `${effectMeasure(link)} per point; p without adjustment.`,
    columns: [
      textColumn('part', 'Part'),
      textColumn('change', 'What was changed'),
      numberColumn('effect', 'Per point', 2, effectUnitOf(link)),
      numberColumn('p', 'p', 3),
      numberColumn('lag', 'Lag', 0, null, 'full'),
    ],
    rows,
    paperRows: PAPER_ROWS,
    notes: [],
  };
}

export function confoundersTable(page: LinkPage): TableSpec {
  const { link } = page;
  return {
    id: linkTableId(page.name, 'confounders'),
    title: 'What was held constant, and what could not be',
    caption: 'A common cause that is not held constant can make an association by itself.',
    columns: [textColumn('what', 'Possible common cause'), textColumn('how', 'In this analysis')],
    rows: [
      ...link.controls.map((label): Cell[] => [label, 'held constant']),
      ...(link.periodEffects.length > 0
        ? [['what all brands of a market share in a period', `taken out in ${link.periodEffects.join(', ')}`] as Cell[]]
        : []),
      [
        'season',
        link.seasonal === 'none'
          ? 'not removed: no season in data of this length'
          : link.seasonal === 'dummies'
            ? `own level for every ${linkNoun(link)} of the year`
            : 'one wave a year',
      ],
      ...link.missing.map(({ confounder, reason }): Cell[] => [confounder, `not held constant: ${reason}`]),
      ['rivals’ actions, new products, retailer decisions, press', 'not held constant: not measured'],
      ...link.identities.map((metric): Cell[] => [metric, `not tested: computed from ${link.label}`]),
      ...(link.found ?? []).map(({ metric, formula }): Cell[] => [
        metric,
        `not tested: by its figures it is computed from ${formula}`,
      ]),
      ...link.apart.map(({ project, reason }): Cell[] => [project, `not pooled: ${reason}`]),
      ...link.left.map(({ project, brand, reason }): Cell[] => [`${brand} (${project})`, `left out: ${reason}`]),
    ],
    paperRows: PAPER_ROWS,
    notes: [],
  };
}

export function fitTable(page: LinkPage, part: LinkPredictorAnalysis): TableSpec | null {
  const { link } = page;
  if (!part.fit) return null;
  return {
    id: linkTableId(page.name, `fit-${(part.predictor.section ?? part.label).toLowerCase().replaceAll(' ', '-')}`),
    title: `${part.label} and ${link.label}, everything else taken out`,
    caption: `${link.histories} brand histories in ${part.fit.points.length} groups of similar score change; means with intervals.`,
    columns: [
      numberColumn('x', 'Score change', 2, 'points'),
      numberColumn('y', `Change of ${link.label}`, 2, effectUnitOf(link)),
      numberColumn('low', 'Low', 2, effectUnitOf(link)),
      numberColumn('high', 'High', 2, effectUnitOf(link)),
      numberColumn('n', `Brand-${PERIOD_NOUN[link.frequency]}s`, 0),
    ],
    rows: part.fit.points.map((point): Cell[] => [point.x, point.y, point.interval[0], point.interval[1], point.n]),
    paperRows: 0,
    notes: [],
  };
}

export function forecastTable(page: LinkPage): TableSpec | null {
  const { link } = page;
  const rows = linkedOf(link).flatMap(({ label, forecast }): Cell[][] =>
    forecast === null
      ? []
      : [
          [
            label,
            forecast.lag,
            forecast.gain === null ? null : forecast.gain * 100,
            forecast.p,
            forecast.gain === null ? null : forecast.periods,
            forecast.gain === null ? forecast.insufficient : null,
          ],
        ],
  );
  if (rows.length === 0) return null;
  return {
    id: linkTableId(page.name, 'forecast'),
    title: `Does knowing the score improve a forecast of ${link.label}?`,
    caption: `One ${linkNoun(link)} ahead, every brand, fitted on the past only; share of the squared error that the score takes away (Clark–West, one-sided p).`,
    columns: [
      textColumn('part', 'Part'),
      numberColumn('lag', 'Lag used', 0),
      numberColumn('gain', 'Error taken away', 1, '%'),
      numberColumn('p', 'p', 3),
      numberColumn('n', `${linkNoun(link)}s forecast`, 0),
      textColumn('note', 'Note', 'full'),
    ],
    rows,
    paperRows: null,
    notes: [],
  };
}
