/** From a series as it comes (gaps, any scale, limits) to the complete one that the families fit, and back. */
import { classicalDecomposition } from '../stats/series/classical-decomposition.ts';
import type { CompleteSeries } from './core.ts';
import { type FitOptions, MINIMUM_OBSERVATIONS, type Series } from './model.ts';

export interface Preparation {
  readonly series: CompleteSeries;
  /** Periods dropped before the first observed value. */
  readonly skipped: number;
  /** Periods without a value after the last observed one: forecasts start behind them. */
  readonly trailing: number;
  /** Which periods of the complete series were observed. */
  readonly observed: readonly boolean[];
  /** The single value of a series that never changes, in its own unit; null otherwise. */
  readonly constant: number | null;
  /** From the families' scale to the unit of the series. Monotone. */
  restore(x: number): number;
  /** The way there. */
  scale(value: number): number;
}

/** Share of the range by which limits are moved outwards so that a value at a limit stays finite on the logit scale. */
const BOUND_MARGIN = 0.005;
/** A series that comes this near to a limit (share of the range between them) is modelled on the logit scale. */
const NEAR_BOUND = 0.1;

/** Straight lines across gaps. */
function interpolate(y: readonly (number | null)[]): Float64Array {
  const result = new Float64Array(y.length);
  let last = -1;
  for (let t = 0; t < y.length; t++) {
    const value = y[t];
    if (value == null) continue;
    result[t] = value;
    for (let s = last + 1; s < t; s++)
      result[s] = last < 0 ? value : result[last]! + ((value - result[last]!) * (s - last)) / (t - last);
    last = t;
  }
  return result;
}

/** Fills gaps on the seasonally adjusted series where there are two seasons, so that a missing peak stays a peak. */
function fillGaps(y: readonly (number | null)[], seasonLength: number): Float64Array {
  const straight = interpolate(y);
  if (!y.includes(null) || seasonLength < 2) return straight;
  const season = classicalDecomposition([...straight], seasonLength, 'additive');
  if (season === null) return straight;
  const index = (t: number): number => season.indices[t % seasonLength]!;
  const adjusted = interpolate(y.map((value, t) => (value === null ? null : value - index(t))));
  return adjusted.map((value, t) => y[t] ?? value + index(t));
}

interface Scale {
  readonly to: (x: number) => number;
  readonly back: (x: number) => number;
}

/** The logit scale for a series near its limits; the plain scale, cut at the limits, for one far from them. */
function boundedScale(observed: readonly number[], [lower, upper]: readonly [number, number]): Scale {
  const width = upper - lower;
  const cut = (x: number): number => Math.min(upper, Math.max(lower, x));
  if (!Number.isFinite(width)) return { to: cut, back: cut };
  const highest = observed.reduce((a, b) => Math.max(a, b));
  const lowest = observed.reduce((a, b) => Math.min(a, b));
  const room = Math.max(NEAR_BOUND * width, highest - lowest);
  if (lowest - lower > room && upper - highest > room) return { to: cut, back: cut };
  const margin = BOUND_MARGIN * width;
  return {
    to: (x) => {
      const share = (cut(x) - lower + margin) / (width + 2 * margin);
      return Math.log(share / (1 - share));
    },
    back: (z) => cut(lower - margin + (width + 2 * margin) / (1 + Math.exp(-z))),
  };
}

/** Prepares a series. Null with too few observed values. Values that are not finite count as gaps. */
export function completeSeries(values: Series, o: FitOptions): Preparation | null {
  const known = values.map((value) => (value !== null && Number.isFinite(value) ? value : null));
  const first = known.findIndex((value) => value !== null);
  const last = known.findLastIndex((value) => value !== null);
  const kept = known.slice(Math.max(0, first), last + 1);
  const observed = kept.filter((value) => value !== null);
  if (observed.length < MINIMUM_OBSERVATIONS) return null;
  const plain: Scale = { to: (x) => x, back: (x) => x };
  const bounds = o.bounds;
  const scale = bounds === undefined ? plain : boundedScale(observed, bounds);
  const seasonLength = kept.length >= 2 * o.seasonLength ? Math.max(1, Math.round(o.seasonLength)) : 1;
  const filled = fillGaps(
    kept.map((value) => (value === null ? null : scale.to(value))),
    seasonLength,
  );
  const unit = filled.reduce((sum, value) => sum + Math.abs(value), 0) / filled.length || 1;
  const y = filled.map((value) => value / unit);
  const spread = y.reduce((a, b) => Math.max(a, b)) - y.reduce((a, b) => Math.min(a, b));
  return {
    series: { y, seasonLength },
    skipped: Math.max(0, first),
    trailing: values.length - 1 - last,
    observed: kept.map((value) => value !== null),
    constant: spread <= 1e-12 ? observed.at(-1)! : null,
    restore: (x) => scale.back(x * unit),
    scale: (value) => scale.to(value) / unit,
  };
}
