/** Whether several projects measure the same things the same way, so that their brands can be compared or joined. */

import type { Metric, MetricKey, Project, ScoreCube, Weight } from '../../domain/dataset.ts';
import { weightsByDate } from '../../domain/weights.ts';

/** What one project measures: its metrics with their weights, and how often. */
export interface MeasuredProject {
  readonly project: string;
  readonly frequency: string;
  readonly currency: string;
  readonly metrics: readonly {
    /** One text for section, platform and metric. */
    readonly key: string;
    readonly direction: 'higher' | 'lower';
    readonly unit: string | null;
    /** Share of the project's total weight, 0–1. */
    readonly weightShare: number;
  }[];
}

export type MismatchKind = 'missing' | 'direction' | 'unit' | 'weight' | 'frequency' | 'currency';

export interface Mismatch {
  readonly kind: MismatchKind;
  readonly projects: readonly [string, string];
  /** Null for project-wide ones. */
  readonly metric: string | null;
  readonly detail: string;
}

export interface PairCompatibility {
  readonly projects: readonly [string, string];
  /** Metrics both hold with the same direction and unit. */
  readonly shared: readonly string[];
  /** Weight that the shared metrics carry, 0–1; the smaller of the two projects. */
  readonly sharedWeight: number;
  /** Overlap of the weights over shared metrics, 0–1: Σ min(share in one, share in the other). */
  readonly weightOverlap: number;
  /** `full`: scores compare as they are · `partial`: only over the shared metrics · `none`: not at all. */
  readonly verdict: 'full' | 'partial' | 'none';
}

export interface Compatibility {
  readonly pairs: readonly PairCompatibility[];
  readonly mismatches: readonly Mismatch[];
  /** Metrics that every project shares, sorted. */
  readonly common: readonly string[];
}

/** Two scores whose weights overlap less than this differ by design, not by brand. */
const FULL_OVERLAP = 0.95;
/** Below half of the weight the shared part says little about either score. */
const PARTIAL_WEIGHT = 0.5;
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Compares every pair of projects and lists each mismatch. Identical definitions give `full` and no mismatch. */
export function checkCompatibility(projects: readonly MeasuredProject[]): Compatibility {
  const mismatches: Mismatch[] = [];
  const pairs: PairCompatibility[] = [];
  for (let i = 0; i < projects.length; i++)
    for (let j = i + 1; j < projects.length; j++) {
      const [a, b] = [projects[i]!, projects[j]!];
      const names = [a.project, b.project] as const;
      const note = (kind: MismatchKind, metric: string | null, detail: string): void => {
        mismatches.push({ kind, projects: names, metric, detail });
      };
      if (a.frequency !== b.frequency) note('frequency', null, `${a.frequency} and ${b.frequency}`);
      if (a.currency !== b.currency) note('currency', null, `${a.currency} and ${b.currency}`);
      const other = new Map(b.metrics.map((metric) => [metric.key, metric]));
      const shared: string[] = [];
      let [own, theirs, overlap] = [0, 0, 0];
      for (const metric of [...a.metrics].sort((x, y) => byCode(x.key, y.key))) {
        const match = other.get(metric.key);
        if (match === undefined) {
          note('missing', metric.key, `only in ${a.project}`);
          continue;
        }
        const same = metric.direction === match.direction && metric.unit === match.unit;
        if (metric.direction !== match.direction)
          note('direction', metric.key, `${metric.direction} and ${match.direction}`);
        if (metric.unit !== match.unit)
          note('unit', metric.key, `${metric.unit ?? 'none'} and ${match.unit ?? 'none'}`);
        if (!same) continue;
        shared.push(metric.key);
        own += metric.weightShare;
        theirs += match.weightShare;
        overlap += Math.min(metric.weightShare, match.weightShare);
        if (Math.abs(metric.weightShare - match.weightShare) > 0.005)
          note('weight', metric.key, `${percent(metric.weightShare)} and ${percent(match.weightShare)} of the score`);
      }
      const held = new Set(a.metrics.map(({ key }) => key));
      for (const { key } of [...b.metrics].sort((x, y) => byCode(x.key, y.key)))
        if (!held.has(key)) note('missing', key, `only in ${b.project}`);
      const sharedWeight = Math.min(own, theirs);
      const verdict =
        a.frequency !== b.frequency || sharedWeight < PARTIAL_WEIGHT
          ? 'none'
          : overlap >= FULL_OVERLAP
            ? 'full'
            : 'partial';
      pairs.push({ projects: names, shared, sharedWeight, weightOverlap: overlap, verdict });
    }
  const [first, ...rest] = projects.map(({ metrics }) => metrics);
  const common = (first ?? [])
    .filter((metric) =>
      rest.every((metrics) =>
        metrics.some(
          ({ key, direction, unit }) => key === metric.key && direction === metric.direction && unit === metric.unit,
        ),
      ),
    )
    .map(({ key }) => key)
    .sort(byCode);
  return { pairs, mismatches, common };
}

/** What each project with scores measures in its last period, at the weights that hold then. */
export function measuredProjects(data: {
  readonly projects: readonly Project[];
  readonly scores: readonly ScoreCube[];
  readonly metrics: readonly Metric[];
  readonly weights: readonly Weight[];
}): MeasuredProject[] {
  const weightOf = weightsByDate(data.weights);
  const keyOf = ({ section, platform, metric }: MetricKey): string => `${section} › ${platform} › ${metric}`;
  const definitions = new Map(data.metrics.map((metric) => [keyOf(metric), metric]));
  return data.projects.flatMap(({ project, frequency, currency }): MeasuredProject[] => {
    const cube = data.scores.find((each) => each.project === project);
    const last = cube?.periods.at(-1);
    if (cube === undefined || last === undefined) return [];
    const known = cube.metrics.flatMap((metric) => {
      const definition = definitions.get(keyOf(metric));
      return definition === undefined ? [] : [{ definition, weight: weightOf(project, metric, last) }];
    });
    const total = known.reduce((sum, { weight }) => sum + weight, 0);
    return [
      {
        project,
        frequency,
        currency,
        metrics: known.map(({ definition, weight }) => ({
          key: keyOf(definition),
          direction: definition.direction,
          unit: definition.unit,
          weightShare: total > 0 ? weight / total : 0,
        })),
      },
    ];
  });
}
