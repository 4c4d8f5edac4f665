/** Loads exactly what a report declared: the tables of one selection, by names, from one snapshot of the store. */
import type {
  Brand,
  Dataset,
  EventRow,
  Metric,
  OutcomeSeries,
  SpendRow,
  TableName,
  Weight,
} from '../domain/dataset.ts';
import { type Period, periodIndex, periodsIn } from '../domain/period.ts';
import type { Selection } from '../domain/selection.ts';
import { AppError } from '../errors.ts';
import type { LoadedData } from '../ports.ts';
import { type ProjectRow, readBrands, readProjects } from './catalog.ts';
import { byKeys } from './order.ts';
import { fillGaps } from './quality/fill-gaps.ts';
import { assessHealth } from './quality/health.ts';
import { readImportCounts } from './quality/refused-rows.ts';
import { readStatedScores } from './quality/roll-up.ts';
import { readScoreCubes, type UnknownValue } from './score-cubes.ts';
import { readDataVersion, readSnapshot } from './snapshot.ts';
import type { Database, Queryable } from './store/database.ts';

/** What one report may read. */
export interface LoadBounds {
  /** Score cells over all projects, missing ones included. */
  readonly cells: number;
  /** Rows of each other table. */
  readonly rows: number;
}

/**
 * 20 million cells are 160 MB, which leaves the analysis thread most of its default 1 GB: about 1,600 brands × 200
 * metrics × 60 periods. Half a million outcome or spend rows are another 100 MB as objects.
 */
export const DEFAULT_BOUNDS: LoadBounds = { cells: 20_000_000, rows: 500_000 };

/** Reads the rows of one table for the scope's projects, refusing more than the bound. */
type ReadRows = <Row>(table: TableName, sql: string, values?: readonly (readonly string[])[]) => Promise<Row[]>;

function rowReader(snapshot: Queryable, ids: readonly number[], bounds: LoadBounds): ReadRows {
  return async <Row>(table: TableName, sql: string, values: readonly (readonly string[])[] = []) => {
    const rows = await snapshot.query<Row>(`${sql} LIMIT ${bounds.rows + 1}`, [ids, ...values]);
    if (rows.length > bounds.rows)
      throw new AppError({
        code: 'too-large',
        what: 'The selection is too large for one report.',
        why: `It holds more than ${bounds.rows.toLocaleString('en')} rows of ${table}.`,
        fix: 'Choose fewer projects, or divide the largest by category.',
      });
    return rows;
  };
}

async function readMetrics(rows: ReadRows): Promise<Metric[]> {
  const found = await rows<Metric>(
    'metrics',
    `SELECT s.section, p.platform, m.metric, m.direction, m.unit, m.definition
     FROM digicadence.metrics m JOIN digicadence.platforms p USING (platform_id)
     JOIN digicadence.sections s USING (section_id)
     WHERE m.metric_id IN (SELECT metric_id FROM digicadence.metric_coverage WHERE project_id = ANY($1))`,
  );
  return found.sort(
    byKeys(
      (row) => row.section,
      (row) => row.platform,
      (row) => row.metric,
    ),
  );
}

async function readWeights(rows: ReadRows): Promise<Weight[]> {
  const found = await rows<Weight>(
    'weights',
    `SELECT j.project, s.section, p.platform, m.metric, w.weight, w.valid_from AS "validFrom"
     FROM digicadence.project_weights w JOIN digicadence.projects j USING (project_id)
     JOIN digicadence.sections s USING (section_id)
     LEFT JOIN digicadence.platforms p ON p.platform_id = w.platform_id
     LEFT JOIN digicadence.metrics m ON m.metric_id = w.metric_id
     WHERE w.project_id = ANY($1)`,
  );
  return found.sort(
    byKeys(
      (row) => row.project,
      (row) => row.section,
      (row) => row.platform,
      (row) => row.metric,
      (row) => row.validFrom,
    ),
  );
}

interface OutcomeRow {
  readonly project: string;
  readonly brand: string;
  readonly outcome: string;
  readonly unit: string;
  readonly period: Period;
  readonly value: number;
}

/** Each series on its own complete grid, from its first to its last value; null in the gaps. */
async function readOutcomes(
  rows: ReadRows,
  projects: readonly ProjectRow[],
  names: readonly string[],
): Promise<OutcomeSeries[]> {
  const found = await rows<OutcomeRow>(
    'outcomes',
    `SELECT j.project, b.brand, o.outcome, CASE o.unit WHEN 'currency' THEN j.currency ELSE o.unit END AS unit,
            v.period, v.value
     FROM digicadence.outcomevalue v JOIN digicadence.projects j USING (project_id)
     JOIN digicadence.brands b USING (brand_id) JOIN digicadence.outcomes o USING (outcome_id)
     WHERE v.project_id = ANY($1) AND o.outcome = ANY($2)`,
    [names],
  );
  found.sort(
    byKeys(
      (row) => row.project,
      (row) => row.brand,
      (row) => row.outcome,
      (row) => row.period,
    ),
  );
  const frequencyOf = new Map(projects.map((project) => [project.project, project.frequency]));
  const series = Map.groupBy(found, (row) => JSON.stringify([row.project, row.brand, row.outcome]));
  return [...series.values()].map((points) => {
    const [first, last] = [points[0], points.at(-1)];
    const frequency = first && frequencyOf.get(first.project);
    if (!first || !last || !frequency) throw new Error('an outcome series without rows or project');
    const periods = periodsIn(frequency, { from: first.period, to: last.period });
    const values: (number | null)[] = periods.map(() => null);
    const start = periodIndex(frequency, first.period);
    for (const point of points) values[periodIndex(frequency, point.period) - start] = point.value;
    const { project, brand, outcome, unit } = first;
    return { project, brand, outcome, unit, periods, values };
  });
}

