/** How equity is measured in this run: which of three ways the data allow, and the index of every brand as an outcome. */
import {
  EQUITY_INDEX,
  type EquityComponents,
  equityComponents,
  FEWEST_COMPONENTS,
} from '../../../analytics/equity/components.ts';
import {
  equalWeights,
  indexOf,
  pointsPerLogOdds,
  type Standardised,
  standardise,
} from '../../../analytics/equity/composite.ts';
import {
  firstComponent,
  loadingWeights,
  movementReliability,
  type WithinBrands,
  withinBrands,
} from '../../../analytics/equity/movement.ts';
import { type LinkMarket, outcomeOf } from '../../../analytics/outcome-link/units.ts';
import { correlationCoefficient } from '../../../analytics/stats/correlation/pearson.ts';
import { joinNames } from '../../../document/words.ts';
import type { OutcomeSeries } from '../../../domain/dataset.ts';
import { KNOWN_OUTCOMES, type OutcomeDefinition } from '../../../domain/outcome.ts';
import { PERIODS_PER_YEAR, type Period, periodAt, periodIndex } from '../../../domain/period.ts';
import type { Rng } from '../../../domain/rng.ts';
import type { EquityMeasure, MeasuredEquity } from './analysis.ts';

type Series = readonly (number | null)[];

export interface Measured {
  readonly facts: MeasuredEquity;
  readonly outcome: OutcomeDefinition;
  /** The index of every brand that has one. */
  readonly series: readonly OutcomeSeries[];
  /** The components that entered. */
  readonly observed: EquityComponents;
}

/** A composite made here; never confused with an index that was imported. */
const BRAND_EQUITY: OutcomeDefinition = {
  outcome: 'brand_equity',
  label: 'Brand equity',
  unit: 'index',
  direction: 'higher',
  aggregation: 'mean',
};
const IMPORTED = KNOWN_OUTCOMES.find(({ outcome }) => outcome === EQUITY_INDEX)!;
/** Points of the index: short, so that tiles and bars hold it beside the figure. */
export const INDEX_UNIT = 'pt';

export const componentLabel = (name: string): string =>
  (KNOWN_OUTCOMES.find(({ outcome }) => outcome === name)?.label ?? name).toLowerCase();

const DRAWS = { basic: 499, standard: 499, detailed: 999 } as const;
/** Years before the window from which the loadings are taken, so that the window cannot move its own yardstick. */
const YEARS_BEFORE = 2;

export interface MeasureRequest {
  readonly measure: EquityMeasure;
  readonly depth: 'basic' | 'standard' | 'detailed';
  readonly level: number;
  readonly rng: Rng;
  /** First period of the report window, by project. */
  readonly windows: Readonly<Record<string, Period>>;
}

export function measureEquity(
  markets: readonly LinkMarket[],
  outcomes: readonly OutcomeSeries[],
  request: MeasureRequest,
): Measured {
  const observed = equityComponents(markets, outcomes);
  const isComposite = observed.components.length >= FEWEST_COMPONENTS && observed.units.length > 0;
  const standardised = isComposite ? standardise(observed.units, observed.components) : null;
  const hasIndex = outcomes.some(
    ({ outcome, values }) => outcome === EQUITY_INDEX && values.some((value) => value !== null),
  );
  const dropped = observed.dropped.map(({ component, reason }) => ({ label: componentLabel(component), reason }));
  if (standardised !== null && (request.measure !== 'index' || !hasIndex))
    return composite(markets, observed, standardised, dropped, request);
  const few = 'fewer than three components are known for most brands';
  return {
    facts: {
      measure: 'index',
      instead: request.measure === 'index' ? null : few,
      components: [],
      dropped,
      pointsPerLogOdds: null,
      reliability: null,
      reliabilityReason: 'an imported index says nothing of its parts',
      loadings: null,
      frozenBefore: null,
      agreement: null,
    },
    outcome: IMPORTED,
    series: outcomes.filter(({ outcome }) => outcome === EQUITY_INDEX),
    observed: { ...observed, components: [], units: [] },
  };
}

