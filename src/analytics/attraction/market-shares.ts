/** Shares of the brands of one market by period, with what nobody tracks: as stated, or computed from the sales of all tracked brands. */
import type { OutcomeSeries } from '../../domain/dataset.ts';
import type { Period } from '../../domain/period.ts';
import { outcomeOf } from '../outcome-link/units.ts';
import type { ScoreHistory } from '../scores/history.ts';

export interface MarketShares {
  readonly periods: readonly Period[];
  readonly brands: readonly string[];
  /** Per cent, `shares[brand][period]`; null: not on the market, or not known. */
  readonly shares: readonly (readonly (number | null)[])[];
  /** Per cent that no tracked brand holds; null where a brand with scores has no share, or shares add to more than 100. */
  readonly others: readonly (number | null)[];
}

/** Stated shares may add to this much more than 100 by rounding. */
const ROUNDING_PP = 0.5;

/** Whether a brand has any score in a period: then it is on the market. */
function presence(history: ScoreHistory): (b: number, t: number) => boolean {
  const [width, span] = [history.metrics.length, history.periods.length];
  return (b, t) => {
    for (let m = 0; m < width; m++) if (!Number.isNaN(history.values[(b * width + m) * span + t]!)) return true;
    return false;
  };
}

/** Market shares as they were imported. Null: no brand of the market has one. */
export function statedShares(history: ScoreHistory, outcomes: readonly OutcomeSeries[]): MarketShares | null {
  const shares = history.brands.map((brand) => outcomeOf(history, brand, 'market_share', outcomes));
  if (shares.every((series) => series.every((value) => value === null))) return null;
  const isThere = presence(history);
  const others = history.periods.map((_, t) => {
    const isComplete = shares.every((series, b) => series[t] !== null || !isThere(b, t));
    const rest = 100 - shares.reduce((sum, series) => sum + (series[t] ?? 0), 0);
    return isComplete && rest >= -ROUNDING_PP && rest < 100 ? Math.max(0, rest) : null;
  });
  return { periods: history.periods, brands: history.brands, shares, others };
}

/**
 * Shares of tracked sales: each brand's sales ÷ those of all brands with scores. A period in which a brand has scores but no
 * sales has no shares, because its total is not known.
 * @returns why not, when no period is complete with two brands
 */
export function trackedShares(
  history: ScoreHistory,
  outcomes: readonly OutcomeSeries[],
  sales: string,
): MarketShares | string {
  const values = history.brands.map((brand) => outcomeOf(history, brand, sales, outcomes));
  const isThere = presence(history);
  const without = history.brands.filter(
    (_, b) => values[b]!.every((value) => value === null) && history.periods.some((_period, t) => isThere(b, t)),
  );
  if (without.length > 0) return `no ${sales} of ${without.join(', ')}`;
  const totals = history.periods.map((_, t) => {
    const known = values.filter((series) => series[t] !== null);
    const isComplete = values.every((series, b) => series[t] !== null || !isThere(b, t));
    const total = known.reduce((sum, series) => sum + series[t]!, 0);
    return isComplete && known.length >= 2 && total > 0 ? total : null;
  });
  if (totals.every((total) => total === null)) return `no period in which every brand with scores has ${sales}`;
  return {
    periods: history.periods,
    brands: history.brands,
    shares: values.map((series) =>
      series.map((value, t) => (value === null || totals[t] === null ? null : (100 * value) / totals[t]!)),
    ),
    others: totals.map((total) => (total === null ? null : 0)),
  };
}

/** Shares as outcome series of one project, as a link reads them. */
export const shareSeries = (
  { periods, brands, shares }: MarketShares,
  project: string,
  outcome: string,
): OutcomeSeries[] => brands.map((brand, b) => ({ project, brand, outcome, unit: '%', periods, values: shares[b]! }));
