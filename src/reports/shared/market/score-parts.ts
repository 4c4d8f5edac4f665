/** The parts of a score that are tested: all of it, its sections, their platforms, their metrics. */
import type { ScoreHistory } from '../../../analytics/scores/history.ts';
import type { MetricFilter } from '../../../analytics/scores/roll-up.ts';
import type { Finding } from '../../../domain/finding.ts';

export interface ScorePart {
  /** Null: the whole score. */
  readonly predictor: NonNullable<Finding['predictor']> | null;
  /** End of the finding's id. */
  readonly name: string;
  /** "DC score", "Marketplace score", "Buy Box Share (Bazaarly)". */
  readonly label: string;
  readonly filter: MetricFilter;
}

export const WHOLE_SCORE: ScorePart = { predictor: null, name: 'score', label: 'DC score', filter: () => true };

export function sectionParts(history: ScoreHistory): ScorePart[] {
  return history.sections.map((section, s) => ({
    predictor: { section },
    name: section,
    label: `${section} score`,
    filter: (m) => history.sectionOf[m] === s,
  }));
}

/** One level down: platforms of a section, metrics of a platform, nothing below a metric. */
export function partsBelow(history: ScoreHistory, part: ScorePart): ScorePart[] {
  const { section, platform, metric } = part.predictor ?? {};
  if (section === undefined) return sectionParts(history);
  if (metric !== undefined) return [];
  if (platform === undefined)
    return [...new Set(history.metrics.filter((each) => each.section === section).map((each) => each.platform))].map(
      (name) => ({
        predictor: { section, platform: name },
        name: `${section}/${name}`,
        label: `${name} score`,
        filter: (m) => history.metrics[m]!.section === section && history.metrics[m]!.platform === name,
      }),
    );
  return history.metrics.flatMap((each, at) =>
    each.section === section && each.platform === platform
      ? [
          {
            predictor: { section, platform, metric: each.metric },
            name: `${section}/${platform}/${each.metric}`,
            label: `${each.metric} (${platform})`,
            filter: (m: number) => m === at,
          },
        ]
      : [],
  );
}

/** Share of today's weight of a part that lies on relative metrics, 0–1. */
export function relativeShareOf(history: ScoreHistory, isRelative: readonly boolean[], part: ScorePart): number {
  let total = 0;
  let relative = 0;
  history.todayWeights.forEach((weight, m) => {
    if (!part.filter(m)) return;
    total += weight;
    if (isRelative[m]) relative += weight;
  });
  return total > 0 ? relative / total : 0;
}
