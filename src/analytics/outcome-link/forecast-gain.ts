/** Does knowing the score improve a forecast of the outcome? Clark–West over brands, expanding window. */
import { changes } from '../stats/association/short-run.ts';
import { mean } from '../stats/describe.ts';
import { studentTail } from '../stats/distributions/beta.ts';
import { fourierPairs } from '../stats/series/seasonal-terms.ts';
import { GrowingFit, meansSoFar, predict } from './expanding-window.ts';
import type { LinkPanel } from './units.ts';

export type ForecastGain =
  | {
      /** Share of the mean squared error that the score takes away; negative: it costs. */
      readonly gain: number;
      /** One-sided: the larger model forecasts better (Clark & West 2007). */
      readonly p: number;
      /** Periods forecast, and the lag of the score that was used. */
      readonly periods: number;
      readonly lag: number;
      readonly insufficient: null;
    }
  | { readonly gain: null; readonly p: null; readonly lag: number; readonly insufficient: string };

/** Share of the calendar that only trains. */
const TRAINING_SHARE = 0.6;
/** Fewest periods to judge on. */
const FEWEST_ORIGINS = 10;

interface Row {
  readonly period: number;
  readonly target: number;
  readonly small: readonly number[];
  readonly large: readonly number[];
}

/**
 * One period ahead, all brands in one model with common coefficients, fitted on what lies before each period only: the change of
 * the outcome on its own past, season and brand level, with and without the score `lag` periods before. The adjusted gain is
 * averaged over brands by period; a t test over periods judges it, so that brands may move together.
 */
export function forecastGain(
  panel: LinkPanel,
  units: readonly number[],
  predictor: number,
  lag: number,
  season: number,
): ForecastGain {
  const rows = units.flatMap((u): Row[] => {
    const { y, x, start } = panel.units[u]!;
    const score = x[predictor]!;
    const [dy, dx] = [changes(y), changes(score)];
    const [meanY, meanScore] = [meansSoFar(y), meansSoFar(score)];
    const times = dy.flatMap((_, t) => {
      const needed: (number | null | undefined)[] = [
        dy[t],
        y[t - 1],
        dy[t - 1],
        dx[t - lag],
        score[t - lag - 1],
        dx[t - lag - 1],
      ];
      return needed.every((value) => value != null && Number.isFinite(value)) ? [t] : [];
    });
    const calendar = times.map((t) => t + start);
    const wave = season >= 2 ? fourierPairs(calendar, season, 1) : [];
    return times.map((t, i): Row => {
      // Levels as distances from what was known before: the brand's own mean so far takes the place of an intercept.
      const small = [y[t - 1]! - meanY[t - 1]!, dy[t - 1]!, ...wave.map((column) => column[i]!), 1];
      return {
        period: calendar[i]!,
        target: dy[t]!,
        small,
        large: [...small, dx[t - lag]!, score[t - lag - 1]! - meanScore[t - lag - 1]!, dx[t - lag - 1]!],
      };
    });
  });
  const periods = [...new Set(rows.map(({ period }) => period))].sort((a, b) => a - b);
  const from = Math.floor(TRAINING_SHARE * periods.length);
  const gains: number[] = [];
  let [errorSmall, errorLarge] = [0, 0];
  const [smallWidth, largeWidth] = [rows[0]?.small.length ?? 0, rows[0]?.large.length ?? 0];
  const waiting = [...rows].sort((a, b) => a.period - b.period);
  const fit = new GrowingFit(largeWidth);
  for (const period of periods.slice(from)) {
    for (let row = waiting[fit.rows]; row !== undefined && row.period < period; row = waiting[fit.rows])
      fit.add(row.large, row.target);
    if (fit.rows <= largeWidth) continue;
    const [small, large] = [fit.solve(smallWidth), fit.solve(largeWidth)];
    if (!small || !large) continue;
    const now = rows.filter((row) => row.period === period);
    const adjusted = now.map((row) => {
      const [a, b] = [predict(row.small, small), predict(row.large, large)];
      errorSmall += (row.target - a) ** 2;
      errorLarge += (row.target - b) ** 2;
      return (row.target - a) ** 2 - ((row.target - b) ** 2 - (a - b) ** 2);
    });
    gains.push(mean(adjusted)!);
  }
  const n = gains.length;
  if (n < FEWEST_ORIGINS || !(errorSmall > 0))
    return { gain: null, p: null, lag, insufficient: `needs ${FEWEST_ORIGINS} periods to forecast, there are ${n}` };
  const centre = mean(gains)!;
  const variance = gains.reduce((sum, gain) => sum + (gain - centre) ** 2, 0) / (n - 1) / n;
  if (!(variance > 0)) return { gain: null, p: null, lag, insufficient: 'the forecasts do not differ' };
  return {
    gain: 1 - errorLarge / errorSmall,
    p: studentTail(centre / Math.sqrt(variance), n - 1),
    periods: n,
    lag,
    insufficient: null,
  };
}
