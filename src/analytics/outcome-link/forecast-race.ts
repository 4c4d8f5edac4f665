/**
 * Forecasts of an outcome with and without the score, out of sample: a leaderboard of errors, and the nested test. All
 * parts of the score enter, so that nothing is chosen by looking at the periods that are forecast.
 */
import { changes } from '../stats/association/short-run.ts';
import { fourierPairs } from '../stats/series/seasonal-terms.ts';
import { clarkWestOfGains, dieboldMariano } from '../stats/tests/forecast-comparison.ts';
import { GrowingFit, meansSoFar, predict } from './expanding-window.ts';
import type { LinkPanel } from './units.ts';

/** From the simplest: the last value, that of a year before (where there is one), a model of the outcome's own past and season, the same with the score. */
export const FORECASTERS = ['last value', 'a year before', 'own past and season', 'with the score'] as const;
export type Forecaster = (typeof FORECASTERS)[number];

export interface ForecasterErrors {
  readonly forecaster: Forecaster;
  /** Root mean squared and mean absolute error on the tested scale (of logarithms: shares). */
  readonly rootMeanSquare: number;
  readonly meanAbsolute: number;
  /** Diebold–Mariano against the last value, two-sided; null for the last value itself, or where losses do not differ. */
  readonly p: number | null;
}

export type ForecastRace =
  | {
      /** Periods ahead. */
      readonly horizon: number;
      /** Periods forecast, and brand-periods. */
      readonly periods: number;
      readonly forecasts: number;
      /** Best first. */
      readonly board: readonly ForecasterErrors[];
      /** Share of the mean squared error of the smaller model that the score takes away; negative: it costs. */
      readonly gain: number;
      /** Clark & West (2007), one-sided: the model with the score forecasts better than the one that it contains. */
      readonly p: number;
      readonly insufficient: null;
    }
  | { readonly horizon: number; readonly insufficient: string };

/** Share of the calendar that only trains. */
const TRAINING_SHARE = 0.6;
/** Fewest periods to judge on. */
const FEWEST_PERIODS = 10;
/** Training rows for each coefficient. */
const ROWS_PER_COEFFICIENT = 4;
/** Share of forecasts for which a value of a year before must be known. */
const MOST_ROWS = 0.75;
/** A season of so many periods may have two waves. */
const TWO_WAVES = 12;

interface Row {
  readonly period: number;
  readonly target: number;
  readonly yearBefore: number | null;
  readonly small: readonly number[];
  readonly large: readonly number[];
}

function rowsOf(panel: LinkPanel, u: number, season: number, horizon: number): Row[] {
  const { y, x, start } = panel.units[u]!;
  const dy = changes(y);
  const dx = x.map(changes);
  const [meanY, meanX] = [meansSoFar(y), x.map(meansSoFar)];
  const times = y.flatMap((_, t) => {
    const o = t - horizon;
    const needed = [y[t], dy[o], ...dx.map((each) => each[o])];
    return o >= 1 && needed.every((value) => value != null && Number.isFinite(value)) ? [t] : [];
  });
  const calendar = times.map((t) => t + start);
  const waves = season >= 2 ? fourierPairs(calendar, season, season >= TWO_WAVES ? 2 : 1) : [];
  return times.map((t, i): Row => {
    const o = t - horizon;
    // The same time of an earlier year, known at the origin.
    const usual = y[t - season * Math.ceil(horizon / season)] ?? null;
    // Levels as distances from the brand's own mean so far take the place of an intercept that would know the future.
    const small = [y[o]! - meanY[o]!, dy[o]!, ...waves.map((column) => column[i]!), 1];
    return {
      period: calendar[i]!,
      target: y[t]! - y[o]!,
      yearBefore: usual === null ? null : usual - y[o]!,
      small,
      large: [...small, ...x.flatMap((each, s) => [dx[s]![o]!, each[o]! - meanX[s]![o]!])],
    };
  });
}

/**
 * Forecasts `horizon` periods ahead (directly), all brands in one model with common coefficients, for every period of the last
 * two fifths, fitted on targets that were known when it was made. Judged on means over brands by period, so that brands may
 * move together; errors of overlapping forecasts are allowed to correlate (Clark & West 2007; Diebold & Mariano 1995).
 * @param units brands that enter, by their place in the panel
 */
