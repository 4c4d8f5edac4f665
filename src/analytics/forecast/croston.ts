/**
 * Intermittent demand: sizes and gaps smoothed apart. Croston (1972), its bias correction by Syntetos & Boylan (2005) and
 * the version of Teunter, Syntetos & Babai (2011) that lets dying demand fade. For series where zero is common.
 */
import { type CompleteSeries, type Core, errorDeviation } from './core.ts';
import { defineModel } from './fitted-model.ts';
import { minimiseInBox } from './minimise.ts';

type Variant = 'croston' | 'sba' | 'tsb';

interface Rates {
  /** Smoothing of the size of demand. */
  readonly size: number;
  /** Smoothing of the gap (Croston, SBA) or of the chance (TSB). */
  readonly gap: number;
}

interface Demand {
  size: number;
  /** Mean periods between demands, or the chance of demand in a period (TSB). */
  gap: number;
  /** Periods since the last demand. */
  since: number;
}

const rateOf = (d: Demand, variant: Variant, rates: Rates): number => {
  if (variant === 'tsb') return d.size * d.gap;
  return ((variant === 'sba' ? 1 - rates.gap / 2 : 1) * d.size) / d.gap;
};

function observe(d: Demand, value: number, variant: Variant, rates: Rates): void {
  const demand = value !== 0;
  if (variant === 'tsb') d.gap += rates.gap * ((demand ? 1 : 0) - d.gap);
  else if (demand) d.gap += rates.gap * (d.since + 1 - d.gap);
  if (demand) d.size += rates.size * (value - d.size);
  d.since = demand ? 0 : d.since + 1;
}

/** First state from the whole history: mean size and mean gap. */
function firstState(y: Float64Array, variant: Variant): Demand {
  const sizes = y.filter((value) => value !== 0);
  const chance = sizes.length / y.length;
  const size = sizes.reduce((sum, value) => sum + value, 0) / sizes.length;
  return { size, gap: variant === 'tsb' ? chance : 1 / chance, since: 0 };
}

function fitVariant({ y }: CompleteSeries, variant: Variant): Core {
  const n = y.length;
  const errors = new Float64Array(n);
  const run = (rates: Rates, keep: Demand[] | null): number => {
    const d = firstState(y, variant);
    let squares = 0;
    for (let t = 0; t < n; t++) {
      if (keep !== null) keep.push({ ...d });
      errors[t] = y[t]! - rateOf(d, variant, rates);
      squares += errors[t]! ** 2;
      observe(d, y[t]!, variant, rates);
    }
    if (keep !== null) keep.push({ ...d });
    return squares;
  };
  // Rates above .3 chase single demands (Syntetos & Boylan 2005 recommend .05–.2).
  const best = minimiseInBox(
    (x) => n * Math.log(Math.max(run({ size: x[0]!, gap: x[1]! }, null), 1e-300)),
    [0.1, 0.1],
    [0.05, 0.05],
    { low: [0.01, 0.01], high: [0.3, 0.3] },
    { tolerance: 1e-4, evaluations: 120 },
  );
  const rates: Rates = { size: best.x[0]!, gap: best.x[1]! };
  const states: Demand[] = [];
  run(rates, states);
  return {
    description: variant === 'croston' ? 'Croston' : variant.toUpperCase(),
    parameters: { size: rates.size, gap: rates.gap },
    parameterCount: 2,
    aicc: null,
    errors: Float64Array.from(errors),
    burnIn: 0,
    shockSd: errorDeviation(errors, 0, 2),
    path(origin, horizon, shocks) {
      // The forecast is a rate: shocks of single periods do not carry over in expectation.
      const rate = rateOf(states[origin]!, variant, rates);
      return Float64Array.from({ length: horizon }, (_, h) => rate + (shocks === null ? 0 : shocks[h]!));
    },
  };
}

export const fitCroston = (series: CompleteSeries): Core => fitVariant(series, 'croston');
export const fitSba = (series: CompleteSeries): Core => fitVariant(series, 'sba');
export const fitTsb = (series: CompleteSeries): Core => fitVariant(series, 'tsb');

export const croston = defineModel('croston', 'Croston', fitCroston);
export const sba = defineModel('sba', 'Croston, corrected by Syntetos and Boylan', fitSba);
export const tsb = defineModel('tsb', 'Intermittent demand (Teunter, Syntetos and Babai)', fitTsb);

/** Share of zeros from which a series counts as intermittent: mean gap above 1.32 (Syntetos, Boylan & Croston 2005). */
export function isIntermittent(y: Float64Array): boolean {
  let zeros = 0;
  for (const value of y) {
    if (value < 0) return false;
    if (value === 0) zeros++;
  }
  return y.length / (y.length - zeros) > 1.32;
}
