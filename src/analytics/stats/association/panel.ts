/** Does y move with, or after, x, over several brands together? */
import type { Evidence } from '../../../domain/evidence.ts';
import { type AssociationOptions, evidenceOfSearch, type LagResult } from './pair.ts';
import { MINIMUM_PERIODS, partialOut, type Series, searchedLags } from './short-run.ts';

/**
 * One slope for all brands: each brand's changes with its own past, season and controls taken out, pooled. Errors are
 * summed over brands by period (Driscoll & Kraay 1998), so brands may move together in any way; their long-run variance is the
 * equal-weighted-cosine estimate with ν = round(.4·T^⅔) and t_ν critical values (Lazarus, Lewis, Stock & Watson 2018). Lags,
 * gaps and refusals as for a pair; T is the longest history.
 */
export function associatePanel(
  brands: readonly { readonly y: Series; readonly x: Series; readonly controls?: readonly Series[] }[],
  o: AssociationOptions,
): Evidence {
  const counts = brands.map(({ y, x }) =>
    y.reduce<number>((count, value, t) => count + (value !== null && x[t] != null ? 1 : 0), 0),
  );
  const lags = searchedLags(Math.max(0, ...counts));
  const found = lags.flatMap((lag): LagResult[] => {
    let xx = 0;
    let xy = 0;
    let rows = 0;
    const parts = brands.flatMap((brand) => {
      const part = partialOut(brand.y, brand.x, lag, { ...o, ...(brand.controls && { controls: brand.controls }) });
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
    const periods = ordered.length;
    const df = Math.max(1, Math.round(0.4 * periods ** (2 / 3)));
    let longRun = 0;
    for (let j = 1; j <= df; j++) {
      let weighted = 0;
      ordered.forEach((score, t) => {
        weighted += score * Math.cos((Math.PI * j * (t + 0.5)) / periods);
      });
      longRun += (2 / periods) * weighted ** 2;
    }
    longRun /= df;
    // Degrees of freedom spent on each brand's own terms shrink the residuals.
    const spent = rows / (rows - parts.reduce((sum, part) => sum + part.removed, 0) - 1);
    const error = (Math.sqrt(periods * longRun) / xx) * spent;
    return error > 1e-9 * Math.abs(slope) ? [{ lag, slope, error, df }] : [];
  });
  return evidenceOfSearch(found, {
    ...o,
    n: counts.reduce((sum, count) => sum + count, 0),
    test: 'pooled regression of changes, Driscoll–Kraay errors with fixed-b critical values, search over lags inside p',
    insufficient:
      lags.length === 0
        ? `an association needs ${MINIMUM_PERIODS} periods with both series, the longest brand has ${Math.max(0, ...counts)}`
        : 'fewer than two brands vary beside their past and season',
  });
}
