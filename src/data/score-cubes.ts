/** Scores of whole projects as dense cubes, streamed from the store in bounded memory. */
import type { MetricKey, ScoreCube } from '../domain/dataset.ts';
import { periodAt, periodIndex, periodsIn } from '../domain/period.ts';
import { AppError } from '../errors.ts';
import type { ProjectRow } from './catalog.ts';
import { byKeys, compareText } from './order.ts';
import type { Queryable } from './store/database.ts';

/**
 * The scores of one brand and period travel as one text "metric:value,…": a sixtieth to a two-hundredth of the rows.
 * PostgreSQL writes the shortest text that reads back as the same float.
 */
export const SCORES_SQL = `
  SELECT project_id AS project, brand_id AS brand, period, string_agg(metric_id || ':' || normalised, ',') AS cells
  FROM digicadence.normalisedvalue
  WHERE project_id = ANY($1)
  GROUP BY project_id, brand_id, period`;

/** About 2,000 × 200 cells, some 5 MB of text. */
const FETCH_ROWS = 2_000;

interface CellRow {
  readonly project: number;
  readonly brand: number;
  readonly period: string;
  readonly cells: string;
}

interface BrandSpan {
  readonly project: number;
  readonly brand: number;
  readonly name: string;
  readonly first: string;
  readonly last: string;
}

interface MetricRow extends MetricKey {
  readonly project: number;
  readonly id: number;
}

interface CubeBuilder {
  readonly cube: ScoreCube;
  add(row: CellRow): void;
}

function positions<T>(rows: readonly T[], id: (row: T) => number): Map<number, number> {
  return new Map(rows.map((row, i) => [id(row), i]));
}

/** A stored value whose brand or metric no list of its project knows. */
export interface UnknownValue {
  readonly project: string;
  readonly brand: number;
  readonly metric: number;
  readonly period: string;
  /** Which of the two is not known. */
  readonly unknown: 'brand' | 'metric';
}

/** A report whose numbers left such a value out would be wrong without a word. */
function refuseUnknown({ project, brand, metric, period }: UnknownValue): never {
  throw new AppError({
    code: 'store-unavailable',
    what: `The scores of "${project}" cannot be read.`,
    why: `The store holds a value of brand #${brand} and metric #${metric} in ${period} that its lists of brands and metrics do not know: another program wrote there, or a restore was incomplete.`,
    fix: 'Run "dc quality", which names all such values; remove them, or restore the store.',
  });
}

function createBuilder(
  project: ProjectRow,
  spans: readonly BrandSpan[],
  metrics: readonly MetricRow[],
  onUnknown: (value: UnknownValue) => void,
): CubeBuilder {
  const { frequency } = project;
  const brands = [...spans].sort(byKeys((span) => span.name));
  const keys = [...metrics].sort(
    byKeys(
      (key) => key.section,
      (key) => key.platform,
      (key) => key.metric,
    ),
  );
  const from = brands.map((span) => span.first).sort(compareText)[0];
  const to = brands
    .map((span) => span.last)
    .sort(compareText)
    .at(-1);
  const periods = from === undefined || to === undefined ? [] : periodsIn(frequency, { from, to });
  const brandAt = positions(brands, (span) => span.brand);
  const metricAt = positions(keys, (key) => key.id);
  const start = periods[0] === undefined ? 0 : periodIndex(frequency, periods[0]);
  const values = new Float64Array(brands.length * keys.length * periods.length).fill(Number.NaN);
  return {
    cube: {
      project: project.project,
      brands: brands.map((span) => span.name),
      metrics: keys.map(({ section, platform, metric }) => ({ section, platform, metric })),
      periods,
      values,
    },
    add({ brand, period, cells }) {
      const b = brandAt.get(brand);
      const t = periodIndex(frequency, period) - start;
      if (b === undefined) {
        for (const cell of cells.split(','))
          onUnknown({ project: project.project, brand, metric: Number.parseInt(cell, 10), period, unknown: 'brand' });
        return;
      }
      if (periods[t] !== period)
        throw new Error(
          `scores of brand ${brand} in ${period} lie outside score_coverage of project "${project.project}", or ` +
            `not on the first day of a period (${periodAt(frequency, start + t)})`,
        );
      for (const cell of cells.split(',')) {
        const colon = cell.indexOf(':');
        const m = metricAt.get(Number(cell.slice(0, colon)));
        if (m === undefined) {
          onUnknown({ project: project.project, brand, metric: Number.parseInt(cell, 10), period, unknown: 'metric' });
          continue;
        }
        values[(b * keys.length + m) * periods.length + t] = Number(cell.slice(colon + 1));
      }
    },
  };
}

