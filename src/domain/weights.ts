/** The weight of every metric in every period: section × platform × metric weight, as valid in the owning project. */
import type { MetricKey, Weight } from './dataset.ts';
import type { Period } from './period.ts';

const levelKey = (project: string, section: string, platform: string | null, metric: string | null): string =>
  JSON.stringify([project, section, platform, metric]);

/**
 * Effective weights by project, metric and date. A level without a row weighs 1. A row holds from its date until the
 * next row of its level; before the first date the earliest row holds, because no other weight was ever stated.
 */
export function weightsByDate(rows: readonly Weight[]): (project: string, metric: MetricKey, period: Period) => number {
  const levels = new Map<string, Weight[]>();
  for (const row of rows) {
    const key = levelKey(row.project, row.section, row.platform, row.metric);
    const level = levels.get(key);
    if (level) level.push(row);
    else levels.set(key, [row]);
  }
  for (const level of levels.values()) level.sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const valid = (key: string, period: Period): number => {
    const level = levels.get(key);
    if (!level) return 1;
    let weight = level[0]!.weight;
    for (const row of level) if (row.validFrom <= period) weight = row.weight;
    return weight;
  };
  return (project, { section, platform, metric }, period) =>
    valid(levelKey(project, section, null, null), period) *
    valid(levelKey(project, section, platform, null), period) *
    valid(levelKey(project, section, platform, metric), period);
}
