/**
 * One index of brand equity from its components: equal weights on standardised values by default, or the first principal
 * component of how they move within brands. 50 is the market's mean, 10 one standard deviation (T score, McCall 1922).
 */
import { mean } from '../stats/describe.ts';
import { type EquityComponent, type EquityUnit, logOddsOf } from './components.ts';

type Series = readonly (number | null)[];

export const INDEX_CENTRE = 50;
export const INDEX_SPREAD = 10;

/** How one component becomes a z value. */
export interface ComponentScale {
  readonly component: EquityComponent;
  /** Standard deviation of its log-odds over all brands and periods, means of markets taken out. */
  readonly spread: number;
  /** Mean log-odds by market. */
  readonly centres: Readonly<Record<string, number>>;
}

export interface Standardised {
  readonly scales: readonly ComponentScale[];
  /** By unit and component: z values. */
  readonly values: readonly (readonly Series[])[];
}

/**
 * Components are shares of people: they enter as log-odds, where a step near the ends counts as much as one in the middle.
 * Each is centred on its market (panels of two countries ask differently) and divided by one spread for all markets. Null:
 * a component does not vary.
 */
export function standardise(units: readonly EquityUnit[], components: readonly EquityComponent[]): Standardised | null {
  const odds = units.map(({ values }) => values.map((series) => series.map(logOddsOf)));
  const markets = [...new Set(units.map(({ project }) => project))];
  const scales: ComponentScale[] = [];
  for (const [c, component] of components.entries()) {
    const centres: Record<string, number> = {};
    let [squares, n] = [0, 0];
    for (const market of markets) {
      const own = odds
        .flatMap((series, u) => (units[u]!.project === market ? series[c]! : []))
        .filter((value) => value !== null);
      const centre = mean(own);
      if (centre === null) return null;
      centres[market] = centre;
      for (const value of own) squares += (value - centre) ** 2;
      n += own.length;
    }
    const spread = Math.sqrt(squares / Math.max(1, n - markets.length));
    if (!(spread > 1e-9)) return null;
    scales.push({ component, spread, centres });
  }
  return {
    scales,
    values: odds.map((all, u) =>
      all.map((series, c) => {
        const { centres, spread } = scales[c]!;
        const centre = centres[units[u]!.project]!;
        return series.map((value) => (value === null ? null : (value - centre) / spread));
      }),
    ),
  };
}

export const equalWeights = (components: number): number[] => new Array<number>(components).fill(1 / components);

/** The index of one brand: missing where any component is, so that it never changes by who was asked. */
export function indexOf(values: readonly Series[], weights: readonly number[]): (number | null)[] {
  return (values[0] ?? []).map((_, t) => {
    let sum = 0;
    for (const [c, weight] of weights.entries()) {
      const z = values[c]![t];
      if (z == null) return null;
      sum += weight * z;
    }
    return INDEX_CENTRE + INDEX_SPREAD * sum;
  });
}

/** Index points for one log-odds more of every component together. */
export const pointsPerLogOdds = (scales: readonly ComponentScale[], weights: readonly number[]): number =>
  scales.reduce((sum, { spread }, c) => sum + (weights[c]! * INDEX_SPREAD) / spread, 0);
