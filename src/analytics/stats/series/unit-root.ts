/** Unit-root and stationarity tests: augmented Dickey–Fuller and KPSS. Both have little power below 60 periods. */
import { normalCdf } from '../distributions/normal.ts';
import { leastSquares } from '../regression/least-squares.ts';

export type Deterministic = 'constant' | 'trend';

export interface DickeyFuller {
  readonly statistic: number;
  /** MacKinnon's (1994) approximation. */
  readonly p: number;
  readonly lags: number;
  readonly n: number;
  /** MacKinnon (2010) finite-sample critical values. */
  readonly critical: { readonly '1%': number; readonly '5%': number; readonly '10%': number };
}

// Response surfaces for one variable: MacKinnon (1994), Journal of Business & Economic Statistics 12 (p), and MacKinnon
// (2010), Queen's Economics Department Working Paper 1227 (critical values: β∞ + β₁/T + β₂/T² + β₃/T³).
const SURFACES = {
  constant: {
    largest: 2.74,
    smallest: -18.83,
    switch: -1.61,
    lower: [2.1659, 1.4412, 0.038269],
    upper: [1.7339, 0.93202, -0.12745, -0.010368],
    critical: {
      '1%': [-3.43035, -6.5393, -16.786, -79.433],
      '5%': [-2.86154, -2.8903, -4.234, -40.04],
      '10%': [-2.56677, -1.5384, -2.809, 0],
    },
  },
  trend: {
    largest: 0.7,
    smallest: -16.18,
    switch: -2.89,
    lower: [3.2512, 1.6047, 0.049588],
    upper: [2.5261, 0.61654, -0.37956, -0.060285],
    critical: {
      '1%': [-3.95877, -9.0531, -28.428, -134.155],
      '5%': [-3.41049, -4.3904, -9.036, -45.374],
      '10%': [-3.12705, -2.5856, -3.925, -22.38],
    },
  },
} as const;

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, c) => sum * x + c, 0);

function dickeyFullerP(statistic: number, deterministic: Deterministic): number {
  const s = SURFACES[deterministic];
  if (statistic > s.largest) return 1;
  if (statistic < s.smallest) return 0;
  return normalCdf(polynomial(statistic <= s.switch ? s.lower : s.upper, statistic));
}

/** Regression of Δy_t on y_{t−1}, lagged differences and the deterministic part, from the first usable period. */
function dickeyFullerFit(y: readonly number[], lags: number, deterministic: Deterministic, from: number) {
  const n = y.length - 1 - from;
  const difference = (t: number): number => y[t + 1]! - y[t]!;
  const at = (f: (t: number) => number): Float64Array => Float64Array.from({ length: n }, (_, i) => f(i + from));
  const columns = [at(() => 1)];
  if (deterministic === 'trend') columns.push(Float64Array.from({ length: n }, (_, i) => i + 1));
  for (let k = 1; k <= lags; k++) columns.push(at((t) => difference(t - k)));
  columns.push(at((t) => y[t]!));
  return leastSquares(columns, at(difference));
}

/**
 * Augmented Dickey–Fuller test of a unit root (Said & Dickey 1984). `lags` fixed, or 'aic': the best up to
 * ⌈12 (n/100)^¼⌉ on a common sample. Null: too short for its lags, or a series without variation.
 */
export function augmentedDickeyFuller(
  y: readonly number[],
  o: { lags: number | 'aic'; deterministic: Deterministic },
): DickeyFuller | null {
  const terms = o.deterministic === 'trend' ? 2 : 1;
  let lags = 0;
  if (o.lags === 'aic') {
    const most = Math.min(Math.ceil(12 * (y.length / 100) ** 0.25), Math.floor(y.length / 2) - terms - 1);
    let best = Number.POSITIVE_INFINITY;
    for (let k = 0; k <= most; k++) {
      const fit = dickeyFullerFit(y, k, o.deterministic, most);
      if (fit === null || !(fit.residualSquares > 0)) continue;
      const aic = fit.n * Math.log(fit.residualSquares / fit.n) + 2 * fit.k;
      if (aic < best) {
        best = aic;
        lags = k;
      }
    }
  } else lags = o.lags;
  if (y.length - 1 - lags <= lags + terms + 1) return null;
  const fit = dickeyFullerFit(y, lags, o.deterministic, lags);
  if (fit === null || fit.n <= fit.k || !(fit.residualSquares > 0)) return null;
  const variance = fit.residualSquares / (fit.n - fit.k);
  const statistic = fit.coefficients.at(-1)! / Math.sqrt(variance * fit.inverseGram.at(-1)!.at(-1)!);
  const surface = SURFACES[o.deterministic].critical;
  const critical = (b: readonly number[]): number => polynomial(b, 1 / fit.n);
  return {
    statistic,
    p: dickeyFullerP(statistic, o.deterministic),
    lags,
    n: fit.n,
    critical: { '1%': critical(surface['1%']), '5%': critical(surface['5%']), '10%': critical(surface['10%']) },
  };
}

