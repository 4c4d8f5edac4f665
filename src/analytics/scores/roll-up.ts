/** Scores from metrics: weighted means over the metrics present, with the coverage that travels with every score. */
import { cell, type ScoreHistory } from './history.ts';

/** One score by period. */
export interface ScoreSeries {
  /** 0–100; NaN where no weighted metric is present. */
  readonly values: Float64Array;
  /** Present ÷ total weight, 0–1; NaN where the total weight is 0. */
  readonly coverage: Float64Array;
}

/** Which metrics enter; absent: all. */
export type MetricFilter = (m: number) => boolean;

/**
 * `score = Σ w·x / Σ w` over the metrics present, at the weights valid in each period. Section and platform scores are
 * the same formula over their metrics.
 *
 * Total weight counts the metrics that the market measures in that period: a metric that no brand has in the owning
 * round's whole life was not asked for and lowers nobody's coverage.
 */
export function rollUp(history: ScoreHistory, b: number, filter?: MetricFilter): ScoreSeries {
  const span = history.periods.length;
  const width = history.metrics.length;
  const measured = measuredMetrics(history);
  const values = new Float64Array(span);
  const coverage = new Float64Array(span);
  for (let t = 0; t < span; t++) {
    const asked = measured.get(history.owners[t]!)!;
    let present = 0;
    let total = 0;
    let sum = 0;
    for (let m = 0; m < width; m++) {
      if (!asked[m] || (filter && !filter(m))) continue;
      const weight = history.weights[t * width + m]!;
      total += weight;
      const value = cell(history, b, m, t);
      if (Number.isNaN(value)) continue;
      present += weight;
      sum += weight * value;
    }
    values[t] = present > 0 ? sum / present : Number.NaN;
    coverage[t] = total > 0 ? present / total : Number.NaN;
  }
  return { values, coverage };
}

const measuredCache = new WeakMap<ScoreHistory, ReadonlyMap<string, Uint8Array>>();

/** Per round: 1 for the metrics that any brand has in any period of that round. */
export function measuredMetrics(history: ScoreHistory): ReadonlyMap<string, Uint8Array> {
  const known = measuredCache.get(history);
  if (known) return known;
  const span = history.periods.length;
  const width = history.metrics.length;
  const measured = new Map<string, Uint8Array>();
  for (const owner of history.owners) if (!measured.has(owner)) measured.set(owner, new Uint8Array(width));
  const rows = history.owners.map((owner) => measured.get(owner)!);
  for (let b = 0; b < history.brands.length; b++)
    for (let m = 0; m < width; m++)
      for (let t = 0; t < span; t++) if (!Number.isNaN(cell(history, b, m, t))) rows[t]![m] = 1;
  measuredCache.set(history, measured);
  return measured;
}

/** Mean of a series over some periods, leaving missing ones out; null when none has a value. */
export function meanOver(values: Float64Array, indices: readonly number[]): number | null {
  let sum = 0;
  let count = 0;
  for (const t of indices) {
    const value = values[t]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count > 0 ? sum / count : null;
}

/** A typed series as JSON carries it: null for NaN. */
export function toNullable(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}
