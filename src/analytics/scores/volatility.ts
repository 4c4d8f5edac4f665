/** How restless a series is from one period to the next. */
import { standardDeviation } from '../stats/describe.ts';

/** Differences of neighbouring periods that both have a value. */
export function stepChanges(values: readonly (number | null)[]): number[] {
  const changes: number[] = [];
  for (let t = 1; t < values.length; t++) {
    const [now, before] = [values[t], values[t - 1]];
    if (now !== null && now !== undefined && before !== null && before !== undefined) changes.push(now - before);
  }
  return changes;
}

/** Fewer changes than this say nothing about spread. */
const MIN_CHANGES = 3;

/** Standard deviation of the period-to-period changes, in the series' unit; null below three changes. */
export function volatility(values: readonly (number | null)[]): number | null {
  const changes = stepChanges(values);
  return changes.length < MIN_CHANGES ? null : standardDeviation(changes);
}
