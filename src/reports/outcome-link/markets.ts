/** The markets of a report with their facts, and the histories that its links pool. */
import { type ComputedMetric, computedMetrics } from '../../analytics/outcome-link/computed-from.ts';
import type { LinkMarket } from '../../analytics/outcome-link/units.ts';
import type { Dataset } from '../../domain/dataset.ts';
import type { RunContext } from '../report.ts';
import type { MarketFacts, ScoreAnalysis } from '../shared/analysis.ts';
import type { PerformanceData } from '../shared/market/ground.ts';
import { type DescribedMarket, describeMarkets } from '../shared/market/markets.ts';

export interface LinkedMarkets {
  readonly described: readonly DescribedMarket[];
  readonly facts: readonly MarketFacts[];
  readonly absent: ScoreAnalysis['absent'];
  /** What a link pools. */
  readonly markets: readonly LinkMarket[];
  /** (project, brand) of every brand that the report is about. */
  readonly subjects: readonly { readonly project: string; readonly brand: string }[];
  readonly currencies: Readonly<Record<string, string>>;
  /** Metrics that are computed from outcomes, by their figures; looked for once a run. */
  readonly computed: readonly ComputedMetric[];
}

/** Facts without volatility and headroom: a link does not speak of them. */
export function linkMarkets(
  data: PerformanceData & Pick<Dataset, 'outcomes' | 'spend'>,
  ctx: RunContext<unknown>,
  level: number,
): LinkedMarkets {
  const { markets: described, absent } = describeMarkets(data, ctx, {
    withVolatility: false,
    withHeadroom: false,
    level,
  });
  const markets = described.map(({ ground, facts }) => ({ project: facts.project, history: ground.history }));
  return {
    described,
    absent,
    facts: described.map(({ facts }) => facts),
    markets,
    subjects: described.flatMap(({ facts }) => facts.subjects.map(({ brand }) => ({ project: facts.project, brand }))),
    currencies: Object.fromEntries(described.map(({ ground }) => [ground.market.project, ground.market.currency])),
    computed: ctx.memo('computed-metrics', () => computedMetrics(markets, data)),
  };
}
