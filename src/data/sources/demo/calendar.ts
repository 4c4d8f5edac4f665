/** The months of a demo market and which round of it owns which month. */
import { type Period, periodIndex, shiftPeriod } from '../../../domain/period.ts';
import { type DemoMarket, MARKETS } from './catalogue.ts';

/** Fixed, so that a world never depends on the day on which it is written. */
export const LAST_PERIOD: Period = '2026-10-01';

export interface Round {
  readonly project: string;
  /** Index of the first and last month of the round, both included. */
  readonly from: number;
  readonly to: number;
  readonly follows: string | null;
}

export interface WorldCalendar {
  readonly periods: readonly Period[];
  /** Rounds of each market of `MARKETS`, oldest first. */
  readonly rounds: readonly (readonly Round[])[];
  /** Month of the year of period index `t`, 0–11; also before the first period. */
  monthOfYear(t: number): number;
}

function roundsOf(market: DemoMarket, count: number): Round[] {
  const [first, second] = market.rounds as readonly [string, string?];
  if (second === undefined) return [{ project: first, from: 0, to: count - 1, follows: null }];
  const half = Math.floor(count / 2);
  if (half === 0) return [{ project: second, from: 0, to: count - 1, follows: null }];
  return [
    { project: first, from: 0, to: half - 1, follows: null },
    { project: second, from: half, to: count - 1, follows: first },
  ];
}

export function worldCalendar(count: number): WorldCalendar {
  const periods = Array.from({ length: count }, (_, t) => shiftPeriod('monthly', LAST_PERIOD, t - count + 1));
  const first = periodIndex('monthly', periods[0] as Period);
  return {
    periods,
    rounds: MARKETS.map((market) => roundsOf(market, count)),
    monthOfYear: (t) => (((first + t) % 12) + 12) % 12,
  };
}
