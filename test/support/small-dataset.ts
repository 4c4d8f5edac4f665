/** A synthetic dataset maker: small markets whose every value, weight and gap the test chooses. */
import type {
  Brand,
  Catalog,
  Dataset,
  EventRow,
  MetricKey,
  Project,
  ScoreCube,
  Weight,
} from '../../src/domain/dataset.ts';
import { type Frequency, periodAt, periodIndex } from '../../src/domain/period.ts';

export interface SmallProject {
  readonly project: string;
  readonly market?: string;
  readonly follows?: string;
  readonly frequency?: Frequency;
  /** First period. */
  readonly start: string;
  readonly periods: number;
  readonly brands: readonly string[];
  /** "Section/Platform/Metric". */
  readonly metrics: readonly string[];
  /** 0–100, or null for a gap; `t` counts from this project's first period. */
  readonly value: (brand: string, metric: string, t: number) => number | null;
  /** "Section", "Section/Platform" or "Section/Platform/Metric" → weight, from the start or from `validFrom`. */
  readonly weights?: readonly { readonly level: string; readonly weight: number; readonly validFrom?: string }[];
}

export function metricKey(path: string): MetricKey {
  const [section, platform, metric] = path.split('/');
  return { section: section!, platform: platform!, metric: metric! };
}

/** @param own brands in the order given whose role is `own`; all others compete */
export function smallDataset(
  projects: readonly SmallProject[],
  own: readonly string[],
  events: readonly EventRow[] = [],
): { readonly dataset: Dataset; readonly catalog: Catalog } {
  const rows: Project[] = [];
  const weights: Weight[] = [];
  const scores: ScoreCube[] = [];
  for (const each of projects) {
    const frequency = each.frequency ?? 'monthly';
    const first = periodIndex(frequency, each.start);
    const periods = Array.from({ length: each.periods }, (_, t) => periodAt(frequency, first + t));
    const brands = [...each.brands].sort();
    const metrics = each.metrics.map(metricKey);
    const values = new Float64Array(brands.length * metrics.length * periods.length);
    brands.forEach((brand, b) => {
      each.metrics.forEach((metric, m) => {
        for (let t = 0; t < periods.length; t++)
          values[(b * metrics.length + m) * periods.length + t] = each.value(brand, metric, t) ?? Number.NaN;
      });
    });
    scores.push({ project: each.project, brands, metrics, periods, values });
    rows.push({
      project: each.project,
      market: each.market ?? each.project,
      category: 'Test',
      currency: 'GBP',
      frequency,
      start: each.start,
      end: null,
      follows: each.follows ?? null,
    });
    for (const { level, weight, validFrom } of each.weights ?? []) {
      const [section, platform, metric] = level.split('/');
      weights.push({
        project: each.project,
        section: section!,
        platform: platform ?? null,
        metric: metric ?? null,
        weight,
        validFrom: validFrom ?? each.start,
      });
    }
  }
  const names = [...new Set(projects.flatMap(({ brands }) => brands))].sort();
  const brands = names.map(
    (brand): Brand => ({
      brand,
      category: 'Test',
      role: own.includes(brand) ? 'own' : 'competitor',
    }),
  );
  const metrics = [...new Set(projects.flatMap((each) => each.metrics))].sort().map((path) => ({
    ...metricKey(path),
    direction: 'higher' as const,
    unit: null,
    definition: null,
  }));
  return {
    dataset: { projects: rows, brands, metrics, weights, scores, outcomes: [], spend: [], events },
    catalog: {
      dataVersion: 'small',
      projects: rows.map((row, i) => ({
        ...row,
        brands: scores[i]!.brands,
        firstPeriod: scores[i]!.periods[0] ?? null,
        lastPeriod: scores[i]!.periods.at(-1) ?? null,
        outcomes: [],
      })),
      brands,
      sections: [...new Set(metrics.map(({ section }) => section))],
    },
  };
}
