/** A demo world as the dataset, catalogue and run data that a report gets, without a store. */
import { assessHealth } from '../../src/data/quality/health.ts';
import type { WorldOptions } from '../../src/data/sources/demo/options.ts';
import type { Truth } from '../../src/data/sources/demo/truth.ts';
import { generateWorld, type OutcomeRow, type World } from '../../src/data/sources/demo/world.ts';
import type { Catalog, Dataset, MetricKey, OutcomeSeries, ScoreCube } from '../../src/domain/dataset.ts';
import { periodIndex, periodsIn } from '../../src/domain/period.ts';
import {
  type Comparison,
  resolveSelection,
  type Selection,
  type SelectionRequest,
} from '../../src/domain/selection.ts';
import type { RunData } from '../../src/reports/run.ts';

export interface WorldData {
  readonly dataset: Dataset;
  readonly catalog: Catalog;
  readonly truth: Truth;
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Outcome rows as series by project, brand and outcome on consecutive periods, as the store gives them. */
function outcomeSeries(world: World): OutcomeSeries[] {
  const frequencies = new Map(world.projects.map(({ project, frequency }) => [project, frequency]));
  const groups = new Map<string, OutcomeRow[]>();
  for (const row of world.outcomes()) {
    const key = JSON.stringify([row.project, row.brand, row.outcome]);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups]
    .sort(([a], [b]) => byCode(a, b))
    .map(([, rows]) => {
      const { project, brand, outcome, unit } = rows[0]!;
      const seen = rows.map(({ period }) => period).sort(byCode);
      const periods = periodsIn(frequencies.get(project)!, { from: seen[0]!, to: seen.at(-1)! });
      const values = new Map(rows.map(({ period, value }) => [period, value]));
      return { project, brand, outcome, unit, periods, values: periods.map((period) => values.get(period) ?? null) };
    });
}

/** Worlds that were asked for last: several reports look at one. A world takes a third of a second. */
const recent = new Map<string, WorldData>();
const MOST_RECENT = 12;

/**
 * Scores, weights, events, brands and projects of a world; outcomes and spend only when asked for (half of the reports
 * read none, and they take longer than the scores). Not to be written into: others get the same.
 */
export function worldData(
  options: Partial<WorldOptions> = {},
  { withOutcomes = false }: { readonly withOutcomes?: boolean } = {},
): WorldData {
  const key = JSON.stringify([options, withOutcomes]);
  const data = recent.get(key) ?? createWorldData(options, withOutcomes);
  recent.delete(key);
  recent.set(key, data);
  if (recent.size > MOST_RECENT) recent.delete([...recent.keys()][0]!);
  return data;
}

function createWorldData(options: Partial<WorldOptions>, withOutcomes: boolean): WorldData {
  const world = generateWorld(options);
  const rows = [...world.scores()];
  const outcomes = withOutcomes ? outcomeSeries(world) : [];
  const scores = world.projects.map(({ project, frequency }): ScoreCube => {
    const own = rows.filter((row) => row.project === project);
    const seen = own.map(({ period }) => period).sort(byCode);
    const periods = seen.length === 0 ? [] : periodsIn(frequency, { from: seen[0]!, to: seen.at(-1)! });
    const brands = [...new Set(own.map(({ brand }) => brand))].sort(byCode);
    const keyOf = ({ section, platform, metric }: MetricKey): string => JSON.stringify([section, platform, metric]);
    const metrics = [...new Map(own.map((row) => [keyOf(row), row])).values()]
      .map(({ section, platform, metric }) => ({ section, platform, metric }))
      .sort((a, b) => byCode(a.section, b.section) || byCode(a.platform, b.platform) || byCode(a.metric, b.metric));
    const brandAt = new Map(brands.map((brand, b) => [brand, b]));
    const metricAt = new Map(metrics.map((metric, m) => [keyOf(metric), m]));
    const first = periods[0] === undefined ? 0 : periodIndex(frequency, periods[0]);
    const values = new Float64Array(brands.length * metrics.length * periods.length).fill(Number.NaN);
    for (const row of own) {
      const t = periodIndex(frequency, row.period) - first;
      values[(brandAt.get(row.brand)! * metrics.length + metricAt.get(keyOf(row))!) * periods.length + t] =
        row.normalised;
    }
    return { project, brands, metrics, periods, values };
  });
  const brands = [...world.brands].sort((a, b) => byCode(a.brand, b.brand));
  return {
    dataset: {
      projects: world.projects,
      brands,
      metrics: world.metrics,
      weights: world.weights,
      scores,
      outcomes,
      spend: withOutcomes ? [...world.spend()] : [],
      events: world.events,
    },
    catalog: {
      dataVersion: 'test',
      projects: world.projects.map((project, i) => ({
        ...project,
        brands: scores[i]!.brands,
        firstPeriod: scores[i]!.periods[0] ?? null,
        lastPeriod: scores[i]!.periods.at(-1) ?? null,
        outcomes: [
          ...new Set(outcomes.filter((series) => series.project === project.project).map(({ outcome }) => outcome)),
        ].sort(byCode),
      })),
      brands,
      sections: [...new Set(world.metrics.map(({ section }) => section))].sort(byCode),
    },
    truth: world.truth,
  };
}

export const EVERYTHING: SelectionRequest = { projects: null, brands: null, period: null };

/** The resolved selection of a request that must be valid. */
export function select(catalog: Catalog, request: Partial<SelectionRequest> = {}, comparison?: Comparison): Selection {
  const resolved = resolveSelection(catalog, { ...EVERYTHING, ...request }, comparison);
  if (!resolved.ok) throw new Error(resolved.problems.map(({ need, have }) => `${need}: ${have}`).join('; '));
  return resolved.selection;
}

/** Dataset with its health card, as `runReports` takes it. */
export function runDataOf({ dataset, catalog }: Pick<WorldData, 'dataset' | 'catalog'>, selection: Selection): RunData {
  return {
    dataset,
    health: assessHealth({ dataset, selection, quarantined: 0, duplicates: 0, replaced: 0 }),
    dataVersion: catalog.dataVersion,
  };
}
