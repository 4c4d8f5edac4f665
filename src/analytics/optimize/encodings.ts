/** How solutions are written as genes: real, integer, binary and permutation codes with their operators. */
import type { Rng } from '../../domain/rng.ts';

/**
 * A code with its operators; the genetic algorithm and NSGA-II know nothing else of a solution. Operators return new
 * genomes and never change their arguments.
 */
export interface Encoding<Genome> {
  random(rng: Rng): Genome;
  /** Two children of two parents. */
  crossover(a: Genome, b: Genome, rng: Rng): [Genome, Genome];
  /** @param rate probability that one gene changes */
  mutate(genome: Genome, rate: number, rng: Rng): Genome;
  /** Genes in a genome; 1 ÷ this is the usual mutation rate. */
  readonly length: number;
  /** A text that equal genomes share, so that none is evaluated twice. */
  key(genome: Genome): string;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * Real numbers in ranges: simulated binary crossover (Deb & Agrawal 1995) and polynomial mutation (Deb & Goyal 1996),
 * both in the form that respects bounds (Deb et al. 2002); distribution indices 20 as in NSGA-II's paper.
 */
export function realEncoding(
  ranges: readonly Range[],
  {
    crossoverIndex = 20,
    mutationIndex = 20,
  }: { readonly crossoverIndex?: number; readonly mutationIndex?: number } = {},
): Encoding<readonly number[]> {
  checkRanges(ranges);
  return {
    length: ranges.length,
    random: (rng) => ranges.map(({ low, high }) => low + rng.next() * (high - low)),
    crossover(a, b, rng) {
      const first = [...a];
      const second = [...b];
      ranges.forEach((range, i) => {
        if (rng.next() >= 0.5) return;
        [first[i], second[i]] = crossReals(a[i] as number, b[i] as number, range, crossoverIndex, rng);
      });
      return [first, second];
    },
    mutate: (genome, rate, rng) =>
      genome.map((value, i) => (rng.next() < rate ? mutateReal(value, ranges[i] as Range, mutationIndex, rng) : value)),
    key: (genome) => genome.join(','),
  };
}

/** Simulated binary crossover of one gene, bounded; children swap places with probability ½. */
export function crossReals(a: number, b: number, { low, high }: Range, index: number, rng: Rng): [number, number] {
  const [smaller, larger] = a < b ? [a, b] : [b, a];
  const gap = larger - smaller;
  if (gap <= 1e-14 * (high - low)) return [a, b];
  const u = rng.next();
  const child = (room: number, sign: 1 | -1): number => {
    const beta = 1 + (2 * room) / gap;
    const alpha = 2 - beta ** -(index + 1);
    const spread = u <= 1 / alpha ? (u * alpha) ** (1 / (index + 1)) : (1 / (2 - u * alpha)) ** (1 / (index + 1));
    return clamp(0.5 * (smaller + larger + sign * spread * gap), low, high);
  };
  const near = child(smaller - low, -1);
  const far = child(high - larger, 1);
  return rng.next() < 0.5 ? [near, far] : [far, near];
}

/** Polynomial mutation of one gene, bounded. */
export function mutateReal(value: number, { low, high }: Range, index: number, rng: Rng): number {
  const range = high - low;
  if (range === 0) return value;
  const u = rng.next();
  const power = 1 / (index + 1);
  const shift =
    u < 0.5
      ? (2 * u + (1 - 2 * u) * (1 - (value - low) / range) ** (index + 1)) ** power - 1
      : 1 - (2 * (1 - u) + 2 * (u - 0.5) * (1 - (high - value) / range) ** (index + 1)) ** power;
  return clamp(value + shift * range, low, high);
}

/**
 * Whole numbers in ranges (both ends included): uniform crossover; mutation by the difference of two geometric numbers
 * (Rudolph 1994, "An evolutionary algorithm for integer programming", PPSN III), mean absolute step a tenth of the range.
 */
export function integerEncoding(ranges: readonly Range[]): Encoding<readonly number[]> {
  checkRanges(ranges);
  if (ranges.some(({ low, high }) => !Number.isInteger(low) || !Number.isInteger(high)))
    throw new RangeError('integer ranges must begin and end at whole numbers');
  return {
    length: ranges.length,
    random: (rng) => ranges.map(({ low, high }) => low + rng.integer(high - low + 1)),
    crossover: uniformCrossover,
    mutate: (genome, rate, rng) =>
      genome.map((value, i) => (rng.next() < rate ? mutateInteger(value, ranges[i] as Range, rng) : value)),
    key: (genome) => genome.join(','),
  };
}

function mutateInteger(value: number, { low, high }: Range, rng: Rng): number {
  if (low === high) return value;
  const mean = Math.max(1, (high - low) / 10);
  const stop = 1 - mean / (1 + Math.sqrt(1 + mean * mean));
  const geometric = (): number => Math.floor(Math.log(1 - rng.next()) / Math.log(1 - stop));
  for (let attempt = 0; attempt < 100; attempt++) {
    const changed = clamp(value + geometric() - geometric(), low, high);
    if (changed !== value) return changed;
  }
  return value === low ? low + 1 : value - 1;
}

/** Bits: uniform crossover (Syswerda 1989) and bit flips. */
export function binaryEncoding(length: number): Encoding<readonly boolean[]> {
  if (!Number.isInteger(length) || length < 1) throw new RangeError('a binary code needs at least one bit');
  return {
    length,
    random: (rng) => Array.from({ length }, () => rng.next() < 0.5),
    crossover: uniformCrossover,
    mutate: (genome, rate, rng) => genome.map((bit) => (rng.next() < rate ? !bit : bit)),
    key: (genome) => genome.map(Number).join(''),
  };
}

/**
 * Orders of 0 … length − 1: order crossover OX (Davis 1985) and inversion of a stretch (2-opt move); `rate` is the
 * probability per gene, so that length × rate stretches are inverted on average.
 */
export function permutationEncoding(length: number): Encoding<readonly number[]> {
  if (!Number.isInteger(length) || length < 1) throw new RangeError('a permutation needs at least one element');
  return {
    length,
    random(rng) {
      const order = Array.from({ length }, (_, i) => i);
      for (let i = length - 1; i > 0; i--) {
        const j = rng.integer(i + 1);
        [order[i], order[j]] = [order[j] as number, order[i] as number];
      }
      return order;
    },
    crossover(a, b, rng) {
      const [from, to] = twoCuts(length, rng);
      return [orderCrossover(a, b, from, to), orderCrossover(b, a, from, to)];
    },
    mutate(genome, rate, rng) {
      let order = [...genome];
      for (let i = 0; i < length; i++) {
        if (rng.next() >= rate) continue;
        const [from, to] = twoCuts(length, rng);
        order = [...order.slice(0, from), ...order.slice(from, to + 1).reverse(), ...order.slice(to + 1)];
      }
      return order;
    },
    key: (genome) => genome.join(','),
  };
}

function twoCuts(length: number, rng: Rng): [number, number] {
  const a = rng.integer(length);
  const b = rng.integer(length);
  return a < b ? [a, b] : [b, a];
}

/** Keeps a's stretch in place and fills the rest, from behind it, in b's order. */
function orderCrossover(a: readonly number[], b: readonly number[], from: number, to: number): number[] {
  const length = a.length;
  const kept = new Set(a.slice(from, to + 1));
  const child = [...a];
  let at = (to + 1) % length;
  for (let k = 0; k < length; k++) {
    const gene = b[(to + 1 + k) % length] as number;
    if (kept.has(gene)) continue;
    child[at] = gene;
    at = (at + 1) % length;
  }
  return child;
}

function uniformCrossover<Gene>(a: readonly Gene[], b: readonly Gene[], rng: Rng): [readonly Gene[], readonly Gene[]] {
  const first = [...a];
  const second = [...b];
  for (let i = 0; i < a.length; i++) if (rng.next() < 0.5) [first[i], second[i]] = [b[i] as Gene, a[i] as Gene];
  return [first, second];
}

function checkRanges(ranges: readonly Range[]): void {
  if (ranges.length === 0) throw new RangeError('a code needs at least one gene');
  if (ranges.some(({ low, high }) => !(Number.isFinite(low) && Number.isFinite(high) && low <= high)))
    throw new RangeError('every range needs finite ends, low ≤ high');
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
