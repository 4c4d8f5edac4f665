/**
 * Parzen estimators: a mixture of one product kernel per observation and one broad prior, over numeric axes and
 * categorical choices (Bergstra et al. 2011; Falkner, Klein & Hutter 2018; as Optuna documents them).
 */
import type { Rng } from '../../../domain/rng.ts';
import { type Axis, axisOf, type Choice, type Params, type Space } from '../space.ts';
import { drawTruncatedNormal, normalMass } from './truncated-normal.ts';

export interface ParzenSettings {
  /** Weight of the prior kernel beside observations of weight 1. */
  readonly priorWeight: number;
  /**
   * Smallest bandwidth, as a share of the range; null: 1 ÷ min(100, n + 2) for n observations ("magic clipping"), which
   * leaves room to explore while they are few.
   */
  readonly leastBandwidth: number | null;
}

export interface Parzen {
  draw(rng: Rng): Params;
  logDensity(params: Params): number;
}

/** One parameter's side of all kernels; the last kernel is the prior. */
interface Column {
  readonly name: string;
  draw(kernel: number, rng: Rng): Choice;
  /** Adds the log density of the value under each kernel. */
  addLogDensities(value: Choice, into: Float64Array): void;
}

/**
 * @param observations each with a value for every parameter of the space
 * @param weights one per observation, > 0
 */
export function estimateParzen(
  space: Space,
  observations: readonly Params[],
  weights: readonly number[],
  settings: ParzenSettings,
): Parzen {
  const kernelWeights = observations.length === 0 ? [1] : [...weights, settings.priorWeight];
  const total = kernelWeights.reduce((sum, weight) => sum + weight, 0);
  const shares = kernelWeights.map((weight) => weight / total);
  const logShares = shares.map((share) => Math.log(share));
  const columns = space.map((parameter) => {
    const values = observations.map((params) => params[parameter.name] as Choice);
    return parameter.type === 'categorical'
      ? choiceColumn(parameter.name, parameter.choices, values, settings)
      : numericColumn(parameter.name, axisOf(parameter), values as readonly number[], settings);
  });
  const terms = new Float64Array(shares.length);
  return {
    draw(rng) {
      const kernel = drawIndex(shares, rng);
      return Object.fromEntries(columns.map((column) => [column.name, column.draw(kernel, rng)]));
    },
    logDensity(params) {
      terms.set(logShares);
      for (const column of columns) column.addLogDensities(params[column.name] as Choice, terms);
      return logSumExp(terms);
    },
  };
}

const LEAST_RANGE = Number.MIN_VALUE / Number.EPSILON;

