/** Do several independent samples differ? Analysis of variance and Kruskal–Wallis. */
import { mean, ranks, sumOfSquares, tieSizes } from '../describe.ts';
import { fTail } from '../distributions/beta.ts';
import { chiSquaredTail } from '../distributions/gamma.ts';

/** One-way analysis of variance. Null: fewer than two groups with values, or no variation within any. */
export function oneWayAnova(
  groups: readonly (readonly number[])[],
): { f: number; p: number; dfBetween: number; dfWithin: number; etaSquared: number } | null {
  const filled = groups.filter((group) => group.length > 0);
  const all = filled.flat();
  const dfBetween = filled.length - 1;
  const dfWithin = all.length - filled.length;
  if (dfBetween < 1 || dfWithin < 1) return null;
  const within = filled.reduce((sum, group) => sum + sumOfSquares(group)!, 0);
  const grand = mean(all)!;
  const between = filled.reduce((sum, group) => sum + group.length * (mean(group)! - grand) ** 2, 0);
  if (!(within > 0)) return null;
  const f = between / dfBetween / (within / dfWithin);
  return { f, p: fTail(f, dfBetween, dfWithin), dfBetween, dfWithin, etaSquared: between / (between + within) };
}

/** Kruskal & Wallis (1952) with tie correction. Null: fewer than two groups with values, or all values equal. */
export function kruskalWallis(groups: readonly (readonly number[])[]): { h: number; p: number; df: number } | null {
  const filled = groups.filter((group) => group.length > 0);
  const all = filled.flat();
  const n = all.length;
  const rank = ranks(all);
  const correction = 1 - tieSizes(all).reduce((sum, t) => sum + (t ** 3 - t), 0) / (n ** 3 - n);
  if (filled.length < 2 || !(correction > 0)) return null;
  let offset = 0;
  let sum = 0;
  for (const group of filled) {
    let rankSum = 0;
    for (let i = 0; i < group.length; i++) rankSum += rank[offset + i]!;
    sum += rankSum ** 2 / group.length;
    offset += group.length;
  }
  const h = ((12 / (n * (n + 1))) * sum - 3 * (n + 1)) / correction;
  const df = filled.length - 1;
  return { h, p: chiSquaredTail(h, df), df };
}
