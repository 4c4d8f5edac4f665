/**
 * The scale on which a score series is tested. Near 0 or 100 a point is not a point any more: noise shrinks and moves are
 * squeezed against the bound, so that normal theory gives intervals beyond it. There the series is tested on the logit scale
 * and what was found is brought back to points.
 */

/** A monotone scale for one series: to it for tests, back from it for what is said. */
export interface TestScale {
  readonly kind: 'points' | 'logit';
  readonly values: readonly (number | null)[];
  /** Points of the 0–100 scale that an effect of this size means at a level of the tested scale. */
  readonly toPoints: (effect: number, level: number) => number;
  /** A value of the tested scale as a score, 0–100. */
  readonly toScore: (value: number) => number;
}

/**
 * A mean within this distance of a bound calls for the logit scale: over a move of five points, half the distance, the
 * slope of the logit there nearly doubles (.09 at 10, .0475 at 5), while between 20 and 80 it changes by less than a fifth.
 */
export const NEAR_BOUND_POINTS = 10;

const present = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

/**
 * The scale of a series of scores 0–100, gaps null: points, or logit when its mean lies within ten points of a bound.
 * Values are drawn towards the middle by half a period's worth, `(x·(n − 1) + 50) ÷ n`, so that 0 and 100 stay finite
 * (Smithson & Verkuilen 2006, Psychological Methods 11). A series without variation stays in points.
 */
export function testScaleOf(values: readonly (number | null)[]): TestScale {
  const known = present(values);
  const n = known.length;
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, n);
  const isNear = mean < NEAR_BOUND_POINTS || mean > 100 - NEAR_BOUND_POINTS;
  if (n < 2 || !isNear || known.every((value) => value === known[0]))
    return { kind: 'points', values, toPoints: (effect) => effect, toScore: (value) => value };
  const toLogit = (score: number): number => {
    const share = (Math.min(100, Math.max(0, score)) * (n - 1) + 50) / (100 * n);
    return Math.log(share / (1 - share));
  };
  const toScore = (value: number): number => {
    const share = 1 / (1 + Math.exp(-value));
    return Math.min(100, Math.max(0, (100 * share * n - 50) / (n - 1)));
  };
  return {
    kind: 'logit',
    values: values.map((value) => (value === null ? null : toLogit(value))),
    // Through the level: no effect gives no points, and a larger effect never fewer.
    toPoints: (effect, level) => toScore(level + effect) - toScore(level),
    toScore,
  };
}

/** Mean of the tested scale at `indices`, or over everything; null without a value. */
export function levelOf(values: readonly (number | null)[], indices?: readonly number[]): number | null {
  const known = present(indices ? indices.map((t) => values[t] ?? null) : values);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
