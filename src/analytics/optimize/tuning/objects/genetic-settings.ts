/** Settings of the genetic algorithm, judged on choices under a budget made of the store's own costs. */
import { createRng } from '../../../../domain/rng.ts';
import { binaryEncoding } from '../../encodings.ts';
import { evolve, GENETIC_DEFAULTS } from '../../genetic.ts';
import type { TunedObject } from '../tuned-object.ts';

const INSTANCES = 4;
/** Cost evaluations of one run, whatever the population: settings compete at equal effort. */
const EVALUATIONS = 2_000;
const FEWEST_COSTS = 8;

/**
 * Loss: what the best choice found lacks to the bound of the fractional problem (Dantzig 1957), mean over instances.
 * Values are drawn around a concave response to cost; selection and confirmation use different draws.
 */
export const geneticSettings: TunedObject = {
  name: 'genetic',
  title: 'Genetic algorithm',
  loss: 'gap to the bound, share of the value',
  space: [
    { name: 'population', type: 'int', low: 10, high: 200, log: true },
    { name: 'crossoverRate', type: 'float', low: 0.4, high: 1 },
    { name: 'mutationFactor', type: 'float', low: 0.2, high: 5, log: true },
    { name: 'eliteShare', type: 'float', low: 0, high: 0.3 },
    { name: 'tournament', type: 'int', low: 2, high: 6 },
  ],
  spaceVersion: 1,
  defaults: {
    population: GENETIC_DEFAULTS.population,
    crossoverRate: GENETIC_DEFAULTS.crossoverRate,
    mutationFactor: 1,
    eliteShare: GENETIC_DEFAULTS.elites / GENETIC_DEFAULTS.population,
    tournament: GENETIC_DEFAULTS.tournament,
  },
  judge({ costs }, part) {
    if (costs.length < FEWEST_COSTS) return null;
    const problems = Array.from({ length: INSTANCES }, (_, i) => {
      const rng = createRng(1).fork(`${part} ${i}`);
      const values = costs.map((cost) => Math.sqrt(cost) * Math.exp(0.5 * rng.normal()));
      const budget = (0.3 + 0.3 * rng.next()) * costs.reduce((sum, cost) => sum + cost, 0);
      return chooseProblem(costs, values, budget);
    });
    return (params, seed) => {
      const population = Number(params.population);
      const settings = {
        population,
        generations: Math.floor(EVALUATIONS / population),
        crossoverRate: Number(params.crossoverRate),
        mutationRate: Math.min(1, Number(params.mutationFactor) / costs.length),
        elites: Math.min(population - 1, Math.round(Number(params.eliteShare) * population)),
        tournament: Number(params.tournament),
      };
      const gaps = problems.map(({ bound, ...problem }, i) => {
        const { cost } = evolve(problem, settings, createRng(seed).fork(`run ${i}`));
        return 1 + cost / bound;
      });
      return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    };
  },
};

function chooseProblem(costs: readonly number[], values: readonly number[], budget: number) {
  const byWorth = costs
    .map((cost, i) => ({ i, worth: (values[i] as number) / cost }))
    .sort((a, b) => b.worth - a.worth)
    .map(({ i }) => i);
  let room = budget;
  let bound = 0;
  for (const i of byWorth) {
    const taken = Math.min(1, room / (costs[i] as number));
    bound += taken * (values[i] as number);
    room -= taken * (costs[i] as number);
    if (room <= 0) break;
  }
  return {
    bound,
    encoding: binaryEncoding(costs.length),
    cost: (taken: readonly boolean[]) => -values.reduce((sum, value, i) => sum + (taken[i] ? value : 0), 0),
    /** Drops what is worth least per cost until the budget holds. */
    repair(taken: readonly boolean[]): readonly boolean[] {
      const kept = [...taken];
      let used = costs.reduce((sum, cost, i) => sum + (kept[i] ? cost : 0), 0);
      for (let k = byWorth.length - 1; used > budget && k >= 0; k--) {
        const i = byWorth[k] as number;
        if (kept[i]) used -= costs[i] as number;
        kept[i] = false;
      }
      return kept;
    },
  };
}
