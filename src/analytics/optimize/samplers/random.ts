/** Random search (Bergstra & Bengio 2012, "Random search for hyper-parameter optimization", JMLR 13). */
import type { Rng } from '../../../domain/rng.ts';
import { type Choice, drawUniformly, isActive, type Params, type Space } from '../space.ts';
import type { SamplerKind } from './sampler.ts';

/** Draws every active parameter uniformly and independently. */
export function randomSampler(): SamplerKind {
  return {
    name: 'random',
    mostObjectives: Number.POSITIVE_INFINITY,
    create: (space) => ({ propose: ({ rng }) => ({ params: drawParams(space, rng) }) }),
  };
}

/** @param fixed values that are kept where their parameter is active */
export function drawParams(space: Space, rng: Rng, fixed: Params = {}): Params {
  const chosen: Record<string, Choice> = {};
  for (const parameter of space)
    if (isActive(parameter, chosen)) chosen[parameter.name] = fixed[parameter.name] ?? drawUniformly(parameter, rng);
  return chosen;
}
