/**
 * The history that tests and models use: today's weights on a constant metric set, so that neither a changed weight nor
 * a metric that comes or goes looks like a movement of the brand.
 */
import { cell, type ScoreHistory } from './history.ts';
import type { MetricFilter } from './roll-up.ts';

export interface ConstantSetSeries {
  /** By period; null where too little of the set is present. */
  readonly values: (number | null)[];
  /** Metrics in the set. */
  readonly metrics: number;
  /** Share of today's weight that the set holds, 0–1. */
  readonly weightShare: number;
}

/** A metric belongs to the set when it is present in this share of the brand's periods … */
const MIN_PRESENT_SHARE = 0.8;
/** … and a period counts when this share of the set's weight is present. */
const MIN_COVERAGE = 0.5;

/**
 * `Σ w·(x_t − x̄) / Σ w` over the metrics present in t, plus `Σ w·x̄ / Σ w` over the whole set; x̄ is the metric's mean
 * over the brand's history and w today's weight. Without gaps this equals the score at today's weights exactly; with
 * gaps a missing metric contributes nothing, instead of shifting the score by its distance from the others (the
 * additive country-product-dummy index, Summers 1973). No cell is imputed.
 */
export function constantSetSeries(history: ScoreHistory, b: number, filter?: MetricFilter): ConstantSetSeries {
  const span = history.periods.length;
  const width = history.metrics.length;
  const active: number[] = [];
  for (let t = 0; t < span; t++)
    for (let m = 0; m < width; m++)
      if (!Number.isNaN(cell(history, b, m, t))) {
        active.push(t);
        break;
      }
  const set: number[] = [];
  const means: number[] = [];
  let todayTotal = 0;
  let setTotal = 0;
  let level = 0;
  for (let m = 0; m < width; m++) {
    const weight = history.todayWeights[m]!;
    if ((filter && !filter(m)) || weight <= 0) continue;
    let sum = 0;
    let count = 0;
    for (const t of active) {
      const value = cell(history, b, m, t);
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    if (count === 0) continue;
    todayTotal += weight;
    if (count < MIN_PRESENT_SHARE * active.length) continue;
    set.push(m);
    means.push(sum / count);
    setTotal += weight;
    level += weight * (sum / count);
  }
  const values: (number | null)[] = new Array<number | null>(span).fill(null);
  if (setTotal > 0) {
    level /= setTotal;
    for (const t of active) {
      let present = 0;
      let deviation = 0;
      for (let i = 0; i < set.length; i++) {
        const m = set[i]!;
        const value = cell(history, b, m, t);
        if (Number.isNaN(value)) continue;
        const weight = history.todayWeights[m]!;
        present += weight;
        deviation += weight * (value - means[i]!);
      }
      if (present >= MIN_COVERAGE * setTotal) values[t] = level + deviation / present;
    }
  }
  return { values, metrics: set.length, weightShare: todayTotal > 0 ? setTotal / todayTotal : 0 };
}