export function raceForecasts(
  panel: LinkPanel,
  units: readonly number[],
  { season, horizon }: { readonly season: number; readonly horizon: number },
): ForecastRace {
  const rows = units.flatMap((u) => rowsOf(panel, u, season, horizon));
  const periods = [...new Set(rows.map(({ period }) => period))].sort((a, b) => a - b);
  const from = Math.floor(TRAINING_SHARE * periods.length);
  const judged = new Set(periods.slice(from));
  // All forecasters are judged on the same rows. Where most of them have no value of a year before, that forecaster stays
  // out; twelve months ahead it is the last value.
  const asked = rows.filter(({ period }) => judged.has(period));
  const dated = asked.filter(({ yearBefore }) => yearBefore !== null).length;
  const hasYear = season >= 2 && horizon % season !== 0 && dated >= MOST_ROWS * asked.length;
  const names = FORECASTERS.filter((name) => hasYear || name !== 'a year before');
  const adjusted: number[] = [];
  const losses = new Map<Forecaster, { squares: number; sizes: number; byPeriod: number[] }>(
    names.map((name) => [name, { squares: 0, sizes: 0, byPeriod: [] }]),
  );
  let forecasts = 0;
  const [smallWidth, width] = [rows[0]?.small.length ?? 0, rows[0]?.large.length ?? 0];
  const waiting = [...rows].sort((a, b) => a.period - b.period);
  const fit = new GrowingFit(width);
  let entered = 0;
  for (const period of periods.slice(from)) {
    // A target is known `horizon` periods after its origin: only what was known at this origin trains.
    while (entered < waiting.length && waiting[entered]!.period <= period - horizon) {
      const { large, target } = waiting[entered++]!;
      fit.add(large, target);
    }
    if (fit.rows < ROWS_PER_COEFFICIENT * width) continue;
    const [small, large] = [fit.solve(smallWidth), fit.solve(width)];
    const now = rows.filter((row) => row.period === period && (!hasYear || row.yearBefore !== null));
    if (!small || !large || now.length === 0) continue;
    const sums = names.map(() => 0);
    let gain = 0;
    for (const row of now) {
      const [a, b] = [predict(row.small, small), predict(row.large, large)];
      gain += (row.target - a) ** 2 - ((row.target - b) ** 2 - (a - b) ** 2);
      [0, ...(hasYear ? [row.yearBefore!] : []), a, b].forEach((forecast, i) => {
        const error = row.target - forecast;
        const loss = losses.get(names[i]!)!;
        loss.squares += error ** 2;
        loss.sizes += Math.abs(error);
        sums[i]! += error ** 2;
      });
    }
    forecasts += now.length;
    adjusted.push(gain / now.length);
    names.forEach((name, i) => {
      losses.get(name)!.byPeriod.push(sums[i]! / now.length);
    });
  }
  const n = adjusted.length;
  if (n < FEWEST_PERIODS || n <= horizon)
    return {
      horizon,
      insufficient: `needs ${Math.max(FEWEST_PERIODS, horizon + 1)} periods to forecast, there are ${n}`,
    };
  const test = clarkWestOfGains(adjusted, horizon);
  const naive = losses.get('last value')!;
  const [without, withScore] = [losses.get('own past and season')!, losses.get('with the score')!];
  if (test === null || !(without.squares > 0)) return { horizon, insufficient: 'the forecasts do not differ' };
  return {
    horizon,
    periods: n,
    forecasts,
    board: names
      .map((forecaster): ForecasterErrors => {
        const { squares, sizes, byPeriod } = losses.get(forecaster)!;
        return {
          forecaster,
          rootMeanSquare: Math.sqrt(squares / forecasts),
          meanAbsolute: sizes / forecasts,
          p: forecaster === 'last value' ? null : (dieboldMariano(byPeriod, naive.byPeriod, horizon)?.p ?? null),
        };
      })
      .sort((a, b) => a.rootMeanSquare - b.rootMeanSquare || (a.forecaster < b.forecaster ? -1 : 1)),
    gain: 1 - withScore.squares / without.squares,
    p: test.p,
    insufficient: null,
  };
}
