/** Every market of a selection with its facts, or why it could not be analysed. */
import { joinRounds, type ScoreHistory } from '../../../analytics/scores/history.ts';
import type { Market } from '../../../domain/selection.ts';
import type { RunContext } from '../../report.ts';
import type { MarketFacts, ScoreAnalysis } from '../analysis.ts';
import { describeMarket, type MarketSettings } from './describe-market.ts';
import { groundOf, type MarketGround, type PerformanceData } from './ground.ts';

export interface DescribedMarket {
  readonly ground: MarketGround;
  readonly facts: MarketFacts;
}

/** The market's rounds on one grid; joined once a run, whichever report asks first. */
export function historyOf(market: Market, data: PerformanceData, ctx: RunContext<unknown>): ScoreHistory | null {
  return ctx.memo(`score-history:${market.project}`, () =>
    joinRounds(market.rounds, data.scores, data.weights, market.frequency),
  );
}

/** The same with the cells of short gaps that were interpolated on loading; null when none was. For what is shown only. */
function shownHistoryOf(market: Market, data: PerformanceData, ctx: RunContext<unknown>): ScoreHistory | null {
  const isFilled = data.scores.some(
    ({ project, imputed }) => market.rounds.includes(project) && imputed?.includes(1) === true,
  );
  if (!isFilled) return null;
  return ctx.memo(`shown-history:${market.project}`, () =>
    joinRounds(market.rounds, data.scores, data.weights, market.frequency, 'show'),
  );
}

/**
 * Ground and facts of every market, in the order of the selection; computed once a run for all reports with the same settings.
 * @param each called after every market with its index, so that tests can follow while the stage is told
 */
export function describeMarkets(
  data: PerformanceData,
  ctx: RunContext<unknown>,
  settings: MarketSettings,
  each: (market: DescribedMarket, index: number) => void = () => {},
): { readonly markets: readonly DescribedMarket[]; readonly absent: ScoreAnalysis['absent'] } {
  const described: DescribedMarket[] = [];
  const absent: { project: string; reason: string }[] = [];
  const { markets } = ctx.selection;
  markets.forEach((market, i) => {
    ctx.progress(`scores of ${market.project}`, 0.1 * (i / markets.length));
    const ground = ctx.memo(`ground:${market.project}`, () => groundOf(market, data, historyOf(market, data, ctx)));
    if (typeof ground === 'string') {
      absent.push({ project: market.project, reason: ground });
      return;
    }
    const facts = ctx.memo(`facts:${JSON.stringify([market.project, settings])}`, () =>
      describeMarket(ground, data, settings, shownHistoryOf(market, data, ctx)),
    );
    const found = { ground, facts };
    described.push(found);
    each(found, i);
  });
  return { markets: described, absent };
}
