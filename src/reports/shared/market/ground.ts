/** Where the numbers of one market lie: its joined rounds, the report window, and what that is compared with. */
import { joinRounds, type ScoreHistory, windowIndices } from '../../../analytics/scores/history.ts';
import { relativeMetrics } from '../../../analytics/scores/relative-metrics.ts';
import type { Dataset } from '../../../domain/dataset.ts';
import { rangeLabel } from '../../../domain/period.ts';
import type { Market } from '../../../domain/selection.ts';

export type PerformanceData = Pick<Dataset, 'projects' | 'brands' | 'metrics' | 'weights' | 'scores' | 'events'>;

/** The windows of one market on its history, which the tests need beside the facts. */
export interface MarketGround {
  readonly market: Market;
  readonly history: ScoreHistory;
  readonly current: readonly number[];
  /** The comparison; another history when it is another project. */
  readonly before: { readonly history: ScoreHistory; readonly indices: readonly number[] } | null;
  readonly beforeReason: string | null;
  readonly isRelative: readonly boolean[];
}

/** Where the comparison lies: in the market's own joined history, or in another project's. */
function comparisonOf(
  market: Market,
  history: ScoreHistory,
  cubes: Dataset['scores'],
  weights: Dataset['weights'],
  current: readonly number[],
): Pick<MarketGround, 'before' | 'beforeReason'> {
  const { project, range } = market.comparison;
  if (project === market.project) {
    if (range.from === market.window.from && range.to === market.window.to)
      return { before: null, beforeReason: `${project} cannot be compared with itself` };
    const indices = windowIndices(history, range.from, range.to);
    if (indices.length === 0)
      return { before: null, beforeReason: `no scores in ${rangeLabel(market.frequency, range)} to compare with` };
    return { before: { history, indices }, beforeReason: null };
  }
  const isEarlierRound = market.rounds.includes(project);
  const other = isEarlierRound ? history : joinRounds([project], cubes, weights, market.frequency);
  if (!other) return { before: null, beforeReason: `no scores of ${project} to compare with` };
  const owned = windowIndices(other, range.from, range.to).filter((t) => other.owners[t] === project);
  if (owned.length > 0) return { before: { history: other, indices: owned }, beforeReason: null };
  // The project ended before this window or starts after it: its last periods, as many as the window has.
  const last = other.periods.map((_, t) => t).filter((t) => other.owners[t] === project);
  if (last.length === 0) return { before: null, beforeReason: `no scores of ${project} to compare with` };
  return { before: { history: other, indices: last.slice(-current.length) }, beforeReason: null };
}

/** Joins the market's rounds and finds its windows; a text when that is not possible. */
export function groundOf(market: Market, data: PerformanceData, history: ScoreHistory | null): MarketGround | string {
  if (!history) return 'none of its rounds holds a score';
  const current = windowIndices(history, market.window.from, market.window.to);
  if (current.length === 0) return `no scores in ${rangeLabel(market.frequency, market.window)}`;
  return {
    market,
    history,
    current,
    ...comparisonOf(market, history, data.scores, data.weights, current),
    isRelative: relativeMetrics(history),
  };
}
