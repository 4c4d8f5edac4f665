/** What is believed about a response curve before the data: bounded parameters with published densities. */
import type { Rng } from '../../domain/rng.ts';
import { betaQuantile } from '../stats/distributions/beta.ts';
import { gammaCdf, gammaQuantile } from '../stats/distributions/gamma.ts';

/** A parameter between bounds; sampled on the logit scale of its place between them. */
export interface BoundedParameter {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Up to a constant, inside the bounds. */
  logDensity(value: number): number;
  draw(rng: Rng): number;
}

export interface LogNormal {
  /** Of the logarithm. */
  readonly mean: number;
  readonly sd: number;
}

/** Beta(a, b) stretched over [low, high]. */
export function betaParameter(name: string, low: number, high: number, a: number, b: number): BoundedParameter {
  return {
    name,
    low,
    high,
    logDensity: (value) =>
      (a - 1) * Math.log((value - low) / (high - low)) + (b - 1) * Math.log((high - value) / (high - low)),
    draw: (rng) => low + (high - low) * betaQuantile(uniformInside(rng), a, b),
  };
}

/** Gamma with this shape and rate, cut to [low, high]. */
export function gammaParameter(name: string, low: number, high: number, shape: number, rate: number): BoundedParameter {
  const [from, to] = [gammaCdf(low, shape, rate), gammaCdf(high, shape, rate)];
  return {
    name,
    low,
    high,
    logDensity: (value) => (shape - 1) * Math.log(value) - rate * value,
    draw: (rng) => Math.min(high, Math.max(low, gammaQuantile(from + (to - from) * uniformInside(rng), shape, rate))),
  };
}

export function uniformParameter(name: string, low: number, high: number): BoundedParameter {
  return { name, low, high, logDensity: () => 0, draw: (rng) => low + (high - low) * uniformInside(rng) };
}

/** Never exactly at an end, where the logit scale has no value. */
function uniformInside(rng: Rng): number {
  return Math.min(1 - 1e-6, Math.max(1e-6, rng.next()));
}

export type CarryOverForm = 'geometric' | 'weibull-cdf' | 'weibull-pdf';
export type SaturationForm = 'hill' | 'michaelis-menten' | 'log';

/**
 * Carry-over priors. Geometric: retention Beta(3, 3) (Jin, Wang, Sun, Chan & Koehler 2017), stretched over [0, most]. Weibull:
 * uniform over the ranges that Robyn (Meta 2024) recommends, shape up to 2 (cdf) or 10 (pdf) and a scale up to a tenth
 * of a year.
 */
export function carryOverPriors(
  form: CarryOverForm,
  o: { mostRetention: number; periodsPerYear: number },
): BoundedParameter[] {
  if (form === 'geometric') return [betaParameter('retention', 0, o.mostRetention, 3, 3)];
  const longest = Math.max(1.5, o.periodsPerYear / 10);
  return [
    uniformParameter('shape', form === 'weibull-cdf' ? 0.1 : 0.5, form === 'weibull-cdf' ? 2 : 10),
    uniformParameter('scale', 0.5, longest),
  ];
}

/**
 * Saturation priors: half-saturation Beta(2, 2) over the largest adstocked spend and steepness Gamma(3, 1) (Jin et al. 2017),
 * the latter cut to [.3, 6], outside which Hill curves are steps or constants on any spend that was seen.
 */
export function saturationPriors(form: SaturationForm, largestExposure: number): BoundedParameter[] {
  const half = betaParameter('half', 0, largestExposure, 2, 2);
  return form === 'hill' ? [half, gammaParameter('alpha', 0.3, 6, 3, 1)] : [half];
}

/** Share of the outcome that all channels together bring, before the data: mean and sd (Meridian 2025, non-revenue default). */
const CONTRIBUTION = { mean: 0.4, sd: 0.2 };

/**
 * One return for every channel, log-normal, such that the contribution of all channels together has mean 40 % and sd 20 % of the
 * outcome: Google Meridian's default where the value of the outcome is not money.
 */
export function contributionPrior(outcomeTotal: number, spends: readonly number[]): LogNormal {
  const total = spends.reduce((sum, spend) => sum + spend, 0);
  const root = Math.sqrt(spends.reduce((sum, spend) => sum + spend ** 2, 0));
  const variance = Math.log1p((((CONTRIBUTION.sd / CONTRIBUTION.mean) * total) / root) ** 2);
  return { mean: Math.log((CONTRIBUTION.mean * outcomeTotal) / total) - variance / 2, sd: Math.sqrt(variance) };
}

/**
 * Coefficient of log(1 + adstock ÷ mean spend): twice the elasticity at mean spend. Short-term advertising elasticities have
 * mean .12 and median .05 (Sethuraman, Tellis & Briesch 2011, 751 of them); a log-normal with these has sd 1.32.
 */
export const ELASTICITY_PRIOR: LogNormal = { mean: Math.log(2 * 0.05), sd: Math.sqrt(2 * Math.log(0.12 / 0.05)) };
