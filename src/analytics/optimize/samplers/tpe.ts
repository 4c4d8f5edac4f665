/** Tree-structured Parzen estimators, univariate and multivariate, for one objective or several. */
import type { Rng } from '../../../domain/rng.ts';
import { hypervolumeContributions, selectByHypervolume } from '../hypervolume.ts';
import { nonDominatedRanks } from '../pareto.ts';
import { type Choice, conditionGroups, inSpaceOrder, isActive, type Params, type Space } from '../space.ts';
import { estimateParzen, type ParzenSettings } from './parzen.ts';
import { drawParams } from './random.ts';
import { compareObservations, type Observation, type SamplerKind } from './sampler.ts';

export interface TpeSettings {
  /** Model the parameters of one condition jointly instead of one by one. */
  readonly multivariate: boolean;
  /** Random trials before the model is used. */
  readonly startupTrials: number;
  /** Draws from the good estimator among which the best ratio wins. */
  readonly candidates: number;
  /** How many of n trials count as good. */
  readonly gamma: (n: number) => number;
  readonly priorWeight: number;
  /** Smallest bandwidth as a share of the range; null: magic clipping. */
  readonly leastBandwidth: number | null;
}

/**
 * Optuna's documented defaults, but for the smallest bandwidth of the multivariate estimator: 0.03 of the range as Watanabe
 * (2023) recommends, instead of magic clipping, which keeps kernels too wide to close in on an optimum within a hundred
 * trials. Chosen on seven functions that are not in the reference set (docs/methods.md).
 */
export const TPE_DEFAULTS: Omit<TpeSettings, 'multivariate' | 'leastBandwidth'> = {
  startupTrials: 10,
  candidates: 24,
  gamma: (n) => Math.min(Math.ceil(0.1 * n), 25),
  priorWeight: 1,
};

const MULTIVARIATE_LEAST_BANDWIDTH = 0.03;

/**
 * TPE (Bergstra, Bardenet, Bengio & Kégl 2011, "Algorithms for hyper-parameter optimization", NIPS; multivariate: Falkner,
 * Klein & Hutter 2018, "BOHB", ICML; settings and their effects: Watanabe 2023, arXiv:2304.11127). With several
 * objectives MOTPE (Ozaki et al. 2022, JAIR 73): the good trials are whole non-dominated ranks plus a greedy hypervolume
 * subset of the rank that does not fit, weighted by what each adds to the hypervolume. Conditional parameters are
 * modelled per condition, on the trials in which it held. Pending trials count as bad (constant liar), so that a
 * parallel batch spreads out.
 */
export function tpeSampler(settings: Pick<TpeSettings, 'multivariate'> & Partial<TpeSettings>): SamplerKind {
  const leastBandwidth = settings.multivariate ? MULTIVARIATE_LEAST_BANDWIDTH : null;
  const chosen: TpeSettings = { ...TPE_DEFAULTS, leastBandwidth, ...settings };
  return {
    name: chosen.multivariate ? 'tpe_multivariate' : 'tpe_univariate',
    mostObjectives: Number.POSITIVE_INFINITY,
    create: (space, objectives) => ({
      propose: ({ observations, pending, rng }) => {
        const usable = observations.filter(
          ({ losses, pruned }) => losses !== null || (pruned !== null && objectives === 1),
        );
        if (usable.length < chosen.startupTrials) return { params: drawParams(space, rng) };
        const split = splitTrials(usable, objectives, chosen.gamma(usable.length));
        const liars = pending.map(({ params }) => params);
        return { params: proposeParams(space, { ...split, bad: [...split.bad, ...liars] }, chosen, rng) };
      },
    }),
  };
}

interface Split {
  /** In the order of their trials, with their weights; null: the default weights by age. */
  readonly good: readonly Params[];
  readonly goodWeights: readonly number[] | null;
  readonly bad: readonly Params[];
}

