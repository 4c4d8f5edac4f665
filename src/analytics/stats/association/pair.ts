/** Does y move with, or after, x? One pair of series. */
import type { Evidence } from '../../../domain/evidence.ts';
import { studentQuantile, studentTwoSided } from '../distributions/beta.ts';
import {
  MINIMUM_PERIODS,
  type Series,
  searchedLags,
  searchedLevel,
  searchedP,
  searchShares,
  shortRun,
} from './short-run.ts';

export interface AssociationOptions {
  /** Of the estimate: unit of y per unit of x. */
  readonly unit: string;
  readonly level: number;
  readonly seasonLength: number;
  /** Series whose same-period changes are held constant: price, promotion, distribution, total spend. */
  readonly controls?: readonly Series[];
}

/** What the best lag of a search says. */
export interface LagResult {
  readonly lag: number;
  readonly slope: number;
  readonly error: number;
  readonly df: number;
}

/** Evidence from the lag that shows most; the search over all lags is in p, interval and detectable effect. */
export function evidenceOfSearch(
  found: readonly LagResult[],
  o: AssociationOptions & { n: number; test: string; insufficient: string },
): Evidence {
  const base = { unit: o.unit, level: o.level, n: o.n, test: o.test };
  const shares = searchShares(found.map(({ lag }) => lag));
  const candidates = found.map((result, i) => {
    const share = shares[i]!;
    return { ...result, share, p: searchedP(studentTwoSided(result.slope / result.error, result.df), share) };
  });
  const [first, ...rest] = candidates;
  if (first === undefined)
    return { ...base, estimate: null, interval: null, p: null, insufficient: o.insufficient, caveats: [] };
  const best = rest.reduce((a, b) => (b.p < a.p ? b : a), first);
  const half = best.error * studentQuantile((1 + searchedLevel(o.level, best.share)) / 2, best.df);
  const critical = studentQuantile((1 + searchedLevel(0.95, best.share)) / 2, best.df);
  return {
    ...base,
    estimate: best.slope,
    interval: [best.slope - half, best.slope + half],
    p: best.p,
    lag: best.lag,
    detectable: best.error * (critical + studentQuantile(0.8, best.df)),
    caveats: ['short-run: change against change; a common cause that is not held constant can make it'],
  };
}

/**
 * The change of y per unit change of x `lag` periods before, at the lag that shows most. Lags 0–6 from 36 periods, 0–2 from
 * 24; below that, or without variation left, p is null and `insufficient` says why. Both series on the same periods, gaps
 * null. Assumes errors without autocorrelation once the own lags of both are in (size: bench/association.ts).
 */
export function associatePair(y: Series, x: Series, o: AssociationOptions): Evidence {
  const n = y.reduce<number>((count, value, t) => count + (value !== null && x[t] != null ? 1 : 0), 0);
  const lags = searchedLags(n);
  const regression = shortRun(y, x, o);
  const found = lags.flatMap((lag): LagResult[] => {
    const part = regression(lag);
    if (part === null) return [];
    const df = part.x.length - part.removed - 1;
    let [xx, xy, yy] = [0, 0, 0];
    for (let t = 0; t < part.x.length; t++) {
      xx += part.x[t]! ** 2;
      xy += part.x[t]! * part.y[t]!;
      yy += part.y[t]! ** 2;
    }
    const rest = yy - xy ** 2 / xx;
    // A perfect fit is an identity (a ratio against its own part), not a finding.
    if (df < 3 || !(rest > 1e-12 * yy)) return [];
    return [{ lag, slope: xy / xx, error: Math.sqrt(rest / df / xx), df }];
  });
  return evidenceOfSearch(found, {
    ...o,
    n,
    test: 'regression of changes with own lags and season, search over lags inside p',
    insufficient:
      lags.length === 0
        ? `an association needs ${MINIMUM_PERIODS} periods with both series, there are ${n}`
        : 'one of the series does not vary beside its past and season, follows the other exactly, or has a season that two years are too few for',
  });
}
