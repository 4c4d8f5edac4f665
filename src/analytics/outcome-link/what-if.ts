/** What the outcome would be with more score points, if the association were causal; and the test that would tell. */
import { studentQuantile } from '../stats/distributions/beta.ts';
import { twoSampleSize } from '../stats/tests/power.ts';
import { effectOfPoints } from './express.ts';
import type { BrandEffect } from './link.ts';
import { moveOutcome, predictorStep } from './transform.ts';
import type { LinkPanel } from './units.ts';

export const WHAT_IF_POINTS = [1, 5, 10] as const;

export interface WhatIf {
  readonly points: number;
  /** In the effect's unit (per cent, per cent points, the outcome's own). */
  readonly effect: number;
  readonly interval: readonly [number, number];
  /** In the outcome's own unit, one period at the brand's level of the last year. */
  readonly amount: number;
  readonly amountInterval: readonly [number, number];
  /** The score would lie above everything the brand has shown, or above 100. */
  readonly isOutside: boolean;
  /** Highest score that the brand has had. */
  readonly highest: number;
}

/** From the shrunken slope of a brand; its interval covers the uncertainty of the slope, not that of the future. */
export function whatIf(panel: LinkPanel, predictor: number, brand: BrandEffect, level: number): WhatIf[] {
  const unit = panel.units[brand.own.unit]!;
  const highest = unit.scores[predictor]!.reduce<number>(
    (most, score) => (score !== null && score > most ? score : most),
    0,
  );
  const { slope, error } = brand.shrunken;
  const half = error * studentQuantile((1 + level) / 2, brand.own.df);
  const { score, outcome } = brand.level;
  return WHAT_IF_POINTS.map((points): WhatIf => {
    const effect = (s: number): number => effectOfPoints(s, points, brand.level, panel);
    const amount = (s: number): number =>
      moveOutcome(outcome, s * predictorStep(score, points, panel.predictorScale), panel.outcomeScale) - outcome;
    const amounts = [amount(slope - half), amount(slope + half)].sort((a, b) => a - b);
    return {
      points,
      effect: effect(slope),
      interval: [effect(slope - half), effect(slope + half)],
      amount: amount(slope),
      amountInterval: [amounts[0]!, amounts[1]!],
      isOutside: score + points > Math.min(100, highest),
      highest,
    };
  });
}

export interface TestDesign {
  readonly points: number;
  /** Expected effect of these points and what one period varies by itself, both on the tested scale. */
  readonly effect: number;
  readonly noise: number;
  readonly power: number;
  readonly alpha: number;
  /** Region-periods in each arm. */
  readonly perArm: number;
  /** Regions in each arm, and how long they are watched, the lag of the effect included. */
  readonly regions: number;
  readonly periods: number;
}

/** Longer than this is no test that anybody waits for. */
const LONGEST_PERIODS = 36;
const POWER = 0.8;
const ALPHA = 0.05;
const ARMS = [2, 4, 8] as const;

/**
 * A test that would find the shrunken effect of `points` with 80 % power at .05: regions that get the points against regions
 * that do not, each at least as restless as the brand as a whole (two-sample t, Cohen 1988). Fewest regions that end within
 * three years, else null. Assumes one value per region and period that is independent of the others.
 */
export function designTest(panel: LinkPanel, brand: BrandEffect, points: number, noise: number): TestDesign | null {
  const effect = Math.abs(brand.shrunken.slope * predictorStep(brand.level.score, points, panel.predictorScale));
  if (!(effect > 0) || !(noise > 0)) return null;
  const needed = twoSampleSize({ effect: effect / noise, power: POWER, alpha: ALPHA, twoSided: true });
  if (needed === null || !Number.isFinite(needed)) return null;
  const perArm = Math.max(2, Math.ceil(needed));
  for (const regions of ARMS) {
    const periods = Math.ceil(perArm / regions) + brand.lag;
    if (periods <= LONGEST_PERIODS)
      return { points, effect, noise, power: POWER, alpha: ALPHA, perArm, regions, periods };
  }
  return null;
}
