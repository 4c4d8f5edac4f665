/** A demo world in which one metric of a section is computed from outcomes and spend, under a neutral name. */
import type { MetricKey } from '../../src/domain/dataset.ts';
import type { WorldData } from './world-dataset.ts';

/** What happened to one brand in one period. */
export interface Results {
  /** By outcome; null where not known. */
  readonly outcome: (name: string) => number | null;
  /** Over all channels. */
  readonly spend: number;
}

const cellKey = (project: string, brand: string, period: string): string => JSON.stringify([project, brand, period]);

/**
 * The world with the values of one metric replaced by a formula of the same period, and its section cut down to `kept`, so that the
 * metric is a large part of it.
 * @param score 0–100 before rounding to a tenth and clipping; null: missing
 */
export function withMetric(
  world: WorldData,
  planted: { readonly metric: string; readonly kept: readonly string[] },
  score: (results: Results, random: number) => number | null,
): WorldData {
  const { dataset } = world;
  const outcomes = new Map<string, Map<string, number>>();
  for (const { project, brand, outcome, periods, values } of dataset.outcomes)
    periods.forEach((period, t) => {
      const value = values[t];
      if (value == null) return;
      const key = cellKey(project, brand, period);
      const cell = outcomes.get(key) ?? new Map<string, number>();
      outcomes.set(key, cell.set(outcome, value));
    });
  const spend = new Map<string, number>();
  for (const { project, brand, period, amount } of dataset.spend) {
    const key = cellKey(project, brand, period);
    spend.set(key, (spend.get(key) ?? 0) + amount);
  }
  const { section } = dataset.metrics.find(({ metric }) => metric === planted.metric)!;
  const stays = (key: Pick<MetricKey, 'section' | 'metric'>): boolean =>
    key.section !== section || key.metric === planted.metric || planted.kept.includes(key.metric);
  let draw = 0;
  const scores = dataset.scores.map((cube) => {
    const metrics = cube.metrics.filter(stays);
    const values = cube.brands.flatMap((brand, b) =>
      metrics.flatMap((key) =>
        cube.periods.map((period, t) => {
          const former = cube.values[(b * cube.metrics.length + cube.metrics.indexOf(key)) * cube.periods.length + t]!;
          if (key.metric !== planted.metric) return former;
          const cell = cellKey(cube.project, brand, period);
          // Uniform enough for noise, and the same every time.
          const random = (Math.sin(++draw * 12.9898) * 43_758.5453) % 1;
          const made = score(
            { outcome: (name) => outcomes.get(cell)?.get(name) ?? null, spend: spend.get(cell) ?? 0 },
            random,
          );
          return made === null ? Number.NaN : Math.round(10 * Math.min(100, Math.max(0, made))) / 10;
        }),
      ),
    );
    return { ...cube, metrics, values: Float64Array.from(values) };
  });
  return { ...world, dataset: { ...dataset, metrics: dataset.metrics.filter(stays), scores } };
}
