/** Holt–Winters smoothing with an additive trend, its weights and starting states estimated together. */
import { classicalDecomposition } from './classical-decomposition.ts';
import { nonlinearLeastSquares } from './nonlinear-least-squares.ts';

export interface HoltWinters {
  /** Weights of level, trend (as a share of alpha's step: β* = β ÷ α) and season, 0–1. */
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  /** Sum of squared one-step errors. */
  readonly squares: number;
  readonly fitted: readonly number[];
  /** Forecasts 1 … horizon. */
  forecast(horizon: number): number[];
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Holt (1957), Winters (1960). Least squares over the weights and all starting states at once (two for level and trend,
 * one per position of the season, whose mean is fixed), from several starting weights, by Levenberg–Marquardt. Null: below
 * two seasons, or a multiplicative season on values that are not all positive.
 */
export function holtWinters(
  y: readonly number[],
  o: { period: number; season: 'additive' | 'multiplicative' },
): HoltWinters | null {
  const { period } = o;
  const multiplicative = o.season === 'multiplicative';
  const parts = classicalDecomposition(y, period, o.season);
  if (parts === null || (multiplicative && y.some((value) => value <= 0))) return null;

  const combine = (level: number, season: number): number => (multiplicative ? level * season : level + season);
  const remove = (value: number, part: number): number => (multiplicative ? value / part : value - part);
  const run = (parameters: readonly number[]) => {
    const [a, b, c] = [logistic(parameters[0]!), logistic(parameters[1]!), logistic(parameters[2]!)];
    let [level, trend] = [parameters[3]!, parameters[4]!];
    const season = [...parameters.slice(5)];
    // The last index follows from the others, so that level and season do not trade off.
    const known = season.reduce((sum, value) => sum + value, 0);
    season.push(multiplicative ? period - known : -known);
    const fitted: number[] = [];
    y.forEach((value, t) => {
      const index = t % period;
      const base = level + trend;
      fitted.push(combine(base, season[index]!));
      const next = a * remove(value, season[index]!) + (1 - a) * base;
      season[index] = c * remove(value, base) + (1 - c) * season[index]!;
      trend = b * (next - level) + (1 - b) * trend;
      level = next;
    });
    return { fitted, level, trend, season, weights: [a, b, c] as const };
  };

  const known = parts.trend.flatMap((value, t) => (value === null ? [] : [{ value, t }]));
  const [first, last] = [known[0]!, known.at(-1)!];
  const slope = last.t === first.t ? 0 : (last.value - first.value) / (last.t - first.t);
  const states = [first.value - slope * (first.t + 1), slope, ...parts.indices.slice(0, -1)];
  const residuals = (parameters: readonly number[]): Float64Array => {
    const { fitted } = run(parameters);
    return Float64Array.from(y, (value, t) => value - fitted[t]!);
  };
  const best = [
    [0, -3, -3],
    [-2, -3, -1],
    [1, -5, -5],
  ]
    .map((weights) => nonlinearLeastSquares(residuals, [...weights, ...states]))
    .reduce((a, b) => (b.squares < a.squares ? b : a));
  if (!Number.isFinite(best.squares)) return null;
  const final = run(best.parameters);
  return {
    alpha: final.weights[0],
    beta: final.weights[1],
    gamma: final.weights[2],
    squares: best.squares,
    fitted: final.fitted,
    forecast: (horizon) =>
      Array.from({ length: horizon }, (_, h) =>
        combine(final.level + (h + 1) * final.trend, final.season[(y.length + h) % period]!),
      ),
  };
}