function composite(
  markets: readonly LinkMarket[],
  observed: EquityComponents,
  { scales, values }: Standardised,
  dropped: MeasuredEquity['dropped'],
  request: MeasureRequest,
): Measured {
  const { depth, level, rng } = request;
  const { components, units } = observed;
  const frequency = markets[0]!.history.frequency;
  const season = PERIODS_PER_YEAR[frequency];
  // Markets of another frequency have other period numbers: the movement is that of the first one's kind.
  const rows = units
    .map((unit, u) => ({ start: unit.start, project: unit.project, values: values[u]! }))
    .filter(({ project }) => markets.find((each) => each.project === project)!.history.frequency === frequency);
  const within = withinBrands(rows, { seasonLength: season });
  const reliability =
    within === null
      ? null
      : movementReliability(within, { level, rng: rng.fork('equity:reliability'), draws: DRAWS[depth] });

  const needsLoadings = depth !== 'basic' || request.measure === 'pca';
  const frozen = needsLoadings ? beforeWindow(rows, season, request.windows, frequency) : null;
  const known = frozen?.within ?? within;
  const loadings =
    needsLoadings && known !== null
      ? firstComponent(known, { level, rng: rng.fork('equity:loadings'), draws: DRAWS[depth] })
      : null;
  const equal = equalWeights(components.length);
  const loaded = loadings === null ? null : loadingWeights(loadings.loadings);
  const weights = request.measure === 'pca' && loaded !== null ? loaded : equal;
  const isPca = weights !== equal;
  const indices = values.map((each) => indexOf(each, weights));
  return {
    facts: {
      measure: isPca ? 'pca' : 'mean',
      instead:
        request.measure === 'index'
          ? 'no equity index is imported'
          : request.measure === 'pca' && !isPca
            ? loadings === null
              ? 'too little history for principal components'
              : `the components do not move together (${joinNames(components.filter((_, c) => !(loadings.loadings[c]! > 0)).map(componentLabel))} moves against the others)`
            : null,
      components: scales.map(({ component, spread }, c) => ({
        component,
        label: componentLabel(component),
        weight: weights[c]!,
        spread,
      })),
      dropped,
      pointsPerLogOdds: pointsPerLogOdds(scales, weights),
      reliability,
      reliabilityReason: reliability === null ? 'too little history beside level, line and season of the brands' : null,
      loadings,
      frozenBefore: loadings === null ? null : (frozen?.before ?? null),
      agreement: loaded === null || within === null ? null : agreementOf(within, equal, loaded),
    },
    outcome: BRAND_EQUITY,
    series: units.map(({ project, brand, periods }, u) => ({
      project,
      brand,
      outcome: BRAND_EQUITY.outcome,
      unit: INDEX_UNIT,
      periods,
      values: indices[u]!,
    })),
    observed,
  };
}

/** Movements before the earliest report window, when they hold two years; null: the whole history has to do. */
function beforeWindow(
  rows: readonly { readonly start: number; readonly project: string; readonly values: readonly Series[] }[],
  season: number,
  windows: Readonly<Record<string, Period>>,
  frequency: LinkMarket['history']['frequency'],
): { readonly within: WithinBrands; readonly before: Period } | null {
  const starts = rows.flatMap(({ project }) =>
    windows[project] === undefined ? [] : [periodIndex(frequency, windows[project])],
  );
  if (starts.length === 0) return null;
  const until = Math.min(...starts);
  const within = withinBrands(rows, { seasonLength: season, until });
  if (within === null || new Set(within.periods).size < YEARS_BEFORE * season) return null;
  return { within, before: periodAt(frequency, until) };
}

/** Correlation of the two indices' movements within brands. */
function agreementOf({ columns }: WithinBrands, a: readonly number[], b: readonly number[]): number | null {
  const sum = (weights: readonly number[]): number[] =>
    Array.from(columns[0]!, (_, i) => weights.reduce((total, weight, c) => total + weight * columns[c]![i]!, 0));
  return correlationCoefficient(sum(a), sum(b));
}

/** Index of one brand on its market's periods. */
export const indexSeries = ({ history }: LinkMarket, brand: string, { outcome, series }: Measured): (number | null)[] =>
  outcomeOf(history, brand, outcome.outcome, series);
