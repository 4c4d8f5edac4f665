/** One market as the quality rules see it: its rounds joined into one grid of brand × metric × period, with weights. */
import type { Dataset, MetricKey } from '../../domain/dataset.ts';
import { type Frequency, type Period, periodsIn } from '../../domain/period.ts';
import type { Market } from '../../domain/selection.ts';
import { weightsByDate } from '../../domain/weights.ts';

export interface MarketGrid {
  readonly market: Market;
  readonly frequency: Frequency;
  /** The project that owns each period: the latest round with a value in it. */
  readonly owners: readonly string[];
  readonly brands: readonly string[];
  /** Metrics with at least one value in the market; others are not expected. */
  readonly metrics: readonly MetricKey[];
  readonly periods: readonly Period[];
  /** `values[(b * metrics.length + m) * periods.length + t]`, NaN: missing. */
  readonly values: Float64Array;
  /** Effective weights, `weights[m * periods.length + t]`. */
  readonly weights: Float64Array;
  /** Index of each brand's first period with a value; `periods.length` when it has none. */
  readonly firstSeen: readonly number[];
}

const metricId = ({ section, platform, metric }: MetricKey): string => JSON.stringify([section, platform, metric]);

/** The joined grid of a market; null when none of its rounds has a value. */
export function marketGrid(dataset: Dataset, market: Market): MarketGrid | null {
  const cubes = market.rounds
    .map((round) => dataset.scores.find((cube) => cube.project === round))
    .filter((cube) => cube !== undefined && cube.periods.length > 0) as Dataset['scores'][number][];
  const bounds = cubes.flatMap((cube) => [cube.periods[0] as string, cube.periods.at(-1) as string]).sort();
  const [from, to] = [bounds[0], bounds.at(-1)];
  if (from === undefined || to === undefined) return null;
  const periods = periodsIn(market.frequency, { from, to });
  const periodAt = new Map(periods.map((period, t) => [period, t]));

  const seen = new Map<string, MetricKey>();
  for (const cube of cubes)
    cube.metrics.forEach((metric, m) => {
      const span = cube.periods.length;
      const known = cube.brands.some((_, b) => {
        const start = (b * cube.metrics.length + m) * span;
        return cube.values.subarray(start, start + span).some((value) => !Number.isNaN(value));
      });
      if (known) seen.set(metricId(metric), metric);
    });
  const metrics = [...seen.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, metric]) => metric);
  const metricAt = new Map(metrics.map((metric, m) => [metricId(metric), m]));
  const brands = [...new Set(cubes.flatMap((cube) => cube.brands))].sort();
  const brandAt = new Map(brands.map((brand, b) => [brand, b]));

  const values = new Float64Array(brands.length * metrics.length * periods.length).fill(Number.NaN);
  const owners = periods.map(() => market.project);
  const firstSeen = brands.map(() => periods.length);
  for (const cube of cubes)
    cube.periods.forEach((period, at) => {
      const t = periodAt.get(period) as number;
      let any = false;
      cube.brands.forEach((brand, cubeBrand) => {
        const b = brandAt.get(brand) as number;
        cube.metrics.forEach((metric, cubeMetric) => {
          const from = (cubeBrand * cube.metrics.length + cubeMetric) * cube.periods.length + at;
          const value = cube.values[from] as number;
          // A cell that was filled on loading is missing all the same.
          if (Number.isNaN(value) || cube.imputed?.[from] === 1) return;
          const m = metricAt.get(metricId(metric)) as number;
          values[(b * metrics.length + m) * periods.length + t] = value;
          any = true;
          if (t < (firstSeen[b] as number)) firstSeen[b] = t;
        });
      });
      if (any) owners[t] = cube.project;
    });

  const weightOf = weightsByDate(dataset.weights);
  const weights = new Float64Array(metrics.length * periods.length);
  metrics.forEach((metric, m) => {
    periods.forEach((period, t) => {
      weights[m * periods.length + t] = weightOf(owners[t] as string, metric, period);
    });
  });
  return { market, frequency: market.frequency, owners, brands, metrics, periods, values, weights, firstSeen };
}

/** The value of brand `b`, metric `m`, period `t`; NaN when missing. */
export function valueAt(grid: MarketGrid, b: number, m: number, t: number): number {
  return grid.values[(b * grid.metrics.length + m) * grid.periods.length + t] as number;
}

/** The effective weight of metric `m` in period `t`. */
export function weightAt(grid: MarketGrid, m: number, t: number): number {
  return grid.weights[m * grid.periods.length + t] as number;
}
