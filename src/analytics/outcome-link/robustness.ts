/** How much of a link stands on one brand, one period, one lag or one kind of error. */

import { PERIODS_PER_YEAR } from '../../domain/period.ts';
import type { Rng } from '../../domain/rng.ts';
import { searchedLags } from '../stats/association/short-run.ts';
import { studentTwoSided } from '../stats/distributions/beta.ts';
import { wildClusterTest } from '../stats/regression/wild-cluster.ts';
import { ibragimovMullerTest } from '../stats/tests/ibragimov-muller.ts';
import type { PooledSlope } from './joint-fit.ts';
import { type FoundLag, searchLags } from './lag-search.ts';
import { type Panel, preparePanel } from './panel.ts';
import type { LinkPanel, LinkUnit } from './units.ts';

export interface LinkRobustness {
  /** Per point without each brand in turn: the lowest and the highest, with the brand left out. */
  readonly leaveOneOut: {
    readonly low: number;
    readonly high: number;
    readonly withoutLow: string;
    readonly withoutHigh: string;
    readonly brands: number;
    /** Times that p (lag fixed) stayed at or below .05. */
    readonly kept: number;
  } | null;
  /** Without the period that carries most of it. */
  readonly withoutWorst: { readonly period: string; readonly perPoint: number; readonly p: number } | null;
  /** t test over the brands’ own slopes (Ibragimov & Müller 2010): needs no common slope, takes brands as independent. */
  readonly ownSlopes: { readonly p: number; readonly brands: number; readonly sameSign: number } | null;
  /** Errors clustered by brand, from 6 brands (5 with Webb’s weights), by wild bootstrap. */
  readonly wildCluster: { readonly p: number; readonly clusters: number } | null;
  /** The next best lag. */
  readonly anotherLag: { readonly lag: number; readonly perPoint: number; readonly p: number } | null;
  /** Without taking out what brands share in a period; errors by Driscoll and Kraay. Null where nothing is taken out anyway, or has to be. */
  readonly withoutPeriodEffects: { readonly perPoint: number; readonly p: number } | null;
}

const CONFIRMED = 0.05;
/** Fewest brands of which one may be left out. */
const FEWEST_TO_LEAVE = 3;

/**
 * @param regression the panel's own
 * @param best what the search over lags found for `predictor`
 * @param perPoint slope on the tested scales as people read it
 * @param rng for the wild bootstrap
 */
export function robustnessOf(
  panel: LinkPanel,
  regression: Panel,
  predictor: number,
  best: FoundLag,
  perPoint: (slope: number) => number,
  rng: Rng,
): LinkRobustness {
  const fit = regression.fit(best.lag)!;
  const nameOf = (u: number): string => panel.units[u]!.brand;
  const read = ({ slope, error, df }: PooledSlope): { perPoint: number; p: number } => ({
    perPoint: perPoint(slope),
    p: studentTwoSided(slope / error, df),
  });
  const others = regression.units.flatMap((u) => {
    const slope = regression.fitWithoutUnit(best.lag, u)?.slope(predictor);
    return slope ? [{ u, slope: slope.slope, p: read(slope).p }] : [];
  });
  others.sort((a, b) => a.slope - b.slope);
  const [low, high] = [others[0], others.at(-1)];
  const heaviest = fit.heaviestPeriod(predictor);
  const lighter = heaviest === null ? null : regression.fitWithoutPeriod(best.lag, heaviest)?.slope(predictor);
  const own = fit.own(predictor);
  const slopes = ibragimovMullerTest(own.map(({ value }) => value));
  const parts = fit.partialled(predictor);
  const wild = wildClusterTest(
    Float64Array.from(parts.flatMap(({ y }) => [...y])),
    Float64Array.from(parts.flatMap(({ x }) => [...x])),
    [],
    // A brand in two markets is one cluster.
    parts.flatMap(({ unit, x }) => Array.from(x, () => nameOf(unit))),
    rng,
  );
  const another = searchLags(
    searchedLags(regression.longest)
      .filter((lag) => lag !== best.lag)
      .flatMap((lag) => regression.fit(lag)?.slope(predictor) ?? []),
  );
  const plain =
    regression.withPeriodEffects.length === 0 || panel.outcomeScale === 'attraction'
      ? null
      : preparePanel(panel.units, { seasonLength: PERIODS_PER_YEAR[panel.frequency], periodEffects: 'none' })
          ?.fit(best.lag)
          ?.slope(predictor);
  return {
    leaveOneOut:
      !low || !high || others.length < FEWEST_TO_LEAVE
        ? null
        : {
            low: perPoint(low.slope),
            high: perPoint(high.slope),
            withoutLow: nameOf(low.u),
            withoutHigh: nameOf(high.u),
            brands: others.length,
            kept: others.filter(({ p }) => p <= CONFIRMED).length,
          },
    withoutWorst: heaviest === null || !lighter ? null : { period: periodAt(panel.units, heaviest), ...read(lighter) },
    ownSlopes: slopes && {
      p: slopes.p,
      brands: own.length,
      sameSign: own.filter(({ value }) => Math.sign(value) === Math.sign(best.slope)).length,
    },
    wildCluster: wild && { p: wild.p, clusters: wild.clusters },
    anotherLag: another && { lag: another.lag, perPoint: perPoint(another.slope), p: another.p },
    withoutPeriodEffects: plain ? read(plain) : null,
  };
}

/** Name of the period with a running number. */
function periodAt(units: readonly LinkUnit[], running: number): string {
  for (const { start, periods } of units) {
    const period = periods[running - start];
    if (period !== undefined) return period;
  }
  return '';
}
