/** One market's score history: consecutive rounds joined on one grid of brand × metric × period, with weights. */
import type { MetricKey, ScoreCube, Weight } from '../../domain/dataset.ts';
import { type Frequency, type Period, periodIndex, periodsIn } from '../../domain/period.ts';
import { weightsByDate } from '../../domain/weights.ts';

export interface ScoreHistory {
  /** The rounds that hold data, oldest first; the last one is current. */
  readonly rounds: readonly string[];
  readonly frequency: Frequency;
  readonly brands: readonly string[];
  readonly metrics: readonly MetricKey[];
  readonly sections: readonly string[];
  /** Index into `sections` of every metric. */
  readonly sectionOf: Int32Array;
  readonly periods: readonly Period[];
  /** The round that owns each period: the latest one with a value in it. */
  readonly owners: readonly string[];
  /** `values[(b * metrics.length + m) * periods.length + t]`, 0–100; NaN: missing. */
  readonly values: Float64Array;
  /** Weights valid in each period, `weights[t * metrics.length + m]`. */
  readonly weights: Float64Array;
  /** Weights valid in the last period with data, by metric. */
  readonly todayWeights: Float64Array;
}

export const metricId = ({ section, platform, metric }: MetricKey): string =>
  JSON.stringify([section, platform, metric]);

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Joins the rounds of one market. Metrics are matched by section, platform and metric; where rounds overlap, the
 * later one owns the period and the earlier one's values of that period are not used. A period without data between
 * two rounds stays on the grid as missing.
 * @param cubes cubes by project name, in any order
 * @param imputed whether cells that adaptive processing filled count: "show" is for levels that a person looks at; tests,
 *   models and backtests leave them out
 * @returns null when no round holds a value
 */
export function joinRounds(
  rounds: readonly string[],
  cubes: readonly ScoreCube[],
  weightRows: readonly Weight[],
  frequency: Frequency,
  imputed: 'leave-out' | 'show' = 'leave-out',
): ScoreHistory | null {
  const used = rounds
    .map((round) => cubes.find((cube) => cube.project === round))
    .filter((cube): cube is ScoreCube => cube?.values.some((value) => !Number.isNaN(value)) === true);
  if (used.length === 0) return null;

  const metricsById = new Map<string, MetricKey>();
  for (const cube of used) for (const metric of cube.metrics) metricsById.set(metricId(metric), metric);
  const metrics = [...metricsById.values()].sort(
    (a, b) => byCode(a.section, b.section) || byCode(a.platform, b.platform) || byCode(a.metric, b.metric),
  );
  const metricAt = new Map(metrics.map((metric, m) => [metricId(metric), m]));
  const brands = [...new Set(used.flatMap((cube) => cube.brands))].sort(byCode);
  const brandAt = new Map(brands.map((brand, b) => [brand, b]));

  // The grid spans the periods that hold at least one value, so that an empty tail of a cube is not "the last period".
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const ownerByIndex = new Map<number, ScoreCube>();
  for (const cube of used) {
    const span = cube.periods.length;
    cube.periods.forEach((period, t) => {
      let any = false;
      for (let cell = t; cell < cube.values.length && !any; cell += span) any = !Number.isNaN(cube.values[cell]!);
      if (!any) return;
      const index = periodIndex(frequency, period);
      ownerByIndex.set(index, cube);
      first = Math.min(first, index);
      last = Math.max(last, index);
    });
  }
  const fromCube = used.find((cube) => cube.periods.some((period) => periodIndex(frequency, period) === first))!;
  const from = fromCube.periods.find((period) => periodIndex(frequency, period) === first)!;
  const toCube = ownerByIndex.get(last)!;
  const to = toCube.periods.find((period) => periodIndex(frequency, period) === last)!;
  const periods = periodsIn(frequency, { from, to });
  const span = periods.length;
  const width = metrics.length;

  const values = new Float64Array(brands.length * width * span).fill(Number.NaN);
  for (const cube of used) {
    const columns = cube.metrics.map((metric) => metricAt.get(metricId(metric))!);
    cube.periods.forEach((period, at) => {
      const index = periodIndex(frequency, period);
      if (ownerByIndex.get(index) !== cube) return;
      const t = index - first;
      cube.brands.forEach((brand, row) => {
        const b = brandAt.get(brand)!;
        for (let column = 0; column < columns.length; column++) {
          const from = (row * columns.length + column) * cube.periods.length + at;
          if (imputed === 'leave-out' && cube.imputed?.[from] === 1) continue;
          values[(b * width + columns[column]!) * span + t] = cube.values[from]!;
        }
      });
    });
  }

  // A period that no round owns takes the weights of the round before it.
  const owners: string[] = [];
  let owner = ownerByIndex.get(first)!.project;
  for (let t = 0; t < span; t++) {
    owner = ownerByIndex.get(first + t)?.project ?? owner;
    owners.push(owner);
  }
  const weightOf = weightsByDate(weightRows);
  const weights = new Float64Array(span * width);
  for (let t = 0; t < span; t++)
    for (let m = 0; m < width; m++) weights[t * width + m] = weightOf(owners[t]!, metrics[m]!, periods[t]!);
  const sections = [...new Set(metrics.map((metric) => metric.section))];
  return {
    rounds: used.map((cube) => cube.project),
    frequency,
    brands,
    metrics,
    sections,
    sectionOf: Int32Array.from(metrics, (metric) => sections.indexOf(metric.section)),
    periods,
    owners,
    values,
    weights,
    todayWeights: weights.slice((span - 1) * width),
  };
}

/** Value of brand `b`, metric `m`, period `t`; NaN when missing. */
export function cell(history: ScoreHistory, b: number, m: number, t: number): number {
  return history.values[(b * history.metrics.length + m) * history.periods.length + t]!;
}

/** Indices of the periods inside `[from, to]` that the history holds. */
export function windowIndices(history: ScoreHistory, from: Period, to: Period): number[] {
  const indices: number[] = [];
  history.periods.forEach((period, t) => {
    if (period >= from && period <= to) indices.push(t);
  });
  return indices;
}
