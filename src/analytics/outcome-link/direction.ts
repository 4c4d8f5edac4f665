/** Which way a link runs: does the outcome follow the score, or the score the outcome? */
import type { Rng } from '../../domain/rng.ts';
import { searchedP, searchShares } from '../stats/association/short-run.ts';
import { studentTwoSided } from '../stats/distributions/beta.ts';
import { type Causality, todaYamamotoTest } from '../stats/series/toda-yamamoto.ts';
import type { PooledSlope } from './joint-fit.ts';
import { preparePanel } from './panel.ts';
import { type LinkPanel, periodEffectsOf } from './units.ts';

export interface Direction {
  /**
   * `leads`: the outcome follows the score · `same-period`: they move together, which says nothing about direction · `follows`: the
   * score follows the outcome more than the other way · `both`: each follows the other, the outcome more.
   */
  readonly verdict: 'leads' | 'same-period' | 'follows' | 'both';
  /** All brands: the score on the outcome some periods before; p with the search over these lags inside. */
  readonly reverse: { readonly lag: number; readonly p: number; readonly t: number } | null;
}

/** Where the score's answer to the outcome is clearer than this, it is taken into account. */
const ANSWERS = 0.05;

/**
 * The pooled regression turned round (score on the outcome 1 … k periods before, own past of both in) against the association
 * found: the stronger t decides. Lag 0 says nothing about direction.
 */
export function directionOf(
  panel: LinkPanel,
  predictor: number,
  best: PooledSlope | null,
  lags: readonly number[],
  season: number,
): Direction {
  const turned = preparePanel(
    panel.units.map((unit) => ({ ...unit, y: unit.x[predictor]!, x: [unit.y], controls: [] })),
    { seasonLength: season, periodEffects: periodEffectsOf(panel) },
  );
  const slopes = lags.filter((lag) => lag > 0).flatMap((lag) => turned?.fit(lag)?.slope(0) ?? []);
  const shares = searchShares(slopes.map(({ lag }) => lag));
  const answers = slopes
    .map((slope, i) => {
      const t = slope.slope / slope.error;
      return { lag: slope.lag, t, p: searchedP(studentTwoSided(t, slope.df), shares[i]!) };
    })
    .sort((a, b) => a.p - b.p);
  const reverse = answers[0] ?? null;
  const forward = best === null ? 0 : Math.abs(best.slope / best.error);
  const answered = reverse !== null && reverse.p <= ANSWERS;
  const verdict =
    answered && Math.abs(reverse.t) > forward
      ? 'follows'
      : answered
        ? 'both'
        : best !== null && best.lag > 0
          ? 'leads'
          : 'same-period';
  return { verdict, reverse };
}

/** Both Toda–Yamamoto tests of one brand: the outcome forecast by the score, and the score by the outcome. */
export interface BrandCausality {
  readonly forward: Causality;
  readonly reverse: Causality;
}

export function brandCausality(
  panel: LinkPanel,
  unit: number,
  predictor: number,
  season: number,
  rng: Rng,
): BrandCausality {
  const { x, y } = panel.units[unit]!;
  const options = (name: string) => ({ seasonLength: season, rng: rng.fork(name) });
  return {
    forward: todaYamamotoTest(x[predictor]!, y, options('forward')),
    reverse: todaYamamotoTest(y, x[predictor]!, options('reverse')),
  };
}
