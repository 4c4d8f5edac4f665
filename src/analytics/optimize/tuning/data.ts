/** The data that judge tuned settings: series, a table of drivers and costs, drawn from what the store holds. */
import type { Dataset } from '../../../domain/dataset.ts';
import { PERIODS_PER_YEAR } from '../../../domain/period.ts';
import type { Market } from '../../../domain/selection.ts';
import { joinRounds } from '../../scores/history.ts';
import { rollUp, toNullable } from '../../scores/roll-up.ts';
import { standardDeviation } from '../../stats/describe.ts';

export interface TuningSeries {
  readonly name: string;
  readonly seasonLength: number;
  /** In time order at equal spacing; null is a gap. */
  readonly values: readonly (number | null)[];
}

/** Rows of a panel: what happened to an outcome, and what moved before. */
export interface TuningTable {
  readonly rows: readonly (readonly (number | null)[])[];
  readonly target: readonly number[];
  /** Period of each row, as a whole number. */
  readonly periods: readonly number[];
  /** Longest lag in a row: the purge gap between training and test. */
  readonly longestLag: number;
}

/** Plain JSON: it crosses to worker threads, and its signature is taken of it. */
export interface TuningData {
  readonly series: readonly TuningSeries[];
  readonly table: TuningTable | null;
  /** Changes by period (rows) and brand (columns), complete. */
  readonly changes: readonly (readonly number[])[];
  /** Amounts that choices under a budget are made of. */
  readonly costs: readonly number[];
}

export const TUNING_TABLES = ['scores', 'weights', 'outcomes', 'spend'] as const;
/** Outcomes that may stand as the target, best first. */
export const TUNING_OUTCOMES = ['revenue', 'units', 'orders'] as const;

const LAGS = [0, 1, 2];
const MOST_SERIES = 12;
const MOST_COSTS = 40;

/**
 * Draws the judging data from the tables of a selection: score and outcome series of the subject brands (at most 12), the
 * table "change of the log outcome on section score changes, lags 0–2" over all brands that have the outcome, score changes
 * of all brands, spend by brand and channel. Order and content depend on the data alone.
 */
export function tuningDataOf(
  data: Pick<Dataset, (typeof TUNING_TABLES)[number]>,
  markets: readonly Market[],
): TuningData {
  const series: TuningSeries[] = [];
  const rows: (readonly (number | null)[])[] = [];
  const target: number[] = [];
  const periods: number[] = [];
  let changes: readonly (readonly number[])[] = [];
  const outcome = TUNING_OUTCOMES.find((name) => data.outcomes.some((each) => each.outcome === name));
  for (const market of markets) {
    const history = joinRounds(market.rounds, data.scores, data.weights, market.frequency);
    if (history === null) continue;
    const seasonLength = PERIODS_PER_YEAR[market.frequency];
    const outcomeOf = (brand: string): readonly (number | null)[] =>
      history.periods.map((period) => {
        for (const each of data.outcomes) {
          if (each.brand !== brand || each.outcome !== outcome || !market.rounds.includes(each.project)) continue;
          const value = each.values[each.periods.indexOf(period)];
          if (value != null) return value;
        }
        return null;
      });
    const brandChanges: (readonly (number | null)[])[] = [];
    history.brands.forEach((brand, b) => {
      const score = toNullable(rollUp(history, b).values);
      brandChanges.push(differences(score));
      const measured = outcomeOf(brand);
      if (market.brands.includes(brand)) {
        series.push({ name: `${market.project} · ${brand} · score`, seasonLength, values: score });
        if (measured.some((value) => value !== null))
          series.push({ name: `${market.project} · ${brand} · ${outcome}`, seasonLength, values: measured });
      }
      const moved = standardised(
        differences(measured.map((value) => (value !== null && value > 0 ? Math.log(value) : null))),
      );
      if (moved === null) return;
      const sections = history.sections.map((_, s) =>
        differences(toNullable(rollUp(history, b, (m) => history.sectionOf[m] === s).values)),
      );
      moved.forEach((value, t) => {
        if (value === null || t < Math.max(...LAGS) + 1) return;
        rows.push(sections.flatMap((section) => LAGS.map((lag) => section[t - lag] ?? null)));
        target.push(value);
        periods.push(t);
      });
    });
    const complete = completeRows(brandChanges);
    if (complete.length > changes.length) changes = complete;
  }
  return {
    series: series.slice(0, MOST_SERIES),
    table: rows.length > 0 ? { rows, target, periods, longestLag: Math.max(...LAGS) } : null,
    changes,
    costs: costsOf(data.spend),
  };
}

function differences(values: readonly (number | null)[]): (number | null)[] {
  return values.map((value, t) => {
    const before = t === 0 ? null : values[t - 1];
    return value === null || before == null ? null : value - before;
  });
}

/** In standard deviations of its own, so that brands of any size count alike; null where it does not vary. */
function standardised(values: readonly (number | null)[]): (number | null)[] | null {
  const sd = standardDeviation(values);
  return sd === null || !(sd > 0) ? null : values.map((value) => (value === null ? null : value / sd));
}

/** Periods in which every column that is at least nine tenths full has a value. */
function completeRows(columns: readonly (readonly (number | null)[])[]): number[][] {
  const full = columns.filter((column) => column.filter((value) => value !== null).length >= 0.9 * column.length);
  const length = full[0]?.length ?? 0;
  return Array.from({ length }, (_, t) => full.map((column) => column[t] ?? null)).filter((row): row is number[] =>
    row.every((value) => value !== null),
  );
}

function costsOf(spend: Dataset['spend']): number[] {
  const byCell = new Map<string, number>();
  for (const { brand, channel, amount } of spend) {
    const key = JSON.stringify([brand, channel]);
    byCell.set(key, (byCell.get(key) ?? 0) + amount);
  }
  return [...byCell.values()].filter((amount) => amount > 0).slice(0, MOST_COSTS);
}

/** 64 bits of the content (two FNV-1a hashes of its JSON): equal data, equal signature, wherever they come from. */
export function signatureOf(data: unknown): string {
  const text = JSON.stringify(data);
  const hash = (start: number): string => {
    let h = start >>> 0;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
    return h.toString(16).padStart(8, '0');
  };
  return hash(0x811c9dc5) + hash(0x9747b28c);
}
