/** Efficiencies freed of the bias that the frontier is made of the units it judges: smoothed bootstrap with intervals. */
import type { Rng } from '../../domain/rng.ts';
import { interquartileRange, mean, quantile, standardDeviation, variance } from '../stats/describe.ts';
import { inputEfficiency, isUsable, type ProductionUnit, type Returns } from './envelopment.ts';

export interface Efficiency {
  /** As measured against the observed frontier, in (0, 1]: too kind. */
  readonly raw: number;
  /** Bias taken out; below `raw`. */
  readonly corrected: number;
  /** Of the true efficiency: from the bootstrap's lower end to `raw`, which the truth cannot exceed. */
  readonly interval: readonly [number, number];
  /** Constant over variable returns: below 1 the unit's size costs it something. */
  readonly scale: number;
}

export interface CorrectedEfficiencies {
  readonly units: readonly Efficiency[];
  readonly draws: number;
  /** Of the kernel, on the scale of distances 1 ÷ θ. */
  readonly bandwidth: number;
}

/** Two efficiencies closer than this are the same: all linear programs are solved to 1e-9. */
const ON_FRONTIER = 1e-7;
/** A distribution of efficiencies cannot be drawn from fewer than so many units inside the frontier. */
const FEWEST_INSIDE = 2;

/**
 * Homogeneous smoothed bootstrap of Simar & Wilson (1998), on Shephard's distances δ = 1 ÷ θ ≥ 1: distances are drawn from
 * a kernel density reflected at 1 and brought back to their variance, every unit is moved to a drawn distance, and the
 * frontier is estimated again. The bias is the mean of the new distances less the first ones; the lower end of intervals is
 * that of Simar & Wilson (2000), which needs no further correction. Bandwidth: Silverman's rule (1986) on the reflected distances,
 * those on the frontier left out, brought from their number and spread to those of all units (Simar & Wilson 2008).
 *
 * With few units intervals are too short (docs/methods.md has figures): the correction is the point, not the interval. Assumes that the distribution of efficiency does not depend on size or mix. A text says why nothing can be corrected.
 * @param draws bootstrap samples; Simar & Wilson take 2000 for intervals
 */
export function correctEfficiencies(
  units: readonly ProductionUnit[],
  o: { readonly returns: Returns; readonly draws: number; readonly level: number; readonly rng: Rng },
): CorrectedEfficiencies | string {
  if (!units.every(isUsable)) return 'a unit without input or output cannot be compared';
  const efficiencies = units.map((unit) => inputEfficiency(unit, units, o.returns));
  const other = units.map((unit) => inputEfficiency(unit, units, o.returns === 'variable' ? 'constant' : 'variable'));
  if (efficiencies.some((each) => each === null) || other.some((each) => each === null))
    return 'the frontier could not be computed';
  const raw = efficiencies.map((each) => (each! > 1 - ON_FRONTIER ? 1 : each!));
  const distances = raw.map((each) => 1 / each);
  const inside = distances.filter((distance) => distance > 1 + ON_FRONTIER);
  if (inside.length < FEWEST_INSIDE)
    return 'nearly every unit lies on the frontier: there is nothing to tell them apart';
  const bandwidth = bandwidthOf(distances, inside);
  const centreScale = Math.sqrt(1 + bandwidth ** 2 / variance(distances)!);

  const n = units.length;
  const seen = units.map((): number[] => []);
  for (let draw = 0; draw < o.draws; draw++) {
    const smooth = Array.from({ length: n }, () => {
      const value = distances[o.rng.integer(n)]! + bandwidth * o.rng.normal();
      return value < 1 ? 2 - value : value;
    });
    const centre = mean(smooth)!;
    const reference = units.map(({ inputs, outputs }, j): ProductionUnit => {
      const drawn = centre + (smooth[j]! - centre) / centreScale;
      return { inputs: inputs.map((input) => (input * drawn) / distances[j]!), outputs };
    });
    units.forEach((unit, i) => {
      const again = inputEfficiency(unit, reference, o.returns);
      if (again !== null) seen[i]!.push(1 / again);
    });
  }
  const tail = (1 - o.level) / 2;
  return {
    units: distances.map((distance, i): Efficiency => {
      const drawn = seen[i]!;
      const shift = drawn.map((each) => each - distance);
      return {
        raw: raw[i]!,
        corrected: 1 / (distance - mean(shift)!),
        interval: [1 / (distance - quantile(shift, tail)!), raw[i]!],
        scale:
          o.returns === 'variable'
            ? Math.min(1, other[i]! / efficiencies[i]!)
            : Math.min(1, efficiencies[i]! / other[i]!),
      };
    }),
    draws: o.draws,
    bandwidth,
  };
}

function bandwidthOf(distances: readonly number[], inside: readonly number[]): number {
  const reflected = [...inside, ...inside.map((distance) => 2 - distance)];
  const spread = standardDeviation(reflected)!;
  const rule = 0.9 * Math.min(spread, interquartileRange(reflected)! / 1.34) * reflected.length ** -0.2;
  return rule * (reflected.length / distances.length) ** 0.2 * (standardDeviation(distances)! / spread);
}
