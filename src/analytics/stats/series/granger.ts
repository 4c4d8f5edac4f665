/** Granger causality: do the past values of x help to forecast y beyond y's own past? */
import { fTail } from '../distributions/beta.ts';
import { leastSquares } from '../regression/least-squares.ts';

/**
 * F test of the lags of x in a regression of y on a constant and `lags` lags of both (Granger 1969). Both series must be
 * stationary (difference first). Null: too short, or collinear.
 */
export function grangerTest(
  x: readonly number[],
  y: readonly number[],
  lags: number,
): { f: number; p: number; dfDenominator: number } | null {
  const n = y.length - lags;
  const dfDenominator = n - 2 * lags - 1;
  if (dfDenominator < 1) return null;
  const lagged = (series: readonly number[]): Float64Array[] =>
    Array.from({ length: lags }, (_, k) => Float64Array.from({ length: n }, (_, t) => series[t + lags - 1 - k]!));
  const response = Float64Array.from(y.slice(lags));
  const own = [new Float64Array(n).fill(1), ...lagged(y)];
  const restricted = leastSquares(own, response);
  const full = leastSquares([...own, ...lagged(x)], response);
  if (restricted === null || full === null || !(full.residualSquares > 0)) return null;
  const f = ((restricted.residualSquares - full.residualSquares) / lags / full.residualSquares) * dfDenominator;
  return { f, p: fTail(f, lags, dfDenominator), dfDenominator };
}
