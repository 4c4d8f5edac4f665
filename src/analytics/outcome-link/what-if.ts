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

const highestScore = (panel: LinkPanel, predictor: number, brand: BrandEffect): number =>
  panel.units[brand.own.unit]!.scores[predictor]!.reduce<number>(
    (most, score) => (score !== null && score > most ? score : most),
    0,
  );

/** From the shrunken slope of a brand; its interval covers the uncertainty of the slope, not that of the future. */
export function whatIf(panel: LinkPanel, predictor: number, brand: BrandEffect, level: number): WhatIf[] {
  const highest = highestScore(panel, predictor, brand);
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
  /** What these points would mean if the association were causal, in the effect's unit. */
  readonly effect: number;
  readonly interval: readonly [number, number];
  readonly power: number;
  readonly alpha: number;
  /** Region-periods in each arm. */
  readonly perArm: number;
  /** Regions in each arm, and how long they are watched, the lag of the effect included. */
  readonly regions: number;
  readonly periods: number;
}

/** The test asks for as many points as the brand has been able to reach, so that nothing rests on extrapolation. */
const TEST_POINTS = [5, 3, 2, 1] as const;
/** Longer than this is no test that anybody waits for. */
const LONGEST_YEARS = 3;
const POWER = 0.8;
const ALPHA = 0.05;
const ARMS = [2, 4, 8] as const;

/**
 * A test that would find the shrunken effect with 80 % power at .05: regions that get the points against regions that do
 * not, each as restless as the brand as a whole (two-sample t, Cohen 1988). Fewest regions that end within a year, else
 * the shortest within three; null when even that is too long. Assumes region-periods that are independent of each other.
 * @param noise standard deviation of what is left of a brand's change in one period, on the tested scale
 * @param season periods a year
 */
export function designTest(
  panel: LinkPanel,
  predictor: number,
  brand: BrandEffect,
  { noise, season, level }: { readonly noise: number; readonly season: number; readonly level: number },
): TestDesign | null {
  const highest = highestScore(panel, predictor, brand);
  const { score } = brand.level;
  const points = TEST_POINTS.find((step) => score + step <= Math.min(100, highest)) ?? 1;
  const { slope, error } = brand.shrunken;
  const effect = Math.abs(slope * predictorStep(score, points, panel.predictorScale));
  if (!(effect > 0) || !(noise > 0)) return null;
  const needed = twoSampleSize({ effect: effect / noise, power: POWER, alpha: ALPHA, twoSided: true });
  if (needed === null || !Number.isFinite(needed)) return null;
  const perArm = Math.max(2, Math.ceil(needed));
  const designs = ARMS.map((regions) => ({ regions, periods: Math.ceil(perArm / regions) + brand.lag }));
  const chosen = designs.find(({ periods }) => periods <= season) ?? designs.at(-1)!;
  if (chosen.periods > LONGEST_YEARS * season) return null;
  const half = error * studentQuantile((1 + level) / 2, brand.own.df);
  const shown = (s: number): number => effectOfPoints(s, points, brand.level, panel);
  return {
    points,
    effect: shown(slope),
    interval: [shown(slope - half), shown(slope + half)],
    power: POWER,
    alpha: ALPHA,
    perArm,
    ...chosen,
  };
}
