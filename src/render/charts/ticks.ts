/** Axis ranges and ticks: round numbers, at most five ticks, bars from zero, lines in an honest range. */
import type { Axis } from '../../document/chart.ts';

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export interface AxisRange {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly Tick[];
}

const MOST_TICKS = 5;
/** Beyond this a double's differences overflow; no measure comes near. */
const LARGEST = 1e200;
const SMALLEST_SPAN = 1e-200;

/** A figure as it may enter a scale: finite, nothing between 0 and the smallest that a scale can span, or null. */
export function drawable(value: number | null): number | null {
  if (value === null || Number.isNaN(value)) return null;
  if (Math.abs(value) < SMALLEST_SPAN) return 0;
  return Math.max(-LARGEST, Math.min(LARGEST, value));
}

/** Steps 1, 2, 2.5, 5 × 10ⁿ in ascending order, from `from` on. */
function* roundSteps(from: number): Generator<number> {
  for (let power = Math.floor(Math.log10(from)); ; power++)
    for (const factor of [1, 2, 2.5, 5]) {
      const step = Number(`${factor}e${power}`);
      if (step >= from * (1 - 1e-9)) yield step;
    }
}

const SUFFIXES = [
  { size: 1e12, suffix: 'T' },
  { size: 1e9, suffix: 'B' },
  { size: 1e6, suffix: 'M' },
  { size: 1e3, suffix: 'k' },
];
const CURRENCY = /^\p{Sc}$/u;

/** Decimals that show every multiple of `step` exactly, at most 6. */
function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 6; decimals++)
    if (Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) < 1e-6) return decimals;
  return 6;
}

/** A tick's text: true minus, abbreviated from 10,000 on, per cent and currency signs, other units left to the subtitle. */
export function tickLabel(value: number, step: number, largest: number, unit: string): string {
  const scale = largest >= 1e4 && largest < 1e15 ? SUFFIXES.find(({ size }) => largest >= size) : undefined;
  const plain = largest < 1e15 && (largest === 0 || step >= 1e-6);
  const size = Math.abs(value) / (scale?.size ?? 1);
  const digits =
    value === 0 ? '0' : plain ? size.toFixed(decimalsOf(step / (scale?.size ?? 1))) : Math.abs(value).toExponential(1);
  const text = scale && value !== 0 ? `${digits}\u202F${scale.suffix}` : digits;
  const sign = value < 0 ? '−' : '';
  if (unit === '%') return `${sign}${text}\u202F%`;
  if (CURRENCY.test(unit)) return `${sign}${unit}${text}`;
  return `${sign}${text}`;
}

function rangeFrom(low: number, high: number, fixed: readonly [boolean, boolean], unit: string): AxisRange {
  const least = (high - low) / (MOST_TICKS - 1);
  if (!(least > 0 && Number.isFinite(least))) throw new RangeError(`An axis cannot run from ${low} to ${high}`);
  for (const step of roundSteps(least)) {
    const min = fixed[0] ? low : Math.floor(low / step + 1e-9) * step;
    const max = fixed[1] ? high : Math.ceil(high / step - 1e-9) * step;
    const first = Math.ceil(min / step - 1e-9);
    const last = Math.floor(max / step + 1e-9);
    if (last - first + 1 > MOST_TICKS) continue;
    const largest = Math.max(Math.abs(min), Math.abs(max));
    const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
      const value = (first + i) * step;
      return { value, label: tickLabel(value, step, largest, unit) };
    });
    return { min, max, ticks };
  }
  throw new RangeError('unreachable: steps grow without end');
}

/** The same axis with its ends drawn in to the values: for small panels, where round ends would waste the room. */
export function tighten(range: AxisRange, values: readonly (number | null)[]): AxisRange {
  const figures = values.map(drawable).filter((value) => value !== null);
  if (figures.length === 0) return range;
  const [low, high] = figures.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [figures[0]!, figures[0]!],
  );
  const air = (high - low) * 0.08;
  const min = range.min === 0 ? 0 : Math.max(range.min, low - air);
  const max = range.max === 0 ? 0 : Math.min(range.max, high + air);
  const ticks = range.ticks.filter(({ value }) => value >= min && value <= max);
  return high - low < (range.max - range.min) * 0.1 || ticks.length < 2 ? range : { min, max, ticks };
}

/**
 * The range of an axis and its ticks. `fromZero` includes zero always (bars); otherwise zero is included when it lies
 * near (the lowest value is below a third of the highest). A range of no width, or no values at all, becomes one that
 * can be drawn. Limits of the spec are kept unless a value lies outside them.
 */
export function axisRange(values: readonly (number | null)[], axis: Axis, fromZero: boolean): AxisRange {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    const figure = drawable(value);
    if (figure === null) continue;
    low = Math.min(low, figure);
    high = Math.max(high, figure);
  }
  if (low > high) {
    const [from, to] = [drawable(axis.min), drawable(axis.max)];
    [low, high] = from !== null && to !== null && from < to ? [from, to] : [from ?? 0, (from ?? 0) + 1];
  }
  // A limit of the spec says where the axis begins: ranks have no zero.
  const nearZero =
    (axis.min === null && low > 0 && low < high / 3) || (axis.max === null && high < 0 && high > low / 3);
  if (fromZero || nearZero) [low, high] = [Math.min(0, low), Math.max(0, high)];
  const fixed: [boolean, boolean] = [axis.min !== null && axis.min <= low, axis.max !== null && axis.max >= high];
  if (fixed[0]) low = drawable(axis.min)!;
  if (fixed[1]) high = drawable(axis.max)!;
  if (high - low < Math.max(SMALLEST_SPAN, Math.max(Math.abs(low), Math.abs(high)) * 1e-9)) {
    const half = Math.max(Math.abs(low), Math.abs(high)) * 0.05 || 1;
    [low, high] = fromZero && low >= 0 ? [low, high + 2 * half] : [low - half, high + half];
    fixed[0] = false;
    fixed[1] = false;
  }
  return rangeFrom(low, high, fixed, axis.unit);
}
