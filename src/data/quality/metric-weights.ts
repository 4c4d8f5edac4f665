/** The effective weight of every metric in every period, from the dated weight rows of the project that owns the period. */
import type { MetricKey, Weight } from '../../domain/dataset.ts';
import type { Period } from '../../domain/period.ts';

/** Looks the effective weight of a metric up: section weight × platform weight × metric weight. */
export type MetricWeight = (project: string, metric: MetricKey, period: Period) => number;

const levelKey = (project: string, section: string, platform: string | null, metric: string | null): string =>
  JSON.stringify([project, section, platform, metric]);

/**
 * Weights in force by date. A level without a row weighs 1. A row holds from its date until the next row of the same
 * level; before the first date the earliest row holds, because no other weight was ever stated.
 */
export function metricWeights(weights: readonly Weight[]): MetricWeight {
  const byLevel = new Map<string, Weight[]>();
  for (const row of weights) {
    const key = levelKey(row.project, row.section, row.platform, row.metric);
    const rows = byLevel.get(key);
    if (rows) rows.push(row);
    else byLevel.set(key, [row]);
  }
  for (const rows of byLevel.values()) rows.sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const inForce = (rows: readonly Weight[] | undefined, period: Period): number => {
    if (!rows) return 1;
    let held = rows[0];
    for (const row of rows) if (row.validFrom <= period) held = row;
    return held?.weight ?? 1;
  };
  return (project, { section, platform, metric }, period) =>
    inForce(byLevel.get(levelKey(project, section, null, null)), period) *
    inForce(byLevel.get(levelKey(project, section, platform, null)), period) *
    inForce(byLevel.get(levelKey(project, section, platform, metric)), period);
}
