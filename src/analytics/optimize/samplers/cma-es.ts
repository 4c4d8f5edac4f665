/** CMA-ES as a sampler of trials: bounds, integers by margin, restarts, and the parameters it cannot model. */
import type { Rng } from '../../../domain/rng.ts';
import { type Axis, axisOf, type Choice, inSpaceOrder, isActive, type Params, type Space } from '../space.ts';
import { type CmaState, type Cuts, populationFor, startCma } from './cma-state.ts';
import { drawParams } from './random.ts';
import { compareObservations, type Observation, type SamplerKind } from './sampler.ts';
import { bestCandidate, splitTrials, TPE_DEFAULTS } from './tpe.ts';

export interface CmaEsSettings {
  /** Trials per generation; null: 4 + ⌊3 ln n⌋. */
  readonly population: number | null;
  /** First standard deviation, as a share of every parameter's range. */
  readonly sigma: number;
  /**
   * What follows a run that has converged: `ipop` doubles the population (Auger & Hansen 2005), `bipop` alternates with
   * small populations by budget used (Hansen 2009); `none` goes on as it is.
   */
  readonly restarts: 'none' | 'ipop' | 'bipop';
}

/** Hansen 2016; sigma as Optuna; IPOP, since a converged run has nothing more to find. */
export const CMA_ES_DEFAULTS: CmaEsSettings = { population: null, sigma: 1 / 6, restarts: 'ipop' };

/** Draws tried per trial before a point outside the bounds is moved onto them, per dimension. */
const REDRAWS = 10;

/**
 * CMA-ES (Hansen & Ostermeier 2001; Hansen 2016, arXiv:1604.00772) with margin for stepped parameters (Hamano et al. 2022),
 * on the unit cube, from its centre. Points outside are redrawn, at last clipped. Categorical parameters and those under a condition are
 * outside its model and come from a univariate TPE. Pruned trials rank behind complete ones, failed ones last.
 * Generations are told apart by a note on each trial, so that batches of any size and a resumed history give
 * the same search. Memory: O(n²) for n parameters.
 */
export function cmaEsSampler(settings: Partial<CmaEsSettings> = {}): SamplerKind {
  const chosen: CmaEsSettings = { ...CMA_ES_DEFAULTS, ...settings };
  return {
    name: 'cmaes',
    mostObjectives: 1,
    create(space, _objectives, rng) {
      const coordinates = space.flatMap((parameter) =>
        parameter.type === 'categorical' || parameter.when || parameter.low === parameter.high
          ? []
          : [{ name: parameter.name, axis: axisOf(parameter) }],
      );
      const modelled = new Set(coordinates.map(({ name }) => name));
      const others = space.filter(({ name }) => !modelled.has(name));
      const run = coordinates.length === 0 ? null : restartingRun(coordinates, chosen, rng);
      return {
        propose(situation) {
          const proposal = run?.propose(situation.observations, situation.rng);
          const params = { ...proposal?.params, ...proposeOthers(others, proposal?.params ?? {}, situation) };
          return { params: inSpaceOrder(space, params), ...(proposal ? { note: proposal.note } : {}) };
        },
      };
    },
  };
}

function proposeOthers(
  others: Space,
  modelled: Params,
  { observations, rng }: { readonly observations: readonly Observation[]; readonly rng: Rng },
): Params {
  const usable = observations.filter(({ losses, pruned }) => losses !== null || pruned !== null);
  if (usable.length < TPE_DEFAULTS.startupTrials) return drawParams(others, rng);
  const split = splitTrials(usable, 1, TPE_DEFAULTS.gamma(usable.length));
  const settings = { ...TPE_DEFAULTS, multivariate: false, leastBandwidth: null };
  const chosen: Record<string, Choice> = { ...modelled };
  for (const parameter of others)
    if (isActive(parameter, chosen)) Object.assign(chosen, bestCandidate([parameter], split, settings, rng));
  return chosen;
}

interface Coordinate {
  readonly name: string;
  readonly axis: Axis;
}