/**
 * One cube for each project: every brand and metric with a score in it, from its first to its last period.
 * @param maxCells bound of all cubes together
 * @param onUnknown told of each value whose brand or metric is not known; without it, one is enough to refuse
 * @throws AppError `too-large`; `store-unavailable` for values that no list knows
 */
export async function readScoreCubes(
  snapshot: Queryable,
  projects: readonly ProjectRow[],
  maxCells: number,
  onUnknown: (value: UnknownValue) => void = refuseUnknown,
): Promise<ScoreCube[]> {
  const ids = projects.map((project) => project.id);
  const spans = await snapshot.query<BrandSpan>(
    `SELECT c.project_id AS project, c.brand_id AS brand, b.brand AS name, c.first_period AS first, c.last_period AS last
     FROM digicadence.score_coverage c JOIN digicadence.brands b USING (brand_id) WHERE c.project_id = ANY($1)`,
    [ids],
  );
  const metrics = await snapshot.query<MetricRow>(
    `SELECT c.project_id AS project, c.metric_id AS id, s.section, p.platform, m.metric
     FROM digicadence.metric_coverage c JOIN digicadence.metrics m USING (metric_id)
     JOIN digicadence.platforms p USING (platform_id) JOIN digicadence.sections s USING (section_id)
     WHERE c.project_id = ANY($1)`,
    [ids],
  );
  const spansOf = Map.groupBy(spans, (span) => span.project);
  const metricsOf = Map.groupBy(metrics, (metric) => metric.project);
  checkSize(projects, spansOf, metricsOf, maxCells);
  const builders = new Map(
    projects.map((project) => [
      project.id,
      createBuilder(project, spansOf.get(project.id) ?? [], metricsOf.get(project.id) ?? [], onUnknown),
    ]),
  );
  await snapshot.query(`DECLARE score_rows NO SCROLL CURSOR FOR ${SCORES_SQL}`, [ids]);
  for (let full = true; full; ) {
    const rows = await snapshot.query<CellRow>(`FETCH ${FETCH_ROWS} FROM score_rows`);
    for (const row of rows) builders.get(row.project)?.add(row);
    full = rows.length === FETCH_ROWS;
  }
  await snapshot.query('CLOSE score_rows');
  return [...builders.values()].map((builder) => builder.cube);
}

function checkSize(
  projects: readonly ProjectRow[],
  spansOf: ReadonlyMap<number, readonly BrandSpan[]>,
  metricsOf: ReadonlyMap<number, readonly MetricRow[]>,
  maxCells: number,
): void {
  const cells = projects.map(({ id, frequency }) => {
    const spans = spansOf.get(id) ?? [];
    const indices = spans.flatMap((span) => [periodIndex(frequency, span.first), periodIndex(frequency, span.last)]);
    const periods =
      spans.length === 0 ? 0 : indices.reduce((a, b) => Math.max(a, b)) - indices.reduce((a, b) => Math.min(a, b)) + 1;
    return spans.length * (metricsOf.get(id)?.length ?? 0) * periods;
  });
  const total = cells.reduce((sum, count) => sum + count, 0);
  if (total <= maxCells) return;
  const largest = projects[cells.indexOf(cells.reduce((a, b) => Math.max(a, b)))];
  throw new AppError({
    code: 'too-large',
    what: 'The selection is too large for one report.',
    why: `Its ${projects.length} projects hold ${total.toLocaleString('en')} score cells; one report may read ${maxCells.toLocaleString('en')}.`,
    fix: `Choose fewer projects (the largest is "${largest?.project}"), or divide that one by category.`,
  });
}
