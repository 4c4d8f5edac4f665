/**
 * Budget split by genetic algorithm: for objectives that the exact search cannot take (anything but a sum of S-shaped
 * curves), and beside it as a second opinion.
 */
import type { Rng } from '../../domain/rng.ts';
import { realEncoding } from '../optimize/encodings.ts';
import { evolve, type GeneticSettings, type GeneticWatch } from '../optimize/genetic.ts';
import { decreasingRoot } from './concave-envelope.ts';

interface Limits {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The nearest spend (least squares) within the bounds that sums to `total`: every channel moved by the same amount, then cut to
 * its bounds (Held, Wolfe & Crowder 1974). The bounds must allow the total.
 */
export function projectOntoBudget(spend: readonly number[], limits: readonly Limits[], total: number): number[] {
  const moved = (by: number): number[] =>
    spend.map((x, i) => Math.min(limits[i]!.upper, Math.max(limits[i]!.lower, x - by)));
  const sum = (values: readonly number[]): number => values.reduce((all, x) => all + x, 0);
  const reach = Math.max(
    ...limits.map(({ lower, upper }, i) => Math.max(Math.abs(spend[i]! - lower), Math.abs(upper - spend[i]!))),
  );
  const result = moved(decreasingRoot((by) => sum(moved(by)) - total, -reach, reach, 1e-13));
  const rest = total - sum(result);
  const room = limits.map(({ lower, upper }, i) => (rest > 0 ? upper - result[i]! : result[i]! - lower));
  const widest = room.indexOf(Math.max(...room));
  result[widest]! += Math.sign(rest) * Math.min(Math.abs(rest), room[widest]!);
  return result;
}

/**
 * Splits that fill channels to their limit one after the other, beginning with each: where responses are S-shaped, good splits
 * lie near corners, which random splits hardly ever meet.
 */
function corners(limits: readonly Limits[], total: number): number[][] {
  const n = limits.length;
  return limits.flatMap((_, first) =>
    [1, -1].map((direction) => {
      const spend = limits.map(({ lower }) => lower);
      let rest = total - spend.reduce((sum, x) => sum + x, 0);
      for (let k = 0; k < n; k++) {
        const i = (((first + direction * k) % n) + n) % n;
        const more = Math.min(rest, limits[i]!.upper - limits[i]!.lower);
        spend[i]! += more;
        rest -= more;
      }
      return spend;
    }),
  );
}

/**
 * Spend within the bounds, summing to `total`, with the largest `response` found. Children are projected onto the budget; the
 * first generation holds corners. Same
 * rng, same result; nothing is proved. Null: the bounds do not allow the total.
 */
export function allocateGenetically(
  limits: readonly Limits[],
  total: number,
  response: (spend: readonly number[]) => number,
  settings: Partial<GeneticSettings>,
  rng: Rng,
  watch: GeneticWatch = {},
): { spend: readonly number[]; response: number; evaluations: number } | null {
  const lowest = limits.reduce((sum, { lower }) => sum + lower, 0);
  const highest = limits.reduce((sum, { upper }) => sum + upper, 0);
  if (limits.length === 0 || total < lowest || total > highest) return null;
  const result = evolve(
    {
      encoding: realEncoding(limits.map(({ lower, upper }) => ({ low: lower, high: upper }))),
      cost: (spend) => -response(spend),
      repair: (spend) => projectOntoBudget(spend, limits, total),
      start: corners(limits, total),
    },
    settings,
    rng,
    watch,
  );
  return { spend: result.best, response: -result.cost, evaluations: result.evaluations };
}
