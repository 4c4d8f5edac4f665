/**
 * Why a score changed: an exact split into value, weight and coverage effects of every metric.
 *
 * For two periods A and B let P be the metrics present in both, s their weight shares within P. Then
 *   value    ½(s_A + s_B)·(x_B − x_A)                 the metric itself moved
 *   weight   (½(x_A + x_B) − c)·(s_B − s_A)           it counts more or less; c: mid of both scores on P
 *   coverage s_B·(x_B − S_B^P) or −s_A·(x_A − S_A^P)  it appeared or vanished; S^P: score on P
 * add up to S_B − S_A exactly: the symmetric split of Bennet (1920) on P, and the distance between the score with and
 * without the metrics that only one period has. The change between two windows is the mean over *all* pairs of one
 * period of each, which equals the difference of the two window means whatever their lengths and gaps.
 */
import { cell, type ScoreHistory } from './history.ts';

export interface Effects {
  readonly value: number;
  readonly weight: number;
  readonly coverage: number;
  /** The three together. */
  readonly total: number;
}

export interface MetricEffects extends Effects {
  readonly metric: string;
}
export interface PlatformEffects extends Effects {
  readonly platform: string;
  readonly metrics: readonly MetricEffects[];
}
export interface SectionEffects extends Effects {
  readonly section: string;
  readonly platforms: readonly PlatformEffects[];
}

export type Decomposition =
  | ({
      readonly before: number;
      readonly current: number;
      readonly sections: readonly SectionEffects[];
      readonly undefined: null;
    } & Effects)
  /** Why there is no change to decompose. */
  | { readonly undefined: string };

/** One side of a comparison: a history, a brand in it, and periods. */
export interface Side {
  readonly history: ScoreHistory;
  readonly b: number;
  readonly indices: readonly number[];
}

interface State {
  readonly x: Float64Array;
  readonly w: Float64Array;
}

/** Periods of one side in which the score is defined, as value and weight vectors over the common metric list. */
function statesOf(side: Side, columns: readonly number[]): State[] {
  const width = side.history.metrics.length;
  const states: State[] = [];
  for (const t of side.indices) {
    const x = new Float64Array(columns.length).fill(Number.NaN);
    const w = new Float64Array(columns.length);
    let present = 0;
    columns.forEach((m, i) => {
      if (m < 0) return;
      w[i] = side.history.weights[t * width + m]!;
      x[i] = cell(side.history, side.b, m, t);
      if (!Number.isNaN(x[i]!)) present += w[i]!;
    });
    if (present > 0) states.push({ x, w });
  }
  return states;
}

/** Adds the effects of one pair of periods, each times `scale`, to the three vectors. */
function addPair(
  before: State,
  current: State,
  scale: number,
  value: Float64Array,
  weight: Float64Array,
  coverage: Float64Array,
): void {
  const size = before.x.length;
  let commonA = 0;
  let commonB = 0;
  let allA = 0;
  let allB = 0;
  let sumA = 0;
  let sumB = 0;
  let fullA = 0;
  let fullB = 0;
  for (let i = 0; i < size; i++) {
    const a = before.x[i]!;
    const b = current.x[i]!;
    const hasA = !Number.isNaN(a);
    const hasB = !Number.isNaN(b);
    const wA = before.w[i]!;
    const wB = current.w[i]!;
    if (hasA) {
      allA += wA;
      fullA += wA * a;
    }
    if (hasB) {
      allB += wB;
      fullB += wB * b;
    }
    if (hasA && hasB) {
      commonA += wA;
      commonB += wB;
      sumA += wA * a;
      sumB += wB * b;
    }
  }
  // Without weight in common on one side nothing can be compared metric by metric: all of it is coverage.
  const comparable = commonA > 0 && commonB > 0;
  const middle = (fullA / allA + fullB / allB) / 2;
  const scoreA = comparable ? sumA / commonA : middle;
  const scoreB = comparable ? sumB / commonB : middle;
  const centre = (scoreA + scoreB) / 2;
  for (let i = 0; i < size; i++) {
    const a = before.x[i]!;
    const b = current.x[i]!;
    const hasA = !Number.isNaN(a);
    const hasB = !Number.isNaN(b);
    if (comparable && hasA && hasB) {
      const sA = before.w[i]! / commonA;
      const sB = current.w[i]! / commonB;
      value[i]! += (scale * (sA + sB) * (b - a)) / 2;
      weight[i]! += scale * ((a + b) / 2 - centre) * (sB - sA);
    } else {
      if (hasA) coverage[i]! -= (scale * before.w[i]! * (a - scoreA)) / allA;
      if (hasB) coverage[i]! += (scale * current.w[i]! * (b - scoreB)) / allB;
    }
  }
}

