/** The part of a brand's demand that nothing explains. It leads the score in a reverse world, so scores read it too. */
import type { Rng } from '../../../domain/rng.ts';
import { autoregression } from './ar.ts';
import { MARKETS } from './catalogue.ts';
import type { Plan } from './plan.ts';

/** Log units of demand; moderate, so that the planted lead shows in one brand's five years but not at a glance. */
const NOISE = { sd: 0.028, phi: 0.5 };

/** Stationary AR(1) in log units from two periods before the first: the value of period `t` is at `t + 2`. */
export function demandNoise(plan: Plan, root: Rng, market: number, brand: string): Float64Array {
  const name = `demand:${MARKETS[market]?.market}:${brand}`;
  return autoregression(root.fork(name), plan.options.periods + 2, NOISE.sd, NOISE.phi);
}
