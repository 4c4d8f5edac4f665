/** NSGA-II over any encoding: the trade-offs between several costs. */
import { AbortedError } from '../../domain/aborted.ts';
import type { Rng } from '../../domain/rng.ts';
import type { Encoding } from './encodings.ts';
import type { GeneticWatch } from './genetic.ts';
import { crowdingDistances, nonDominatedRanks, paretoFront, selectByCrowding } from './pareto.ts';

export interface Nsga2Settings {
  readonly population: number;
  readonly generations: number;
  readonly crossoverRate: number;
  /** Probability that one gene changes; null: 1 ÷ number of genes. */
  readonly mutationRate: number | null;
}

/** Deb et al. 2002. */
export const NSGA2_DEFAULTS: Nsga2Settings = {
  population: 100,
  generations: 100,
  crossoverRate: 0.9,
  mutationRate: null,
};

export interface TradeOffProblem<Genome> {
  readonly encoding: Encoding<Genome>;
  /** One value per objective, all minimised, all finite. */
  readonly costs: (genome: Genome) => readonly number[];
  /** Makes any genome feasible. */
  readonly repair?: (genome: Genome) => Genome;
  readonly start?: readonly Genome[];
}

export interface TradeOff<Genome> {
  readonly genome: Genome;
  readonly costs: readonly number[];
}

/**
 * The non-dominated solutions of the last population (Deb, Pratap, Agarwal & Meyarivan 2002, "A fast and elitist
 * multiobjective genetic algorithm: NSGA-II", IEEE TEVC 6(2)), each genome once, sorted by the first cost. Same rng,
 * same result. Memory: two populations.
 * @throws AbortedError when `isAborted` says so between two generations
 * @throws RangeError for a population below 4 or a cost that is not finite
 */
export function tradeOffs<Genome>(
  problem: TradeOffProblem<Genome>,
  settings: Partial<Nsga2Settings>,
  rng: Rng,
  watch: GeneticWatch = {},
): readonly TradeOff<Genome>[] {
  const { population, generations, crossoverRate, ...rest } = { ...NSGA2_DEFAULTS, ...settings };
  if (!Number.isInteger(population) || population < 4)
    throw new RangeError('a population needs at least 4 individuals');
  const { encoding, repair = (genome: Genome) => genome } = problem;
  const mutationRate = rest.mutationRate ?? 1 / encoding.length;
  const meet = (genome: Genome): TradeOff<Genome> => {
    const repaired = repair(genome);
    const costs = problem.costs(repaired);
    if (!costs.every(Number.isFinite)) throw new RangeError(`a cost of ${encoding.key(repaired)} is not finite`);
    return { genome: repaired, costs };
  };
  const start = (problem.start ?? []).slice(0, population);
  let parents = Array.from({ length: population }, (_, i) =>
    meet(i < start.length ? (start[i] as Genome) : encoding.random(rng)),
  );
  for (let g = 1; g <= generations; g++) {
    if (watch.isAborted?.()) throw new AbortedError('NSGA-II was stopped');
    const better = crowdedComparison(parents.map(({ costs }) => costs));
    const parent = (): Genome => {
      const a = rng.integer(parents.length);
      const b = rng.integer(parents.length);
      return (parents[better(a, b) ? a : b] as TradeOff<Genome>).genome;
    };
    const children: TradeOff<Genome>[] = [];
    while (children.length < population) {
      const [a, b] = [parent(), parent()];
      const pair = rng.next() < crossoverRate ? encoding.crossover(a, b, rng) : [a, b];
      for (const child of pair)
        if (children.length < population) children.push(meet(encoding.mutate(child as Genome, mutationRate, rng)));
    }
    const all = distinct([...parents, ...children], encoding);
    const survivors = selectByCrowding(
      all.map(({ costs }) => costs),
      population,
    );
    parents = survivors.map((i) => all[i] as TradeOff<Genome>);
    watch.onProgress?.(g / generations);
  }
  const last = distinct(parents, encoding);
  return paretoFront(last.map(({ costs }) => costs))
    .map((i) => last[i] as TradeOff<Genome>)
    .sort((a, b) => (a.costs[0] as number) - (b.costs[0] as number));
}

/** Lower rank first, then the less crowded; the earlier one of equals loses to nobody. */
export function crowdedComparison(points: readonly (readonly number[])[]): (a: number, b: number) => boolean {
  const ranks = nonDominatedRanks(points);
  const crowding = new Array<number>(points.length).fill(0);
  for (let rank = 0; rank <= Math.max(...ranks); rank++) {
    const front = ranks.flatMap((r, i) => (r === rank ? [i] : []));
    const distances = crowdingDistances(front.map((i) => points[i] as readonly number[]));
    front.forEach((i, k) => {
      crowding[i] = distances[k] as number;
    });
  }
  return (a, b) => {
    const byRank = (ranks[a] as number) - (ranks[b] as number);
    return byRank !== 0 ? byRank < 0 : (crowding[a] as number) >= (crowding[b] as number);
  };
}

function distinct<Genome>(
  individuals: readonly TradeOff<Genome>[],
  encoding: Encoding<Genome>,
): readonly TradeOff<Genome>[] {
  const byKey = new Map<string, TradeOff<Genome>>();
  for (const each of individuals) {
    const key = encoding.key(each.genome);
    if (!byKey.has(key)) byKey.set(key, each);
  }
  return [...byKey.values()];
}