function sumEffects(parts: readonly Effects[]): Effects {
  let value = 0;
  let weight = 0;
  let coverage = 0;
  for (const part of parts) {
    value += part.value;
    weight += part.weight;
    coverage += part.coverage;
  }
  return { value, weight, coverage, total: value + weight + coverage };
}

/**
 * Splits the change of a brand's mean score from `before` to `current`. Both sides may lie in different histories (a
 * project compared with another): metrics are matched by section, platform and metric.
 */
export function decomposeChange(before: Side, current: Side): Decomposition {
  const keyOf = (history: ScoreHistory, m: number): string => {
    const { section, platform, metric } = history.metrics[m]!;
    return JSON.stringify([section, platform, metric]);
  };
  const rows = new Map<string, { before: number; current: number }>();
  for (let m = 0; m < current.history.metrics.length; m++)
    rows.set(keyOf(current.history, m), { before: -1, current: m });
  for (let m = 0; m < before.history.metrics.length; m++) {
    const key = keyOf(before.history, m);
    const row = rows.get(key);
    if (row) row.before = m;
    else rows.set(key, { before: m, current: -1 });
  }
  const keys = [...rows.keys()].sort();
  const matched = keys.map((key) => rows.get(key)!);
  const statesA = statesOf(
    before,
    matched.map((row) => row.before),
  );
  const statesB = statesOf(
    current,
    matched.map((row) => row.current),
  );
  if (statesA.length === 0) return { undefined: 'no score in the comparison periods' };
  if (statesB.length === 0) return { undefined: 'no score in the report periods' };

  const value = new Float64Array(keys.length);
  const weight = new Float64Array(keys.length);
  const coverage = new Float64Array(keys.length);
  const scale = 1 / (statesA.length * statesB.length);
  for (const a of statesA) for (const b of statesB) addPair(a, b, scale, value, weight, coverage);

  const sections = new Map<string, Map<string, MetricEffects[]>>();
  keys.forEach((key, i) => {
    const [section, platform, metric] = JSON.parse(key) as [string, string, string];
    const platforms = sections.get(section) ?? new Map<string, MetricEffects[]>();
    sections.set(section, platforms);
    const metrics = platforms.get(platform) ?? [];
    platforms.set(platform, metrics);
    const [v, w, c] = [value[i]!, weight[i]!, coverage[i]!];
    metrics.push({ metric, value: v, weight: w, coverage: c, total: v + w + c });
  });
  const sectionEffects = [...sections].map(([section, platforms]): SectionEffects => {
    const platformEffects = [...platforms].map(
      ([platform, metrics]): PlatformEffects => ({ platform, ...sumEffects(metrics), metrics }),
    );
    return { section, ...sumEffects(platformEffects), platforms: platformEffects };
  });
  return {
    before: meanScore(statesA),
    current: meanScore(statesB),
    ...sumEffects(sectionEffects),
    sections: sectionEffects,
    undefined: null,
  };
}

function meanScore(states: readonly State[]): number {
  let sum = 0;
  for (const { x, w } of states) {
    let weighted = 0;
    let present = 0;
    for (let i = 0; i < x.length; i++) {
      if (Number.isNaN(x[i]!)) continue;
      weighted += w[i]! * x[i]!;
      present += w[i]!;
    }
    sum += weighted / present;
  }
  return sum / states.length;
}