/**
 * Critical value of the Dickey–Fuller t for `n` rows at 5 % (MacKinnon 2010), for regressions that carry more terms than
 * `augmentedDickeyFuller` does; seasonal terms do not change its law (Dickey, Bell & Miller 1986).
 */
export function dickeyFullerCritical(n: number, deterministic: Deterministic): number {
  return polynomial(SURFACES[deterministic].critical['5%'], 1 / n);
}

export interface Kpss {
  readonly statistic: number;
  /** Interpolated in the published table, held within [.01, .1]. */
  readonly p: number;
  readonly lags: number;
}

// Kwiatkowski, Phillips, Schmidt & Shin (1992), table 1.
const KPSS_P = [0.1, 0.05, 0.025, 0.01];
const KPSS_CRITICAL = { constant: [0.347, 0.463, 0.574, 0.739], trend: [0.119, 0.146, 0.176, 0.216] };

/** Automatic bandwidth of Hobijn, Franses & Ooms (1998) for the Bartlett kernel. */
function kpssLags(residuals: Float64Array): number {
  const n = residuals.length;
  const reach = Math.floor(n ** (2 / 9));
  let s0 = residuals.reduce((sum, e) => sum + e * e, 0) / n;
  let s1 = 0;
  for (let k = 1; k <= reach; k++) {
    let product = 0;
    for (let t = k; t < n; t++) product += residuals[t]! * residuals[t - k]!;
    product /= n / 2;
    s0 += product;
    s1 += k * product;
  }
  const gamma = 1.1447 * Math.cbrt((s1 / s0) ** 2);
  return Math.min(Math.floor(gamma * Math.cbrt(n)), n - 1);
}

/** KPSS test of stationarity around a constant or a trend. Null for a series without variation around it. */
export function kpss(y: readonly number[], o: { lags: number | 'auto'; deterministic: Deterministic }): Kpss | null {
  const n = y.length;
  const columns = [new Float64Array(n).fill(1)];
  if (o.deterministic === 'trend') columns.push(Float64Array.from({ length: n }, (_, t) => t + 1));
  const fit = leastSquares(columns, Float64Array.from(y));
  if (fit === null || n <= fit.k || !(fit.residualSquares > 1e-24 * y.reduce((s, v) => s + v * v, 0))) return null;
  const e = fit.residuals;
  const lags = o.lags === 'auto' ? kpssLags(e) : o.lags;
  let longRun = fit.residualSquares;
  for (let k = 1; k <= Math.min(lags, n - 1); k++) {
    let product = 0;
    for (let t = k; t < n; t++) product += e[t]! * e[t - k]!;
    longRun += 2 * product * (1 - k / (lags + 1));
  }
  longRun /= n;
  let [sum, squares] = [0, 0];
  for (const value of e) {
    sum += value;
    squares += sum * sum;
  }
  const statistic = squares / (n * n) / longRun;
  const table = KPSS_CRITICAL[o.deterministic];
  let p = statistic <= table[0]! ? KPSS_P[0]! : KPSS_P.at(-1)!;
  for (let i = 1; i < table.length; i++)
    if (statistic > table[i - 1]! && statistic <= table[i]!) {
      const share = (statistic - table[i - 1]!) / (table[i]! - table[i - 1]!);
      p = KPSS_P[i - 1]! + share * (KPSS_P[i]! - KPSS_P[i - 1]!);
    }
  return { statistic, p, lags };
}
