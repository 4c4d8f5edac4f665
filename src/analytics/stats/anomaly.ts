/**
 * Odd periods: single values that neither the season nor the trend nor the persistence of the series explains.
 *
 * A generalised ESD search (Rosner 1983; seasonal as in Hochenbaum et al. 2017) on AR(1)-filtered values: the strongest pulse is
 * tested, taken out and the search repeated, so that outliers do not hide each other; new levels found on the way are
 * taken out as levels (Chen & Liu 1993) and never come back as strings of odd periods.
 */
import type { Evidence } from '../../domain/evidence.ts';
import { centred, leavesNoise, observe } from './series/autoregressive-regression.ts';
import { detectableEffect } from './series/detectable-effect.ts';
import {
  backgroundColumns,
  createScratch,
  designWith,
  type Intervention,
  measureIntervention,
  prepareSearch,
  searchBest,
  trendColumn,
} from './series/interventions.ts';
import { ACCEPT_ALPHA, MINIMUM_LEVEL_LENGTH, MINIMUM_PERIODS, NOISE_GRID, SEARCH_GRID } from './series/noise-model.ts';
import { mixtureQuantile } from './series/student-mixture.ts';

/** An odd period is reported, and taken out of the search for the next, at this level with the search inside. */
const REPORT_ALPHA = 0.05;

/** At most this share of a series can be odd: beyond it "odd" has no meaning. */
const LARGEST_SHARE = 0.1;

export interface Anomaly {
  /** Position in the series. */
  readonly index: number;
  /** What the rest of the series lets expect there. */
  readonly expected: number;
  /** Estimate: value − expected. p includes the search over all positions. */
  readonly evidence: Evidence;
}

/**
 * The odd periods of a series, strongest evidence first. When none is significant the strongest candidate is returned all
 * the same with its p, so that a family of tests counts every series that was looked at. Empty: fewer than 24 values, or
 * a series without noise. `values` in time order, one entry per period, gaps null.
 */
export function findAnomalies(
  values: readonly (number | null)[],
  o: { unit: string; level: number; seasonLength: number },
): readonly Anomaly[] {
  const observed = observe(values);
  const n = observed.times.length;
  if (n < MINIMUM_PERIODS) return [];
  const background = [...backgroundColumns(observed.times, o.seasonLength), trendColumn(observed.times)];
  if (!leavesNoise(observed, background)) return [];
  const centredValues = centred(observed.values);
  const scratch = createScratch(n);
  const accepted: Intervention[] = [];
  const odd: Intervention[] = [];
  const most = Math.max(1, Math.floor(n * LARGEST_SHARE));
  let strongest: Intervention | null = null;
  while (odd.length < most && accepted.length < 2 * most) {
    const search = prepareSearch(observed.times, designWith(observed, background, accepted), SEARCH_GRID);
    if (search.df < 3) break;
    const best = searchBest(search, centredValues, MINIMUM_LEVEL_LENGTH, scratch, { pulse: true, step: true });
    if (best?.pulse == null) break;
    const pulse: Intervention = { kind: 'pulse', at: best.pulse.at };
    strongest ??= pulse;
    if (best.step !== null && best.step.gain > best.pulse.gain) {
      const step: Intervention = { kind: 'step', at: best.step.at };
      const measured = measureIntervention(observed, background, accepted, step, NOISE_GRID);
      if (measured !== null && measured.searchedP <= ACCEPT_ALPHA) {
        // What looked like the strongest pulse may have been the edge of this level.
        if (odd.length === 0) strongest = null;
        accepted.push(step);
        continue;
      }
    }
    const measured = measureIntervention(observed, background, accepted, pulse, NOISE_GRID);
    if (measured === null || measured.searchedP > REPORT_ALPHA) break;
    accepted.push(pulse);
    odd.push(pulse);
  }
  const candidates = odd.length > 0 ? odd : strongest === null ? [] : [strongest];
  const tail = (1 - o.level) / 2;
  const anomalies = candidates.flatMap((x): Anomaly[] => {
    const others = accepted.filter((other) => other !== x);
    const measured = measureIntervention(observed, background, others, x, NOISE_GRID);
    if (measured === null) return [];
    const deviation = mixtureQuantile(measured.effect, 0.5);
    const last = x.at >= n - MINIMUM_LEVEL_LENGTH + 1;
    return [
      {
        index: observed.times[x.at]!,
        expected: observed.values[x.at]! - deviation,
        evidence: {
          estimate: deviation,
          unit: o.unit,
          interval: [mixtureQuantile(measured.effect, tail), mixtureQuantile(measured.effect, 1 - tail)],
          level: o.level,
          n,
          test: 'outlier test on AR(1)-filtered values, search over all periods inside p',
          p: measured.searchedP,
          detectable: detectableEffect(measured.effect),
          caveats: last ? ['at the end of the series an odd period and a new level look the same'] : [],
        },
      },
    ];
  });
  return anomalies.sort((a, b) => a.evidence.p! - b.evidence.p!);
}
