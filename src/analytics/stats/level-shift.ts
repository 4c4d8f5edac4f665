/**
 * New levels in an autocorrelated series: supremum likelihood-ratio test for a step at an unknown position, its p from
 * an AR(1) bootstrap that repeats the whole search and draws the persistence from its posterior (plain change-point methods find
 * shifts in most AR series; Perron 2006, "Dealing with structural breaks"). The statistic is the
 * gain in likelihood over the better of no change and a straight line, so a steady movement is not called a step. Single
 * odd periods are taken out on the way. Further shifts are tested given the ones before (Bai & Perron 1998).
 */
import type { Evidence } from '../../domain/evidence.ts';
import type { Rng } from '../../domain/rng.ts';
import { centred, leavesNoise, normaliseWeights, observe } from './series/autoregressive-regression.ts';
import { detectableEffect } from './series/detectable-effect.ts';
import {
  backgroundColumns,
  createScratch,
  designWith,
  type Intervention,
  measureIntervention,
  prepareSearch,
  type Search,
  searchBest,
} from './series/interventions.ts';
import { ACCEPT_ALPHA, MINIMUM_LEVEL_LENGTH, MINIMUM_PERIODS, NOISE_GRID, SEARCH_GRID } from './series/noise-model.ts';
import { sequentialP } from './series/sequential-p.ts';
import { mixtureQuantile } from './series/student-mixture.ts';

/** A further shift is looked for only when the one before it is this sure. */
const CONTINUE_ALPHA = 0.05;

/** Finest p is 1.25 ÷ 2,500; a search that finds nothing stops at 20 simulated series as strong as the observed one. */
const BOOTSTRAP = { maximum: 2_499, exceedances: 20 };

/** A level lasts at least half a year on average; more steps than that are the noise itself. */
const PERIODS_PER_SHIFT = 12;

/** The null distribution of the statistic is widest here, for 24 to 60 periods alike. */
const LEAST_FAVOURABLE_PHI = 0.95;

/**
 * A short series does not tell its persistence well enough: at φ = .9 the bootstrap's p came out too small by a tenth to a
 * quarter (5.5 % at .05, 1.3 % at .01; three lengths, 2,000 replications each), so every p is raised by this.
 */
const UNKNOWN_PERSISTENCE = 1.25;

export interface LevelShift {
  /** First position of the new level in the series. */
  readonly index: number;
  /** Estimate: size of the step. p includes the search over all positions. */
  readonly evidence: Evidence;
}

/**
 * The level shifts of a series in the order they were found, strongest first; the last may not be significant: the list
 * always opens with the strongest candidate and its p, so that a family of tests counts every series that was looked
 * at. Empty: fewer than 24 values, or a series without noise. Same `rng` state, same result.
 */
export function findLevelShifts(
  values: readonly (number | null)[],
  o: { unit: string; level: number; seasonLength: number; rng: Rng },
): readonly LevelShift[] {
  const observed = observe(values);
  const n = observed.times.length;
  if (n < MINIMUM_PERIODS) return [];
  const background = backgroundColumns(observed.times, o.seasonLength);
  if (!leavesNoise(observed, background)) return [];
  const centredValues = centred(observed.values);
  const scratch = createScratch(n);
  const accepted: Intervention[] = [];
  const shifts: { step: Intervention; p: number }[] = [];
  const most = Math.max(1, Math.floor(n / PERIODS_PER_SHIFT));
  while (shifts.length < most && accepted.length < 2 * most + 2) {
    const search = prepareSearch(observed.times, designWith(observed, background, accepted), SEARCH_GRID);
    if (search.df < 3) break;
    const best = searchBest(search, centredValues, MINIMUM_LEVEL_LENGTH, scratch, { pulse: true, step: true });
    if (best?.step == null) break;
    if (best.pulse !== null && best.pulse.gain > best.step.gain) {
      const pulse: Intervention = { kind: 'pulse', at: best.pulse.at };
      const measured = measureIntervention(observed, background, accepted, pulse, NOISE_GRID);
      if (measured !== null && measured.searchedP <= ACCEPT_ALPHA) {
        accepted.push(pulse);
        continue;
      }
    }
    const step: Intervention = { kind: 'step', at: best.step.at };
    const observedGain = best.step.gain;
    const simulate = noiseSimulator(observed.times, search, normaliseWeights(best.logs), o.rng);
    const bootstrapP = sequentialP(() => {
      const simulated = searchBest(search, simulate(), MINIMUM_LEVEL_LENGTH, scratch, { pulse: false, step: true });
      return simulated?.step != null && simulated.step.gain >= observedGain;
    }, BOOTSTRAP);
    const p = Math.min(1, UNKNOWN_PERSISTENCE * bootstrapP);
    shifts.push({ step, p });
    if (p > CONTINUE_ALPHA) break;
    accepted.push(step);
  }
  // A candidate that failed after others succeeded is only where the search ended.
  const kept = shifts.filter((shift, i) => i === 0 || shift.p <= CONTINUE_ALPHA);
  const tail = (1 - o.level) / 2;
  return kept.flatMap(({ step, p }): LevelShift[] => {
    const others = accepted.filter((other) => other !== step);
    const measured = measureIntervention(observed, background, others, step, NOISE_GRID);
    if (measured === null) return [];
    return [
      {
        index: observed.times[step.at]!,
        evidence: {
          estimate: mixtureQuantile(measured.effect, 0.5),
          unit: o.unit,
          interval: [mixtureQuantile(measured.effect, tail), mixtureQuantile(measured.effect, 1 - tail)],
          level: o.level,
          n,
          test: 'sup-LR level shift test against no change or a trend, AR(1) bootstrap, search inside p',
          p,
          detectable: detectableEffect(measured.effect),
          caveats: ['the interval holds at this position; the search over positions is in p, not in the interval'],
        },
      },
    ];
  });
}

/**
 * Draws AR(1) noise at the observed times; the scale does not matter to the test. The persistence is the largest of three
 * draws from its posterior, at most the least favourable one: the statistic's tail grows with φ up to about .9, so a
 * posterior that sits too low would call noise a shift (7 % at φ = .9 with one draw; bench/series-tests.ts).
 */
function noiseSimulator(times: readonly number[], search: Search, weights: Float64Array, rng: Rng): () => Float64Array {
  const series = new Float64Array(times.length);
  const leastFavourable = search.grid.phi.findLastIndex((phi) => phi <= LEAST_FAVOURABLE_PHI);
  const drawNode = (): number => {
    let rest = rng.next();
    let g = 0;
    while (g < weights.length - 1 && rest >= weights[g]!) rest -= weights[g++]!;
    return g;
  };
  return () => {
    const g = Math.min(Math.max(drawNode(), drawNode(), drawNode()), leastFavourable);
    for (let i = 0; i < series.length; i++) series[i] = rng.normal();
    return search.nodes[g]!.whitening.invert(series);
  };
}