function numericColumn(name: string, axis: Axis, values: readonly number[], settings: ParzenSettings): Column {
  const range = axis.high - axis.low;
  const prior = (axis.low + axis.high) / 2;
  // One point, or so small a range that shares of it vanish.
  if (range < LEAST_RANGE) return { name, draw: () => axis.fromAxis(prior), addLogDensities: () => {} };
  const positions = values.map(axis.toAxis);
  const n = positions.length;
  const least = range * (settings.leastBandwidth ?? 1 / Math.min(100, n + 2));
  const raw = neighbourBandwidths(positions, prior, axis);
  const means = Float64Array.from([...positions, prior]);
  const sds = Float64Array.from([...raw.map((sd) => Math.min(range, Math.max(least, sd))), range]);
  const masses = means.map((mean, k) => normalMass(axis.low, axis.high, mean, sds[k] as number));
  if (axis.steps === null) {
    const logScales = means.map((_, k) => -Math.log((sds[k] as number) * (masses[k] as number)) - HALF_LOG_2PI);
    return {
      name,
      draw: (k, rng) =>
        axis.fromAxis(drawTruncatedNormal(means[k] as number, sds[k] as number, axis.low, axis.high, rng)),
      addLogDensities(value, into) {
        const x = axis.toAxis(value as number);
        for (let k = 0; k < into.length; k++) {
          const z = (x - (means[k] as number)) / (sds[k] as number);
          into[k] = (into[k] as number) + (logScales[k] as number) - 0.5 * z * z;
        }
      },
    };
  }
  /** Candidates repeat values of a stepped parameter; their log masses are computed once. */
  const known = new Map<Choice, Float64Array>();
  const logMasses = (value: Choice): Float64Array => {
    const before = known.get(value);
    if (before) return before;
    const [from, to] = axis.cell(value as number) as readonly [number, number];
    const logs = means.map((mean, k) =>
      Math.log(Math.max(1e-300, normalMass(from, to, mean, sds[k] as number)) / (masses[k] as number)),
    );
    known.set(value, logs);
    return logs;
  };
  return {
    name,
    draw: (k, rng) =>
      axis.fromAxis(drawTruncatedNormal(means[k] as number, sds[k] as number, axis.low, axis.high, rng)),
    addLogDensities(value, into) {
      const logs = logMasses(value);
      for (let k = 0; k < into.length; k++) into[k] = (into[k] as number) + (logs[k] as number);
    },
  };
}

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/**
 * The larger distance to the neighbours on both sides, the prior's centre and the ends counting as neighbours; the
 * outermost look inwards only (Bergstra et al. 2011, §4.2, without endpoints).
 */
function neighbourBandwidths(positions: readonly number[], prior: number, axis: Axis): number[] {
  const all = [...positions, prior];
  const order = all.map((_, i) => i).sort((a, b) => (all[a] as number) - (all[b] as number) || a - b);
  const sorted = [axis.low, ...order.map((i) => all[i] as number), axis.high];
  const bandwidths = new Array<number>(all.length).fill(0);
  order.forEach((i, k) => {
    const left = (sorted[k + 1] as number) - (sorted[k] as number);
    const right = (sorted[k + 2] as number) - (sorted[k + 1] as number);
    const alone = all.length < 2;
    if (!alone && k === 0) bandwidths[i] = right;
    else if (!alone && k === all.length - 1) bandwidths[i] = left;
    else bandwidths[i] = Math.max(left, right);
  });
  return bandwidths.slice(0, positions.length);
}

function choiceColumn(
  name: string,
  choices: readonly Choice[],
  values: readonly Choice[],
  settings: ParzenSettings,
): Column {
  const n = values.length;
  const floor = n === 0 ? 1 : settings.priorWeight / (n + 1);
  const rowTotal = floor * choices.length + 1;
  const chosen = [...values.map((value) => choices.indexOf(value)), -1];
  const logHit = Math.log((floor + 1) / rowTotal);
  const logMiss = Math.log(floor / rowTotal);
  const logUniform = -Math.log(choices.length);
  return {
    name,
    draw(k, rng) {
      const own = chosen[k] as number;
      const u = rng.next();
      if (own >= 0 && u < 1 / rowTotal) return choices[own] as Choice;
      const share = own >= 0 ? (u - 1 / rowTotal) / (1 - 1 / rowTotal) : u;
      return choices[Math.min(choices.length - 1, Math.floor(share * choices.length))] as Choice;
    },
    addLogDensities(value, into) {
      const index = choices.indexOf(value);
      for (let k = 0; k < into.length; k++) {
        const own = chosen[k] as number;
        into[k] = (into[k] as number) + (own < 0 ? logUniform : own === index ? logHit : logMiss);
      }
    },
  };
}

function drawIndex(shares: readonly number[], rng: Rng): number {
  let u = rng.next();
  for (let i = 0; i < shares.length - 1; i++) {
    u -= shares[i] as number;
    if (u < 0) return i;
  }
  return shares.length - 1;
}

function logSumExp(terms: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const term of terms) if (term > most) most = term;
  let sum = 0;
  for (const term of terms) sum += Math.exp(term - most);
  return most + Math.log(sum);
}
