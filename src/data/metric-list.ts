/** The metrics that make the score, with their weight today in each current project. */
import type { Metric } from '../domain/dataset.ts';
import { resolveSelection } from '../domain/selection.ts';
import { weightsByDate } from '../domain/weights.ts';
import type { DataReader } from '../ports.ts';

export interface MetricListing extends Metric {
  /** Effective weight (section × platform × metric) as a share of the project's total, 0–100. */
  readonly weights: readonly { readonly project: string; readonly sharePct: number }[];
}

/** Every metric of the current projects, in their order of section, platform and name. */
export async function listMetrics(data: DataReader): Promise<readonly MetricListing[]> {
  const resolved = resolveSelection(await data.catalog(), { projects: null, brands: { role: 'all' }, period: null });
  if (!resolved.ok) return [];
  const { dataset } = await data.load(['metrics', 'weights', 'scores'], resolved.selection, []);
  const weightOf = weightsByDate(dataset.weights);
  const sharesByProject = resolved.selection.markets.flatMap(({ project, lastPeriod }) => {
    const cube = dataset.scores.find((each) => each.project === project);
    if (!cube) return [];
    const weights = cube.metrics.map((metric) => weightOf(project, metric, lastPeriod));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return [
      { project, metrics: cube.metrics, sharesPct: weights.map((weight) => (total > 0 ? (100 * weight) / total : 0)) },
    ];
  });
  return dataset.metrics.map((metric) => ({
    ...metric,
    weights: sharesByProject.flatMap(({ project, metrics, sharesPct }) => {
      const at = metrics.findIndex(
        (each) => each.section === metric.section && each.platform === metric.platform && each.metric === metric.metric,
      );
      return at < 0 ? [] : [{ project, sharePct: sharesPct[at] ?? 0 }];
    }),
  }));
}