/** The chain of runs, rebuilt from the notes of finished trials. */
function restartingRun(coordinates: readonly Coordinate[], settings: CmaEsSettings, rng: Rng) {
  const n = coordinates.length;
  const cuts = coordinates.map(({ axis }) => cutsOf(axis));
  const firstPopulation = settings.population ?? populationFor(n);
  if (!Number.isInteger(firstPopulation) || firstPopulation < 4)
    throw new RangeError('CMA-ES needs a population of at least 4');
  const restart = restartRule(firstPopulation, settings);
  let state: CmaState = startCma(new Array<number>(n).fill(0.5), settings.sigma, firstPopulation, cuts);
  let generation = 0;
  let runs = 1;

  const catchUp = (observations: readonly Observation[]): void => {
    for (;;) {
      const born = observations.filter(({ note }) => note?.generation === generation);
      if (born.length < state.population) return;
      const ranked = born.slice(0, state.population).sort(compareObservations);
      state.update(
        ranked.map(({ note, losses }) => ({
          x: note?.x as readonly number[],
          loss: losses?.[0] ?? Number.MAX_VALUE,
        })),
      );
      generation++;
      if (settings.restarts === 'none' || state.stop() === null) continue;
      const stream = rng.fork(`restart ${runs}`);
      const next = restart(state.population * state.generation, stream);
      const mean = coordinates.map(() => stream.next());
      state = startCma(mean, next.sigma, next.population, cuts);
      runs++;
    }
  };

  return {
    propose(observations: readonly Observation[], trialRng: Rng) {
      catchUp(observations);
      const x = drawInside(state, cuts, trialRng);
      const params = Object.fromEntries(
        coordinates.map(({ name, axis }, i) => {
          const share = Math.min(1, Math.max(0, x[i] as number));
          return [name, axis.fromAxis(axis.low + share * (axis.high - axis.low))];
        }),
      );
      return { params, note: { generation, x } };
    },
  };
}

/** Only unstepped coordinates have to be inside: beyond its ends a stepped one means its first or last value. */
function drawInside(state: CmaState, cuts: readonly Cuts[], rng: Rng): number[] {
  const outside = (x: readonly number[]): boolean => x.some((value, i) => cuts[i] === null && (value < 0 || value > 1));
  let x = state.draw(rng);
  for (let k = 0; k < REDRAWS * cuts.length && outside(x); k++) x = state.draw(rng);
  return x.map((value, i) => (cuts[i] === null ? Math.min(1, Math.max(0, value)) : value));
}

/** So many steps are as good as a continuum. */
const MOST_CUTS = 1_000;

function cutsOf(axis: Axis): Cuts {
  if (axis.steps === null || axis.steps > MOST_CUTS) return null;
  const share = (position: number): number => (position - axis.low) / (axis.high - axis.low);
  const cuts: number[] = [];
  let value = axis.fromAxis(axis.low);
  for (let k = 1; k < axis.steps; k++) {
    const cell = axis.cell(value) as readonly [number, number];
    cuts.push(share(cell[1]));
    value = axis.fromAxis(nextPosition(axis, cell[1]));
  }
  return cuts;
}

/** Just beyond a cut. */
function nextPosition(axis: Axis, cut: number): number {
  return cut + (axis.high - axis.low) * 1e-9;
}

type RestartRule = (trialsUsed: number, rng: Rng) => { readonly population: number; readonly sigma: number };

function restartRule(first: number, { restarts, sigma }: CmaEsSettings): RestartRule {
  let large = first;
  if (restarts !== 'bipop')
    return () => {
      large *= 2;
      return { population: large, sigma };
    };
  let usedLarge = 0;
  let usedSmall = 0;
  let wasSmall = false;
  let begun = false;
  return (trialsUsed, rng) => {
    // The first run counts for neither regime.
    if (begun && wasSmall) usedSmall += trialsUsed;
    else if (begun) usedLarge += trialsUsed;
    begun = true;
    wasSmall = usedSmall < usedLarge;
    if (!wasSmall) {
      large *= 2;
      return { population: large, sigma };
    }
    const u = rng.next();
    const population = Math.max(4, Math.floor(first * (0.5 * (large / first)) ** (u * u)));
    return { population, sigma: sigma * 10 ** (-2 * rng.next()) };
  };
}
