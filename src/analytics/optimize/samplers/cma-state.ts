/** The state of one CMA-ES run and its update: the search distribution over the unit cube. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Rng } from '../../../domain/rng.ts';
import { normalQuantile } from '../../stats/distributions/normal.ts';
import { normalMass } from './truncated-normal.ts';

/** Strategy parameters, fixed by dimension and population (Hansen 2016, "The CMA evolution strategy: a tutorial", table 1). */
interface Strategy {
  readonly dimensions: number;
  readonly population: number;
  readonly parents: number;
  readonly weights: readonly number[];
  readonly effective: number;
  readonly rankOne: number;
  readonly rankMu: number;
  readonly sigmaRate: number;
  readonly sigmaDamping: number;
  readonly pathRate: number;
  /** Mean length of a standard normal vector. */
  readonly expectedLength: number;
}

export function populationFor(dimensions: number): number {
  return 4 + Math.floor(3 * Math.log(dimensions));
}

function strategyFor(n: number, population: number): Strategy {
  const parents = Math.floor(population / 2);
  const raw = Array.from({ length: population }, (_, i) => Math.log((population + 1) / 2) - Math.log(i + 1));
  const effectiveOf = (part: readonly number[]): number => sum(part) ** 2 / sum(part.map((w) => w * w));
  const effective = effectiveOf(raw.slice(0, parents));
  const effectiveNegative = effectiveOf(raw.slice(parents));
  const rankOne = 2 / ((n + 1.3) ** 2 + effective);
  const rankMu = Math.min(1 - rankOne - 1e-8, (2 * (effective - 2 + 1 / effective)) / ((n + 2) ** 2 + effective));
  const negativeMass = Math.min(
    1 + rankOne / rankMu,
    1 + (2 * effectiveNegative) / (effective + 2),
    (1 - rankOne - rankMu) / (n * rankMu),
  );
  const positive = sum(raw.filter((w) => w > 0));
  const negative = -sum(raw.filter((w) => w < 0));
  const sigmaRate = (effective + 2) / (n + effective + 5);
  return {
    dimensions: n,
    population,
    parents,
    weights: raw.map((w) => (w >= 0 ? w / positive : (negativeMass / negative) * w)),
    effective,
    rankOne,
    rankMu,
    sigmaRate,
    sigmaDamping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + sigmaRate,
    pathRate: (4 + effective / n) / (n + 4 + (2 * effective) / n),
    expectedLength: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

/** A coordinate that stands for steps: the cuts between neighbouring values, ascending, inside the unit interval. */
export type Cuts = readonly number[] | null;

/** Why a run is over, or null. */
export type Stop = 'tolfun' | 'tolx' | 'tolxup' | 'condition' | 'no effect' | null;

export interface CmaState {
  readonly population: number;
  readonly sigma: number;
  readonly generation: number;
  /** A point of the distribution, unbounded; the same normals give the same point. */
  draw(rng: Rng): number[];
  /** @param ranked one generation, best first, with its losses (Infinity for what failed) */
  update(ranked: readonly { readonly x: readonly number[]; readonly loss: number }[]): void;
  stop(): Stop;
}

const MOST_SIGMA = 1e32;
const EPSILON = 1e-8;

/**
 * CMA-ES with active covariance update (Hansen 2016) and, for stepped coordinates, the margin of Hamano, Saito, Nomura
 * & Shirakawa 2022 ("CMA-ES with margin", GECCO): after each update, mean and scale of a stepped coordinate are corrected so
 * that every generation leaves its present value with probability ≥ 1 ÷ (dimensions × population).
 * @param cuts one entry per coordinate
 */
export function startCma(mean: readonly number[], sigma0: number, population: number, cuts: readonly Cuts[]): CmaState {
  const n = mean.length;
  const strategy = strategyFor(n, population);
  const margin = 1 / (n * population);
  let m = [...mean];
  let sigma = sigma0;
  let covariance = Matrix.eye(n);
  let axes = Matrix.eye(n);
  let lengths: number[] = new Array<number>(n).fill(1);
  let sigmaPath = new Array<number>(n).fill(0);
  let path = new Array<number>(n).fill(0);
  /** The margin's own scale of each coordinate. */
  const scale = new Array<number>(n).fill(1);
  let generation = 0;
  /** Best and worst loss of the latest generations, and best of each. */
  const bests: number[] = [];
  let latestSpread = Number.POSITIVE_INFINITY;
  const spreadWindow = 10 + Math.ceil((30 * n) / population);

  /** B diag(f(D)) Bᵀ v */
  const through = (v: readonly number[], f: (length: number) => number): number[] => {
    const rotated = lengths.map((length, j) => {
      let dot = 0;
      for (let i = 0; i < n; i++) dot += axes.get(i, j) * (v[i] as number);
      return dot * f(length);
    });
    return v.map((_, i) => {
      let dot = 0;
      for (let j = 0; j < n; j++) dot += axes.get(i, j) * (rotated[j] as number);
      return dot;
    });
  };
  const decompose = (): void => {
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
    axes = eigenvectorMatrix;
    lengths = realEigenvalues.map((value) => Math.sqrt(value < 0 ? EPSILON : value));
    if (realEigenvalues.some((value) => value < 0))
      covariance = axes.mmul(Matrix.diag(lengths.map((length) => length * length))).mmul(axes.transpose());
  };

  const correctMargins = (): void => {
    cuts.forEach((edges, i) => {
      if (edges === null || edges.length === 0) return;
      const spread = sigma * (scale[i] as number) * Math.sqrt(covariance.get(i, i));
      const at = m[i] as number;
      const above = edges.findIndex((edge) => edge >= at);
      if (above <= 0) {
        // On the first or last value: one way out.
        const edge = (above === 0 ? edges[0] : edges[edges.length - 1]) as number;
        const out = normalMass(Math.abs(at - edge), Number.POSITIVE_INFINITY, 0, spread);
        if (out < margin) m[i] = edge + Math.sign(at - edge || 1) * spread * -normalQuantile(margin);
        return;
      }
      const low = edges[above - 1] as number;
      const high = edges[above] as number;
      const down = normalMass(at - low, Number.POSITIVE_INFINITY, 0, spread);
      const up = normalMass(high - at, Number.POSITIVE_INFINITY, 0, spread);
      const stay = 1 - down - up;
      const half = margin / 2;
      const [downAtLeast, upAtLeast] = [Math.max(half, down), Math.max(half, up)];
      const excess = (1 - downAtLeast - upAtLeast - stay) / (downAtLeast + upAtLeast + stay - 3 * half);
      const zDown = -normalQuantile(downAtLeast + excess * (downAtLeast - half));
      const zUp = -normalQuantile(upAtLeast + excess * (upAtLeast - half));
      if (!(zDown + zUp > 0)) return;
      scale[i] = (high - low) / (sigma * Math.sqrt(covariance.get(i, i)) * (zDown + zUp));
      m[i] = (low * zUp + high * zDown) / (zDown + zUp);
    });
  };

  return {
    population,
    get sigma() {
      return sigma;
    },
    get generation() {
      return generation;
    },
    draw(rng) {
      const z = lengths.map((length) => length * rng.normal());
      return m.map((centre, i) => {
        let y = 0;
        for (let j = 0; j < n; j++) y += axes.get(i, j) * (z[j] as number);
        return centre + sigma * (scale[i] as number) * y;
      });
    },
    update(ranked) {
      generation++;
      const { weights, parents, effective, rankOne, rankMu, sigmaRate, sigmaDamping, pathRate, expectedLength } =
        strategy;
      const steps = ranked.map(({ x }) =>
        x.map((value, i) => (value - (m[i] as number)) / (sigma * (scale[i] as number))),
      );
      const mean = m.map((_, i) =>
        sum(steps.slice(0, parents).map((y, k) => (weights[k] as number) * (y[i] as number))),
      );
      m = m.map((value, i) => value + sigma * (scale[i] as number) * (mean[i] as number));

      const whitened = through(mean, (length) => 1 / length);
      const sigmaStep = Math.sqrt(sigmaRate * (2 - sigmaRate) * effective);
      sigmaPath = sigmaPath.map((p, i) => (1 - sigmaRate) * p + sigmaStep * (whitened[i] as number));
      const length = Math.sqrt(sum(sigmaPath.map((p) => p * p)));
      const stalled =
        length / Math.sqrt(1 - (1 - sigmaRate) ** (2 * (generation + 1))) < (1.4 + 2 / (n + 1)) * expectedLength
          ? 1
          : 0;
      const pathStep = stalled * Math.sqrt(pathRate * (2 - pathRate) * effective);
      path = path.map((p, i) => (1 - pathRate) * p + pathStep * (mean[i] as number));

      const balanced = weights.map((w, k) => {
        if (w >= 0) return w;
        const white = through(steps[k] as readonly number[], (each) => 1 / each);
        return (w * n) / (sum(white.map((v) => v * v)) + EPSILON);
      });
      const keep = 1 + rankOne * (1 - stalled) * pathRate * (2 - pathRate) - rankOne - rankMu * sum(weights);
      const next = Matrix.zeros(n, n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j <= i; j++) {
          let rank = 0;
          for (let k = 0; k < steps.length; k++)
            rank += (balanced[k] as number) * (steps[k]?.[i] as number) * (steps[k]?.[j] as number);
          const value =
            keep * covariance.get(i, j) + rankOne * (path[i] as number) * (path[j] as number) + rankMu * rank;
          next.set(i, j, value);
          next.set(j, i, value);
        }
      covariance = next;
      sigma = Math.min(MOST_SIGMA, sigma * Math.exp((sigmaRate / sigmaDamping) * (length / expectedLength - 1)));
      decompose();
      correctMargins();

      const losses = ranked.map(({ loss }) => loss);
      bests.push(losses[0] as number);
      if (bests.length > spreadWindow) bests.shift();
      latestSpread = Math.max(...losses) - Math.min(...losses);
    },
    stop() {
      if (generation === 0) return null;
      const deviations = Array.from({ length: n }, (_, i) => Math.sqrt(covariance.get(i, i)));
      if (
        generation > spreadWindow &&
        latestSpread < TOLERANCE_LOSS &&
        Math.max(...bests) - Math.min(...bests) < TOLERANCE_LOSS
      )
        return 'tolfun';
      const least = 1e-12 * sigma0;
      if (deviations.every((d) => sigma * d < least) && path.every((p) => sigma * Math.abs(p) < least)) return 'tolx';
      const longest = Math.max(...lengths);
      if (sigma * longest > 1e4 * sigma0) return 'tolxup';
      if (longest ** 2 > 1e14 * Math.min(...lengths) ** 2) return 'condition';
      const axis = generation % n;
      const along = 0.1 * sigma * (lengths[axis] as number);
      const unmoved = (i: number, step: number): boolean => m[i] === (m[i] as number) + step;
      if (m.every((_, i) => unmoved(i, along * axes.get(i, axis)))) return 'no effect';
      if (deviations.some((d, i) => unmoved(i, 0.2 * sigma * (scale[i] as number) * d))) return 'no effect';
      return null;
    },
  };
}

/** Differences below this are noise of the arithmetic (Hansen 2009's TolFun). */
const TOLERANCE_LOSS = 1e-12;

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
