/**
 * Interval of the effect at the lag that was chosen because it shows most. Simultaneous intervals pay for every lag however
 * far behind it lies; conditional ones pay only as far as another lag could have been chosen.
 */

import { searchedLevel } from '../stats/association/short-run.ts';
import { studentQuantile, studentTwoSided } from '../stats/distributions/beta.ts';
import { normalQuantile } from '../stats/distributions/normal.ts';

export interface Candidate {
  readonly slope: number;
  readonly error: number;
  readonly df: number;
  /** Share of the search. */
  readonly share: number;
  /** Correlation of its estimate with the chosen one's. */
  readonly correlation: number;
}

/** Part of the error that the simultaneous interval may make; it bounds the conditional one, which can be endless. */
const SIMULTANEOUS_SHARE = 0.1;
/** Steps of a t value on the grid, and how far it reaches beyond the observed one. */
const STEP = 0.08;
const REACH = 9;

/**
 * Hybrid interval for a winner (Andrews, Kitagawa & McCloskey 2024, QJE 139): the conditional interval given that this lag
 * won (a truncated normal, its unit the error, widened to the t law), at nine tenths of the error, cut to the simultaneous one
 * at the last tenth. Coverage is at least `level`; where no other lag comes near it is the plain interval, nearly.
 * @param others the candidates that lost
 */
export function winnerInterval(
  winner: Omit<Candidate, 'correlation'>,
  others: readonly Candidate[],
  level: number,
): readonly [number, number] {
  const { slope, error, df, share } = winner;
  const alpha = 1 - level;
  const outer = error * studentQuantile((1 + searchedLevel(1 - SIMULTANEOUS_SHARE * alpha, share)) / 2, df);
  const tail = ((1 - SIMULTANEOUS_SHARE) * alpha) / 2;
  const observed = slope / error;
  const wins = winningValues(winner, others);
  // The truncated law knows no degrees of freedom: its quantiles are stretched to those of t.
  const stretch = studentQuantile(1 - tail, df) / normalQuantile(1 - tail);
  const bound = (probability: number): number => {
    let [low, high] = [observed - outer / error - 1, observed + outer / error + 1];
    // P(T ≤ observed) falls as the true value grows.
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (below(wins, observed, middle) > probability) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const reach = (edge: number): number => slope + (edge - observed) * stretch * error;
  const low = Math.max(slope - outer, reach(bound(1 - tail)));
  const high = Math.min(slope + outer, reach(bound(tail)));
  return [Math.min(low, slope), Math.max(high, slope)];
}

/** Values of the winner's t on a grid at which it would have won, what is independent of it held as observed. */
function winningValues(winner: Omit<Candidate, 'correlation'>, others: readonly Candidate[]): Float64Array {
  const observed = winner.slope / winner.error;
  // How little a t value leaves to chance, per share of the search: the smaller wins.
  const chance = (t: number, df: number, share: number): number =>
    -Math.log1p(-Math.min(1 - 1e-16, studentTwoSided(t, df))) / share;
  const rest = others.map(({ slope, error, correlation }) => slope / error - correlation * observed);
  const values: number[] = [];
  const most = Math.abs(observed) + REACH;
  for (let v = -most; v <= most; v += STEP) {
    const own = chance(v, winner.df, winner.share);
    if (others.every((other, i) => own <= chance(rest[i]! + other.correlation * v, other.df, other.share)))
      values.push(v);
  }
  return Float64Array.from(values);
}

/** P(T ≤ observed) for a normal T with unit variance around `centre`, given that it lies on one of the winning values. */
function below(wins: Float64Array, observed: number, centre: number): number {
  // In logarithms: far from the centre every density underflows.
  let peak = Number.NEGATIVE_INFINITY;
  for (const v of wins) peak = Math.max(peak, -((v - centre) ** 2) / 2);
  let [under, all] = [0, 0];
  for (const v of wins) {
    const density = Math.exp(-((v - centre) ** 2) / 2 - peak);
    all += density;
    // A cell that the observed value cuts counts by the part below it.
    under += density * Math.min(1, Math.max(0, (observed - v) / STEP + 0.5));
  }
  return all > 0 ? under / all : 0.5;
}
