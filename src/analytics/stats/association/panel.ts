/** Does y move with, or after, x, over several brands together? */
import type { Evidence } from '../../../domain/evidence.ts';
import type { Rng } from '../../../domain/rng.ts';
import { equalWeightedCosine } from '../regression/robust-errors.ts';
import { type WildClusterTest, wildClusterTest } from '../regression/wild-cluster.ts';
import { ibragimovMullerTest } from '../tests/ibragimov-muller.ts';
import { type AssociationOptions, evidenceOfSearch, type LagResult } from './pair.ts';
import { MINIMUM_PERIODS, type Partialled, type Series, searchedLags, shortRun } from './short-run.ts';

/** What else speaks for the pooled slope, at the lag that was found and without the search. Null: cannot be computed. */
export interface PanelConfirmation {
  /** t test over the brands' own slopes (Ibragimov & Müller 2010): needs no common slope, assumes independent brands. */
  readonly ownSlopes: { readonly p: number; readonly brands: number; readonly sameSign: number } | null;
  /** Errors clustered by brand; from 6 brands, 5 with Webb's weights; above 12 only with `rng`. Assumes independent brands. */
  readonly wildCluster: Pick<WildClusterTest, 'p' | 'clusters' | 'weights'> | null;
  /** Pooled slopes without each brand in turn: the lowest and the highest. */
  readonly leaveOneOut: readonly [lowest: number, highest: number] | null;
}

export interface PanelEvidence extends Evidence {
  /** Slope and error of each brand that entered, at the lag found, in the order given: for partial pooling. */
  readonly brands: readonly { readonly brand: number; readonly value: number; readonly error: number }[];
  readonly confirmation: PanelConfirmation | null;
}

/** A finding that is not confirmed at this level says so. */
const CONFIRMATION_ALPHA = 0.05;

/**
 * One slope for all brands: each brand's changes with its own past, season and controls taken out, pooled. Errors are
 * summed over brands by period (Driscoll & Kraay 1998), so brands may move together in any way; their long-run variance is the
 * equal-weighted-cosine estimate with ν = round(.4·T^⅔) and t_ν critical values (Lazarus, Lewis, Stock & Watson 2018). Lags,
 * gaps and refusals as for a pair; T is the longest history. The
 * brands' own slopes and a wild cluster bootstrap confirm or not; where they do not, a caveat says so.
 */
export function associatePanel(
  brands: readonly { readonly y: Series; readonly x: Series; readonly controls?: readonly Series[] }[],
  o: AssociationOptions & { readonly rng?: Rng },
): PanelEvidence {
  const counts = brands.map(({ y, x }) =>
    y.reduce<number>((count, value, t) => count + (value !== null && x[t] != null ? 1 : 0), 0),
  );
  const lags = searchedLags(Math.max(0, ...counts));
  const regressions = brands.map((brand) =>
    shortRun(brand.y, brand.x, { ...o, ...(brand.controls && { controls: brand.controls }) }),
  );
  const found = lags.flatMap((lag): LagResult[] => {
    let xx = 0;
    let xy = 0;
    let rows = 0;
    const parts = regressions.flatMap((regression) => {
      const part = regression(lag);
      return part === null || part.x.length - part.removed < 3 ? [] : [part];
    });
    for (const part of parts)
      for (let t = 0; t < part.x.length; t++) {
        xx += part.x[t]! ** 2;
        xy += part.x[t]! * part.y[t]!;
        rows++;
      }
    if (parts.length < 2 || !(xx > 0)) return [];
    const slope = xy / xx;
    const scores = new Map<number, number>();
    for (const part of parts)
      part.times.forEach((t, i) => {
        scores.set(t, (scores.get(t) ?? 0) + part.x[i]! * (part.y[i]! - slope * part.x[i]!));
      });
    const ordered = [...scores].sort((a, b) => a[0] - b[0]).map(([, score]) => score);
    const { sumVariance, df } = equalWeightedCosine(ordered);
    // Degrees of freedom spent on each brand's own terms shrink the residuals.
    const spent = rows / (rows - parts.reduce((sum, part) => sum + part.removed, 0) - 1);
    const error = (Math.sqrt(sumVariance) / xx) * spent;
    return error > 1e-9 * Math.abs(slope) ? [{ lag, slope, error, df }] : [];
  });
  const evidence = evidenceOfSearch(found, {
    ...o,
    n: counts.reduce((sum, count) => sum + count, 0),
    test: 'pooled regression of changes, Driscoll–Kraay errors with fixed-b critical values, search over lags inside p',
    insufficient:
      lags.length === 0
        ? `an association needs ${MINIMUM_PERIODS} periods with both series, the longest brand has ${Math.max(0, ...counts)}`
        : 'fewer than two brands vary beside their past and season',
  });
  if (evidence.lag === undefined) return { ...evidence, brands: [], confirmation: null };
  const parts = regressions.flatMap((regression, brand) => {
    const part = regression(evidence.lag!);
    return part === null || part.x.length - part.removed < 3 ? [] : [{ ...part, ...productsOf(part), brand }];
  });
  const own = parts.flatMap(({ brand, xx, xy, yy, x, removed }) => {
    const value = xy / xx;
    const error = Math.sqrt(Math.max(0, yy - xy * value) / (x.length - removed - 1) / xx);
    return x.length - removed > 1 && error > 0 ? [{ brand, value, error }] : [];
  });
  const test = ibragimovMullerTest(own.map(({ value }) => value));
  const wild = wildClusterTest(
    Float64Array.from(parts.flatMap(({ y }) => [...y])),
    Float64Array.from(parts.flatMap(({ x }) => [...x])),
    [],
    parts.flatMap(({ brand, x }) => Array.from(x, () => brand)),
    o.rng,
  );
  const [allXx, allXy] = [parts.reduce((sum, { xx }) => sum + xx, 0), parts.reduce((sum, { xy }) => sum + xy, 0)];
  const without = parts.length < 3 ? [] : parts.map(({ xx, xy }) => (allXy - xy) / (allXx - xx));
  const sameSign = own.filter(({ value }) => Math.sign(value) === Math.sign(evidence.estimate!)).length;
  const caveats = [...evidence.caveats];
  const claimed = evidence.p !== null && evidence.p <= CONFIRMATION_ALPHA;
  if (claimed && test !== null && test.p > CONFIRMATION_ALPHA)
    caveats.push(`the brands' own slopes do not confirm it: ${sameSign} of ${own.length} have its sign`);
  if (claimed && wild !== null && wild.p > CONFIRMATION_ALPHA)
    caveats.push('not confirmed with errors clustered by brand');
  return {
    ...evidence,
    caveats,
    brands: own,
    confirmation: {
      ownSlopes: test === null ? null : { p: test.p, brands: own.length, sameSign },
      wildCluster: wild === null ? null : { p: wild.p, clusters: wild.clusters, weights: wild.weights },
      leaveOneOut: without.length === 0 ? null : [Math.min(...without), Math.max(...without)],
    },
  };
}

function productsOf({ x, y }: Partialled): { xx: number; xy: number; yy: number } {
  let [xx, xy, yy] = [0, 0, 0];
  for (let t = 0; t < x.length; t++) {
    xx += x[t]! ** 2;
    xy += x[t]! * y[t]!;
    yy += y[t]! ** 2;
  }
  return { xx, xy, yy };
}
