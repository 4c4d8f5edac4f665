/**
 * Splits for cross-validation of series and panels. Neighbouring periods resemble each other, and lags share values with
 * them: blocks of periods are tested together, for all units at once, and periods within a gap on either side are purged
 * from training (h-block: Burman, Chow & Nolan 1994; hv-block: Racine 2000; purging: López de Prado 2018, ch. 7).
 */
import type { Rng } from '../../domain/rng.ts';

export interface Fold {
  /** Row numbers, rising. */
  readonly train: readonly number[];
  readonly test: readonly number[];
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/**
 * One fold a block of neighbouring periods. `periods`: the period of each row as a whole number (rows of a panel share
 * them). Blocks have equally many of the periods that occur, up to one. A training row is more than `gap` periods away from
 * every period of the test block: take the longest lag, in whatever form values of other periods enter a row. Folds whose
 * training part would be empty are left out. Nested use: call it again with the periods of a fold's training rows.
 * @throws RangeError on fewer than two folds, a negative gap or a period that is no whole number.
 */
export function blockedFolds(periods: readonly number[], o: { readonly folds: number; readonly gap: number }): Fold[] {
  if (!(o.folds >= 2) || !(o.gap >= 0)) throw new RangeError('at least two folds and a gap of 0 or more are needed');
  if (periods.some((t) => !Number.isInteger(t))) throw new RangeError('periods are whole numbers');
  const times = [...new Set(periods)].sort((a, b) => a - b);
  const folds: Fold[] = [];
  for (let f = 0; f < o.folds; f++) {
    const block = times.slice(Math.floor((f * times.length) / o.folds), Math.floor(((f + 1) * times.length) / o.folds));
    if (block.length === 0) continue;
    const [first, last] = [block[0]!, block.at(-1)!];
    const test = numbers(periods.length).filter((i) => periods[i]! >= first && periods[i]! <= last);
    const train = numbers(periods.length).filter((i) => periods[i]! < first - o.gap || periods[i]! > last + o.gap);
    if (train.length > 0) folds.push({ train, test });
  }
  return folds;
}

/**
 * Folds that keep the rows of a group (a brand, a market) together, so that a model is judged on groups it has not seen.
 * Groups, largest first, go to the fold with the fewest rows. Folds without training rows are left out.
 */
export function groupedFolds(groups: readonly (string | number)[], count: number): Fold[] {
  if (!(count >= 2)) throw new RangeError('at least two folds are needed');
  const members = new Map<string | number, number[]>();
  groups.forEach((group, i) => {
    members.set(group, [...(members.get(group) ?? []), i]);
  });
  const tests: number[][] = Array.from({ length: count }, () => []);
  for (const rows of [...members.values()].sort((a, b) => b.length - a.length || a[0]! - b[0]!))
    tests.reduce((small, next) => (next.length < small.length ? next : small)).push(...rows);
  return foldsOf(tests, groups.length);
}

/**
 * Blocks of periods crossed with groups: a test cell is one block of periods of one fold of groups; training rows belong to
 * other groups and lie more than `gap` periods away. For panels whose groups share shocks.
 */
export function blockedGroupedFolds(
  periods: readonly number[],
  groups: readonly (string | number)[],
  o: { readonly folds: number; readonly groupFolds: number; readonly gap: number },
): Fold[] {
  const byTime = blockedFolds(periods, o);
  const byGroup = groupedFolds(groups, o.groupFolds);
  return byTime
    .flatMap((time) =>
      byGroup.map((group) => {
        const [train, test] = [new Set(group.train), new Set(group.test)];
        return { train: time.train.filter((i) => train.has(i)), test: time.test.filter((i) => test.has(i)) };
      }),
    )
    .filter((fold) => fold.train.length > 0 && fold.test.length > 0);
}

/** Folds of randomly drawn rows, for rows that are independent of each other only. */
export function randomFolds(rowCount: number, count: number, rng: Rng): Fold[] {
  if (!(count >= 2)) throw new RangeError('at least two folds are needed');
  const order = numbers(rowCount);
  for (let i = rowCount - 1; i > 0; i--) {
    const swap = rng.integer(i + 1);
    [order[i], order[swap]] = [order[swap]!, order[i]!];
  }
  return foldsOf(
    numbers(count).map((f) => order.filter((_, i) => i % count === f)),
    rowCount,
  );
}

function foldsOf(tests: readonly (readonly number[])[], rowCount: number): Fold[] {
  return tests
    .map((rows): Fold => {
      const test = [...rows].sort((a, b) => a - b);
      const isTest = new Set(test);
      return { train: numbers(rowCount).filter((i) => !isTest.has(i)), test };
    })
    .filter((fold) => fold.train.length > 0 && fold.test.length > 0);
}
