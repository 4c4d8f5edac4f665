/** Metrics that are left out of the score held against an outcome, because they are computed from it: by name, or by their figures. */
import { type ComputedMetric, formulaBehind } from '../../analytics/outcome-link/computed-from.ts';
import { isMetricOfOutcome } from '../../analytics/outcome-link/identities.ts';
import { metricId, type ScoreHistory } from '../../analytics/scores/history.ts';
import type { MetricKey } from '../../domain/dataset.ts';

/** A metric whose name is neutral and whose figures are not. */
export interface FoundMetric {
  /** "Efficiency Index (Search Ads)". */
  readonly metric: string;
  /** "spend ÷ revenue". */
  readonly formula: string;
}

export interface TiedMetrics {
  has(key: MetricKey): boolean;
  /** "Return on Ad Spend (Social Ads)": what the name says. Sorted. */
  readonly named: readonly string[];
  readonly found: readonly FoundMetric[];
}

export const metricLabel = ({ metric, platform }: MetricKey): string => `${metric} (${platform})`;

/**
 * @param outcomes the outcome asked about, or several that stand for it
 * @param computed what the figures of these histories say
 */
export function tiedMetrics(
  histories: readonly ScoreHistory[],
  outcomes: readonly string[],
  computed: readonly ComputedMetric[],
): TiedMetrics {
  const all = [
    ...new Map(histories.flatMap(({ metrics }) => metrics.map((key) => [metricId(key), key] as const))).values(),
  ];
  const named = all.filter(({ metric }) => outcomes.some((outcome) => isMetricOfOutcome(metric, outcome)));
  const ids = new Set(named.map(metricId));
  const found = computed.flatMap((metric): FoundMetric[] => {
    const id = metricId(metric);
    if (ids.has(id)) return [];
    const formula = outcomes.map((outcome) => formulaBehind(metric, outcome)).find((each) => each !== null);
    if (formula === undefined || formula === null) return [];
    ids.add(id);
    return [{ metric: metricLabel(metric), formula }];
  });
  return { has: (key) => ids.has(metricId(key)), named: [...new Set(named.map(metricLabel))].sort(), found };
}

/** "Efficiency Index (Search Ads) moves as spend ÷ revenue": for notes and tables. */
export const foundWords = ({ metric, formula }: FoundMetric): string => `${metric} moves as ${formula}`;
