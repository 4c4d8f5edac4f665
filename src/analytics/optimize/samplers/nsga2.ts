/** NSGA-II as a sampler of trials. */
import type { Rng } from '../../../domain/rng.ts';
import { crossReals, mutateReal } from '../encodings.ts';
import { crowdedComparison } from '../nsga2.ts';
import { selectByCrowding } from '../pareto.ts';
import { axisOf, type Choice, drawUniformly, isActive, type Params, type Space } from '../space.ts';
import { drawParams } from './random.ts';
import type { Observation, SamplerKind } from './sampler.ts';

export interface Nsga2SamplerSettings {
  /** Trials per generation. */
  readonly population: number;
  readonly crossoverRate: number;
  /** Probability that one parameter changes; null: 1 ÷ number of parameters. */
  readonly mutationRate: number | null;
  /** Distribution indices of crossover and mutation. */
  readonly crossoverIndex: number;
  readonly mutationIndex: number;
}

/** Deb et al. 2002; 50 trials a generation as Optuna, since trials are dear. */
export const NSGA2_SAMPLER_DEFAULTS: Nsga2SamplerSettings = {
  population: 50,
  crossoverRate: 0.9,
  mutationRate: null,
  crossoverIndex: 20,
  mutationIndex: 20,
};

/**
 * NSGA-II (Deb, Pratap, Agarwal & Meyarivan 2002, IEEE TEVC 6(2)): parents by binary crowded tournament, simulated binary
 * crossover and polynomial mutation on the parameters' axes, uniform crossover and redraws for categorical ones. With
 * one objective it is an elitist genetic algorithm. Pruned and failed trials do not become parents.
 */
export function nsga2Sampler(settings: Partial<Nsga2SamplerSettings> = {}): SamplerKind {
  const chosen: Nsga2SamplerSettings = { ...NSGA2_SAMPLER_DEFAULTS, ...settings };
  return {
    name: 'nsga2',
    mostObjectives: Number.POSITIVE_INFINITY,
    create(space) {
      let generation = 0;
      let population: readonly Observation[] = [];
      /** Takes in generations that are complete; a fresh sampler thus rebuilds its state from history. */
      const catchUp = (observations: readonly Observation[]): void => {
        for (;;) {
          const born = observations.filter(({ note }) => (note?.generation ?? 0) === generation);
          if (born.length < chosen.population) return;
          const all = [...population, ...born.filter(({ losses }) => losses !== null)];
          const losses = all.map((each) => each.losses as readonly number[]);
          population = selectByCrowding(losses, chosen.population).map((i) => all[i] as Observation);
          generation++;
        }
      };
      return {
        propose({ observations, rng }) {
          catchUp(observations);
          const note = { generation };
          if (population.length < 2) return { params: drawParams(space, rng), note };
          const better = crowdedComparison(population.map(({ losses }) => losses as readonly number[]));
          const parent = (): Params => {
            const a = rng.integer(population.length);
            const b = rng.integer(population.length);
            return (population[better(a, b) ? a : b] as Observation).params;
          };
          return { params: breed(space, parent(), parent(), chosen, rng), note };
        },
      };
    },
  };
}

function breed(space: Space, a: Params, b: Params, settings: Nsga2SamplerSettings, rng: Rng): Params {
  const crossed = rng.next() < settings.crossoverRate;
  const mutationRate = settings.mutationRate ?? 1 / space.length;
  const chosen: Record<string, Choice> = {};
  for (const parameter of space) {
    if (!isActive(parameter, chosen)) continue;
    const { name } = parameter;
    const exchange = crossed && rng.next() < 0.5;
    const mutates = rng.next() < mutationRate;
    const first = a[name] ?? b[name];
    const second = b[name] ?? a[name];
    if (first === undefined || second === undefined) {
      chosen[name] = drawUniformly(parameter, rng);
    } else if (parameter.type === 'categorical') {
      chosen[name] = mutates ? drawUniformly(parameter, rng) : exchange ? second : first;
    } else {
      const axis = axisOf(parameter);
      let position = axis.toAxis(first as number);
      if (exchange)
        [position] = crossReals(position, axis.toAxis(second as number), axis, settings.crossoverIndex, rng);
      if (mutates) position = mutateReal(position, axis, settings.mutationIndex, rng);
      chosen[name] = axis.fromAxis(position);
    }
  }
  return chosen;
}