function proposeParams(space: Space, split: Split, settings: TpeSettings, rng: Rng): Params {
  const chosen: Record<string, Choice> = {};
  const active = conditionGroups(space);
  const groups = settings.multivariate ? active : active.flatMap((group) => group.map((parameter) => [parameter]));
  for (const group of groups) {
    if (!isActive(group[0] as Space[number], chosen)) continue;
    Object.assign(chosen, bestCandidate(group, split, settings, rng));
  }
  return inSpaceOrder(space, chosen);
}

/** The draw from the good estimator that is most typical of good and least of bad trials (expected improvement). */
export function bestCandidate(group: Space, split: Split, settings: TpeSettings, rng: Rng): Params {
  const parzen: ParzenSettings = settings;
  const has = (params: Params): boolean => group.every(({ name }) => params[name] !== undefined);
  const kept = split.good.flatMap((params, i) => (has(params) ? [i] : []));
  const goodParams = kept.map((i) => split.good[i] as Params);
  const goodWeights = split.goodWeights
    ? kept.map((i) => split.goodWeights?.[i] as number)
    : weightsByAge(goodParams.length);
  const badParams = split.bad.filter(has);
  const good = estimateParzen(group, goodParams, goodWeights, parzen);
  const bad = estimateParzen(group, badParams, weightsByAge(badParams.length), parzen);
  let best: Params = {};
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < settings.candidates; k++) {
    const candidate = good.draw(rng);
    const score = good.logDensity(candidate) - bad.logDensity(candidate);
    if (score > bestScore || k === 0) {
      bestScore = score;
      best = candidate;
    }
  }
  return best;
}

/** All 1 up to 25 trials; beyond, the latest 25 weigh 1 and older ones less, linearly down to 1/n (Bergstra et al. 2013). */
function weightsByAge(n: number): number[] {
  const young = 25;
  const old = n - young;
  return Array.from({ length: n }, (_, i) =>
    i >= old ? 1 : old === 1 ? 1 / n : 1 / n + ((1 - 1 / n) * i) / (old - 1),
  );
}

/** Good and bad trials in the order of their numbers. */
export function splitTrials(observations: readonly Observation[], objectives: number, goodCount: number): Split {
  if (objectives > 1) return splitByDominance(observations, goodCount);
  const best = new Set([...observations].sort(compareObservations).slice(0, goodCount));
  return {
    good: observations.filter((each) => best.has(each)).map(({ params }) => params),
    goodWeights: null,
    bad: observations.filter((each) => !best.has(each)).map(({ params }) => params),
  };
}

function splitByDominance(observations: readonly Observation[], goodCount: number): Split {
  const losses = observations.map((each) => each.losses as readonly number[]);
  const ranks = nonDominatedRanks(losses);
  const good = new Set<number>();
  for (let rank = 0; good.size < goodCount; rank++) {
    const members = ranks.flatMap((r, i) => (r === rank ? [i] : []));
    const room = goodCount - good.size;
    const points = members.map((i) => losses[i] as readonly number[]);
    const taken =
      members.length <= room ? members.map((_, k) => k) : selectByHypervolume(points, room, referenceOf(points));
    for (const k of taken) good.add(members[k] as number);
  }
  const indices = losses.map((_, i) => i);
  const goodIndices = indices.filter((i) => good.has(i));
  return {
    good: goodIndices.map((i) => (observations[i] as Observation).params),
    goodWeights: contributionWeights(goodIndices.map((i) => losses[i] as readonly number[])),
    bad: indices.filter((i) => !good.has(i)).map((i) => (observations[i] as Observation).params),
  };
}

const LEAST_WEIGHT = 1e-12;

function contributionWeights(points: readonly (readonly number[])[]): number[] {
  const contributions = hypervolumeContributions(points, referenceOf(points));
  const most = Math.max(...contributions, LEAST_WEIGHT);
  return contributions.map((each) => Math.max(each / most, LEAST_WEIGHT));
}

/** A tenth beyond the worst value of each objective (Ozaki et al. 2022). */
function referenceOf(points: readonly (readonly number[])[]): number[] {
  return (points[0] as readonly number[]).map((_, m) => {
    const worst = Math.max(...points.map((point) => point[m] as number));
    return worst === 0 ? LEAST_WEIGHT : Math.max(1.1 * worst, 0.9 * worst);
  });
}
