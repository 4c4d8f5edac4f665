/** Parts of the score as predictors of an outcome: the whole, sections, platforms, metrics. */
import type { LinkPredictor } from '../../analytics/outcome-link/units.ts';
import type { ScoreHistory } from '../../analytics/scores/history.ts';
import type { TiedMetrics } from './tied-metrics.ts';

/** The score as a whole. */
export const TOTAL: LinkPredictor = { predictor: {}, label: 'DC score', filter: () => () => true };

/** Sections of all histories as predictors, in the order of their names. */
export function sectionPredictors(histories: readonly ScoreHistory[]): LinkPredictor[] {
  const sections = [...new Set(histories.flatMap((history) => history.sections))].sort();
  return sections.map((section) => ({
    predictor: { section },
    label: `${section} score`,
    filter: (history) => (m) => history.metrics[m]!.section === section,
  }));
}

/**
 * Parts of the score without the metrics that are tied to the outcome, which would find their own definition; a part of
 * nothing else drops out.
 */
export function besideOutcome(
  parts: readonly LinkPredictor[],
  histories: readonly ScoreHistory[],
  tied: TiedMetrics,
): LinkPredictor[] {
  return parts
    .map(
      (part): LinkPredictor => ({
        ...part,
        filter: (history) => {
          const isInside = part.filter(history);
          return (m) => isInside(m) && !tied.has(history.metrics[m]!);
        },
      }),
    )
    .filter(({ filter }) => histories.some((history) => history.metrics.some((_, m) => filter(history)(m))));
}

export function platformPredictors(histories: readonly ScoreHistory[], section: string): LinkPredictor[] {
  const platforms = [
    ...new Set(
      histories.flatMap(({ metrics }) =>
        metrics.filter((each) => each.section === section).map((each) => each.platform),
      ),
    ),
  ].sort();
  return platforms.map((platform) => ({
    predictor: { section, platform },
    label: `${platform} score`,
    filter: (history) => (m) => history.metrics[m]!.section === section && history.metrics[m]!.platform === platform,
  }));
}

export function metricPredictors(
  histories: readonly ScoreHistory[],
  section: string,
  platform: string,
): LinkPredictor[] {
  const metrics = [
    ...new Set(
      histories.flatMap((history) =>
        history.metrics
          .filter((each) => each.section === section && each.platform === platform)
          .map((each) => each.metric),
      ),
    ),
  ].sort();
  return metrics.map((metric) => ({
    predictor: { section, platform, metric },
    label: `${metric} (${platform})`,
    filter: (history) => (m) => {
      const key = history.metrics[m]!;
      return key.section === section && key.platform === platform && key.metric === metric;
    },
  }));
}