async function readSpend(rows: ReadRows): Promise<SpendRow[]> {
  const found = await rows<SpendRow>(
    'spend',
    `SELECT j.project, b.brand, v.channel, v.period, v.amount, v.impressions, v.clicks
     FROM digicadence.spend v JOIN digicadence.projects j USING (project_id) JOIN digicadence.brands b USING (brand_id)
     WHERE v.project_id = ANY($1)`,
  );
  return found.sort(
    byKeys(
      (row) => row.project,
      (row) => row.brand,
      (row) => row.channel,
      (row) => row.period,
    ),
  );
}

async function readEvents(rows: ReadRows): Promise<EventRow[]> {
  const found = await rows<EventRow>(
    'events',
    `SELECT j.project, b.brand, e.date, e.label
     FROM digicadence.events e JOIN digicadence.projects j USING (project_id)
     LEFT JOIN digicadence.brands b ON b.brand_id = e.brand_id
     WHERE e.project_id = ANY($1)`,
  );
  return found.sort(
    byKeys(
      (row) => row.project,
      (row) => row.brand,
      (row) => row.date,
      (row) => row.label,
    ),
  );
}

/** Every brand that has scores, outcomes, spend or events in the projects. */
async function readActiveBrands(snapshot: Queryable, ids: readonly number[]): Promise<Brand[]> {
  const active = await snapshot.query<{ id: number }>(
    `SELECT brand_id AS id FROM digicadence.score_coverage WHERE project_id = ANY($1)
     UNION SELECT brand_id FROM digicadence.outcomevalue WHERE project_id = ANY($1)
     UNION SELECT brand_id FROM digicadence.spend WHERE project_id = ANY($1)
     UNION SELECT brand_id FROM digicadence.events WHERE project_id = ANY($1) AND brand_id IS NOT NULL`,
    [ids],
  );
  const brands = await readBrands(
    snapshot,
    active.map((row) => row.id),
  );
  return brands.map(({ id, ...brand }) => brand);
}

export interface LoadOptions {
  readonly bounds?: LoadBounds;
  /** Whether short gaps are interpolated; the cells are marked, and data health counts the gaps. */
  readonly gapsToFill?: boolean;
  /** Told of scores whose brand or metric is not known; without it, one is enough to refuse. */
  readonly onUnknown?: (value: UnknownValue) => void;
}

/**
 * The declared tables of the selection: all rounds of its markets and the project it is compared with, with every
 * brand in them. The same content in the same order from every database that holds the same imports.
 * @param tables the others come back empty
 * @param outcomes names of the outcomes wanted, when `tables` has "outcomes"
 * @throws AppError `too-large` when the selection exceeds the bounds; `store-unavailable` for scores that no list knows
 */
export function loadSelection(
  database: Database,
  tables: readonly TableName[],
  selection: Selection,
  outcomes: readonly string[],
  { bounds = DEFAULT_BOUNDS, gapsToFill = false, onUnknown }: LoadOptions = {},
): Promise<LoadedData> {
  const names = new Set(selection.markets.flatMap((market) => [...market.rounds, market.comparison.project]));
  const wants = (table: TableName): boolean => tables.includes(table);
  return readSnapshot(database, async (snapshot) => {
    const projects = await readProjects(snapshot, [...names]);
    const ids = projects.map((project) => project.id);
    const rows = rowReader(snapshot, ids, bounds);
    const dataset: Dataset = {
      projects: wants('projects') ? projects.map(({ id, ...project }) => project) : [],
      brands: wants('brands') ? await readActiveBrands(snapshot, ids) : [],
      metrics: wants('metrics') ? await readMetrics(rows) : [],
      weights: wants('weights') ? await readWeights(rows) : [],
      scores: wants('scores') ? await readScoreCubes(snapshot, projects, bounds.cells, onUnknown) : [],
      outcomes: wants('outcomes') ? await readOutcomes(rows, projects, outcomes) : [],
      spend: wants('spend') ? await readSpend(rows) : [],
      events: wants('events') ? await readEvents(rows) : [],
    };
    // Health is that of the data as they came: a filled cell stays missing in it.
    const filled = dataset.scores.map((cube) => {
      const project = projects.find((each) => each.project === cube.project);
      return gapsToFill && project ? fillGaps(cube, project.frequency) : { cube, gaps: 0 };
    });
    return {
      dataset: { ...dataset, scores: filled.map(({ cube }) => cube) },
      dataVersion: await readDataVersion(snapshot),
      health: assessHealth({
        dataset,
        selection,
        ...(await readImportCounts(
          snapshot,
          projects.map((project) => project.project),
        )),
        stated: wants('scores') ? await readStatedScores(snapshot, selection.markets) : [],
        gapsFilled: filled.reduce((sum, { gaps }) => sum + gaps, 0),
      }),
    };
  });
}
