/** A generational genetic algorithm with elites, over any encoding. */
import { AbortedError } from '../../domain/aborted.ts';
import type { Rng } from '../../domain/rng.ts';
import type { Encoding } from './encodings.ts';

/** What tuning may change. */
export interface GeneticSettings {
  /** Individuals per generation, ≥ 2. */
  readonly population: number;
  readonly generations: number;
  /** Probability that two parents are crossed instead of copied, 0–1. */
  readonly crossoverRate: number;
  /** Probability that one gene changes, 0–1; null: 1 ÷ number of genes (Mühlenbein 1992). */
  readonly mutationRate: number | null;
  /** Best individuals that pass on unchanged, < population. */
  readonly elites: number;
  /** Individuals that compete to become a parent, ≥ 1. */
  readonly tournament: number;
  /** Stops after so many generations without a better individual; null: never. */
  readonly patience: number | null;
}

/**
 * De Jong's (1975) population and Grefenstette's (1986) crossover rate, binary tournaments (Goldberg & Deb 1991), two
 * elites.
 */
export const GENETIC_DEFAULTS: GeneticSettings = {
  population: 60,
  generations: 100,
  crossoverRate: 0.9,
  mutationRate: null,
  elites: 2,
  tournament: 2,
  patience: null,
};

export interface GeneticProblem<Genome> {
  readonly encoding: Encoding<Genome>;
  /** Minimised. Infeasible: Infinity (or a penalty that grows with the violation, which leads back better). */
  readonly cost: (genome: Genome) => number;
  /** Makes any genome feasible; what it returns is what is bred on. */
  readonly repair?: (genome: Genome) => Genome;
  /** Known good solutions of the first generation; the rest is random. */
  readonly start?: readonly Genome[];
}

export interface GeneticWatch {
  readonly onProgress?: (share: number) => void;
  readonly isAborted?: () => boolean;
}

export interface GeneticResult<Genome> {
  readonly best: Genome;
  readonly cost: number;
  /** Best cost after each generation, the first one included. */
  readonly trace: readonly number[];
  /** Calls of `cost`; equal genomes are computed once. */
  readonly evaluations: number;
}

/**
 * Minimises a cost (Holland 1975; Goldberg 1989): tournament selection, crossover, mutation, elites. Same rng, same
 * result. Memory: two generations and the costs of at most 50,000 genomes met so far.
 * @throws AbortedError when `isAborted` says so between two generations
 * @throws RangeError for settings outside their range, or a cost that is NaN
 */
export function evolve<Genome>(
  problem: GeneticProblem<Genome>,
  settings: Partial<GeneticSettings>,
  rng: Rng,
  watch: GeneticWatch = {},
): GeneticResult<Genome> {
  const chosen: GeneticSettings = { ...GENETIC_DEFAULTS, ...settings };
  checkSettings(chosen);
  const { encoding, repair = (genome: Genome) => genome } = problem;
  const mutationRate = chosen.mutationRate ?? 1 / encoding.length;
  const costOf = rememberCosts(problem);
  const meet = (genome: Genome): Individual<Genome> => {
    const repaired = repair(genome);
    return { genome: repaired, cost: costOf.of(repaired) };
  };

  const start = (problem.start ?? []).slice(0, chosen.population);
  let generation = sortByCost(
    Array.from({ length: chosen.population }, (_, i) =>
      meet(i < start.length ? (start[i] as Genome) : encoding.random(rng)),
    ),
  );
  const best = (): Individual<Genome> => generation[0] as Individual<Genome>;
  const trace = [best().cost];
  let sinceBetter = 0;
  for (let g = 1; g <= chosen.generations; g++) {
    if (watch.isAborted?.()) throw new AbortedError('the genetic algorithm was stopped');
    if (chosen.patience !== null && sinceBetter >= chosen.patience) break;
    const parent = (): Genome => tournament(generation, chosen.tournament, rng).genome;
    const next = generation.slice(0, chosen.elites);
    while (next.length < chosen.population) {
      const [a, b] = [parent(), parent()];
      const children = rng.next() < chosen.crossoverRate ? encoding.crossover(a, b, rng) : [a, b];
      for (const child of children)
        if (next.length < chosen.population) next.push(meet(encoding.mutate(child as Genome, mutationRate, rng)));
    }
    const before = best().cost;
    generation = sortByCost(next);
    sinceBetter = best().cost < before ? 0 : sinceBetter + 1;
    trace.push(Math.min(before, best().cost));
    watch.onProgress?.(g / chosen.generations);
  }
  return { best: best().genome, cost: best().cost, trace, evaluations: costOf.evaluations() };
}

interface Individual<Genome> {
  readonly genome: Genome;
  readonly cost: number;
}

const REMEMBERED = 50_000;

function rememberCosts<Genome>({ encoding, cost }: GeneticProblem<Genome>) {
  const known = new Map<string, number>();
  let evaluations = 0;
  return {
    evaluations: () => evaluations,
    of(genome: Genome): number {
      const key = encoding.key(genome);
      const before = known.get(key);
      if (before !== undefined) return before;
      evaluations++;
      const value = cost(genome);
      if (Number.isNaN(value)) throw new RangeError(`the cost of ${key} is not a number`);
      if (known.size >= REMEMBERED) known.clear();
      known.set(key, value);
      return value;
    },
  };
}

/** The best of `size` individuals drawn with replacement. The generation is sorted, so that is the one with the lowest index. */
function tournament<Genome>(generation: readonly Individual<Genome>[], size: number, rng: Rng): Individual<Genome> {
  let best = generation.length;
  for (let k = 0; k < size; k++) best = Math.min(best, rng.integer(generation.length));
  return generation[best] as Individual<Genome>;
}

/** Stable; infinite costs are equal. */
function sortByCost<Genome>(individuals: Individual<Genome>[]): Individual<Genome>[] {
  return individuals.sort((a, b) => (a.cost === b.cost ? 0 : a.cost - b.cost));
}

function checkSettings(settings: GeneticSettings): void {
  const { population, generations, crossoverRate, mutationRate, elites, tournament: size } = settings;
  const whole = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
  if (!whole(population, 2)) throw new RangeError('a population needs at least 2 individuals');
  if (!whole(generations, 0)) throw new RangeError('generations must be a whole number ≥ 0');
  if (!whole(elites, 0) || elites >= population) throw new RangeError('elites must be fewer than the population');
  if (!whole(size, 1)) throw new RangeError('a tournament needs at least one individual');
  for (const rate of [crossoverRate, mutationRate ?? 0])
    if (!(rate >= 0 && rate <= 1)) throw new RangeError('rates lie between 0 and 1');
}
