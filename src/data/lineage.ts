/**
 * From a finding back to the values it rests on, and from each value to its source, batch, file and line: as the run read
 * them, with what has replaced them since.
 */
import type { TableName } from '../domain/dataset.ts';
import type { Finding } from '../domain/finding.ts';
import type { PeriodRange } from '../domain/period.ts';
import { AppError } from '../errors.ts';
import type { RunSlice } from '../ports.ts';
import { readSnapshot } from './snapshot.ts';
import type { Database, Queryable, SqlValue } from './store/database.ts';

/** What a finding was made from: the part of the data its run had read, at its version. */
export interface TraceSubject {
  readonly finding: Finding;
  readonly report: string;
  /** Null: a document that no run stored. */
  readonly runId: string | null;
  readonly dataVersion: string;
  readonly slice: RunSlice;
}

export interface TracedBatch {
  readonly table: TracedTable;
  readonly batch: number;
  readonly source: string;
  /** ISO instant. */
  readonly loadedAt: string;
  readonly file: string;
  /** What stood behind the file: a path, a foreign table, an address; null when it was not recorded. */
  readonly origin: string | null;
  readonly values: number;
  readonly firstLine: number | null;
  readonly lastLine: number | null;
  readonly firstPeriod: string;
  readonly lastPeriod: string;
  /** Values that a later batch has replaced. */
  readonly replaced: number;
}

export interface TracedValue {
  readonly table: TracedTable;
  readonly project: string;
  readonly brand: string | null;
  /** "Marketplace › Amazon › Rating", "revenue", a channel. */
  readonly what: string;
  readonly period: string;
  readonly value: number;
  readonly batch: number | null;
  readonly source: string | null;
  readonly file: string;
  /** As of its batch. */
  readonly origin: string | null;
  readonly line: number | null;
  /** The batch that replaced it since, and what stands there now. */
  readonly replacedBy: number | null;
  readonly now: number | null;
}

export type TracedTable = 'scores' | 'outcomes' | 'spend' | 'weights';

export interface Trace {
  readonly subject: TraceSubject;
  readonly batches: readonly TracedBatch[];
  readonly values: readonly TracedValue[];
  /** All values, whether listed or not. */
  readonly total: number;
}

const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The finding in a run, or in the latest run that holds it.
 * @throws AppError `not-found`
 */
export async function findTraceSubject(
  database: Queryable,
  findingId: string,
  runId: string | null,
): Promise<TraceSubject> {
  const notFound = (why: string): AppError =>
    new AppError({
      code: 'not-found',
      what: `The finding "${findingId}" was not found.`,
      why,
      fix: 'Ids stand in a report’s JSON under "findings"; for a report of the command line, name its file with --document.',
    });
  if (runId !== null && !RUN_ID.test(runId)) throw notFound(`"${runId}" is no run id.`);
  const [row] = await database.query<{
    finding: Finding;
    report: string;
    runId: string;
    dataVersion: string;
    slice: RunSlice | null;
  }>(
    `SELECT f AS finding, o->>'report' AS report, r.id::text AS "runId", r.data_version AS "dataVersion", r.slice
     FROM bot.runs r, json_array_elements(r.outcomes) o, json_array_elements(o->'document'->'findings') f
     WHERE f->>'id' = $1 AND ($2::uuid IS NULL OR r.id = $2::uuid) ORDER BY r.created_at DESC, r.id LIMIT 1`,
    [findingId, runId],
  );
  if (!row) throw notFound(runId === null ? 'No stored run holds it.' : `Run ${runId} does not hold it.`);
  const { slice, ...subject } = row;
  if (slice === null) throw notFound(`Run ${row.runId} comes from a version that did not record what it read.`);
  return { ...subject, slice };
}

/** What the finding speaks of decides which tables it rests on. */
function tablesOf({ finding, slice }: TraceSubject): readonly TracedTable[] {
  const { subject, predictor } = finding;
  const ofScores = predictor?.section ?? predictor?.platform ?? predictor?.metric ?? predictor?.brand;
  const wanted: TracedTable[] = [];
  if (subject.outcome !== undefined) wanted.push('outcomes');
  if (predictor?.channel !== undefined) wanted.push('spend');
  if (subject.outcome === undefined ? predictor?.channel === undefined : ofScores !== undefined)
    wanted.push('scores', 'weights');
  return wanted.filter((table) => slice.tables.includes(table as TableName));
}

interface Bounds {
  readonly projects: readonly string[];
  readonly brands: readonly string[] | null;
  /** Null: every period. */
  readonly ranges: readonly PeriodRange[] | null;
}

function boundsOf({ finding, slice }: TraceSubject, { peers, history }: TraceOptions): Bounds {
  const { subject, predictor, period } = finding;
  const markets = slice.markets.filter(
    ({ projects }) => subject.project === undefined || projects.includes(subject.project),
  );
  const brands = [subject.brand, predictor?.brand].filter((brand) => brand !== undefined);
  const ranges =
    period === undefined
      ? markets.flatMap(({ window, comparison }) => [window, comparison])
      : [{ from: period, to: period }];
  return {
    projects: [...new Set(markets.flatMap(({ projects }) => projects))],
    brands: peers || brands.length === 0 ? null : brands,
    ranges: history ? null : ranges,
  };
}

interface TableSql {
  readonly file: string;
  readonly table: string;
  readonly history: string;
  readonly key: readonly string[];
  readonly period: string;
  readonly value: string;
  readonly brand: boolean;
  /** Joins from the values `u`, and what they are values of. */
  readonly joins: string;
  readonly what: string;
  /** Further conditions on the joined row, with their values. */
  readonly where: (finding: Finding) => readonly (readonly [sql: string, value: string])[];
}

const level = ({ predictor }: Finding): readonly (readonly [string, string])[] =>
  (['section', 'platform', 'metric'] as const).flatMap((name) => {
    const value = predictor?.[name];
    return value === undefined ? [] : [[`l.${name}`, value] as const];
  });

const TABLES: Readonly<Record<TracedTable, TableSql>> = {
  scores: {
    file: 'scores.csv',
    table: 'digicadence.normalisedvalue',
    history: 'digicadence.normalisedvalue_history',
    key: ['project_id', 'brand_id', 'period', 'metric_id'],
    period: 'period',
    value: 'normalised',
    brand: true,
    joins: `JOIN (SELECT metric_id, section, platform, metric FROM digicadence.metrics
      JOIN digicadence.platforms USING (platform_id) JOIN digicadence.sections USING (section_id)) l
      ON l.metric_id = u.metric_id`,
    what: `l.section || ' › ' || l.platform || ' › ' || l.metric`,
    where: level,
  },
  outcomes: {
    file: 'outcomes.csv',
    table: 'digicadence.outcomevalue',
    history: 'digicadence.outcomevalue_history',
    key: ['project_id', 'brand_id', 'outcome_id', 'period'],
    period: 'period',
    value: 'value',
    brand: true,
    joins: 'JOIN digicadence.outcomes l ON l.outcome_id = u.outcome_id',
    what: 'l.outcome',
    where: ({ subject }) => (subject.outcome === undefined ? [] : [['l.outcome', subject.outcome]]),
  },
  spend: {
    file: 'spend.csv',
    table: 'digicadence.spend',
    history: 'digicadence.spend_history',
    key: ['project_id', 'brand_id', 'channel', 'period'],
    period: 'period',
    value: 'amount',
    brand: true,
    joins: '',
    what: 'u.channel',
    where: ({ predictor }) => (predictor?.channel === undefined ? [] : [['u.channel', predictor.channel]]),
  },
  weights: {
    file: 'weights.csv',
    table: 'digicadence.project_weights',
    history: 'digicadence.project_weights_history',
    key: ['project_id', 'section_id', 'platform_id', 'metric_id', 'valid_from'],
    period: 'valid_from',
    value: 'weight',
    brand: false,
    joins: `JOIN digicadence.sections s ON s.section_id = u.section_id
      LEFT JOIN digicadence.platforms p ON p.platform_id = u.platform_id
      LEFT JOIN digicadence.metrics m ON m.metric_id = u.metric_id`,
    what: `concat_ws(' › ', s.section, p.platform, m.metric)`,
    where: ({ predictor }) => (predictor?.section === undefined ? [] : [['s.section', predictor.section]]),
  },
};

/** A query over the values that the run read: `u` with their names, batch and what stands there now. */
function usedValues(table: TracedTable, finding: Finding, bounds: Bounds, readAt: number | null) {
  const { key, period, value, history, joins, what, where, brand, ...sql } = TABLES[table];
  const values: SqlValue[] = [bounds.projects, readAt];
  const bind = (given: SqlValue): string => `$${values.push(given)}`;
  const conditions = [`v.project_id IN (SELECT project_id FROM digicadence.projects WHERE project = ANY($1::text[]))`];
  if (brand && bounds.brands !== null)
    conditions.push(
      `v.brand_id IN (SELECT brand_id FROM digicadence.brands WHERE brand = ANY(${bind(bounds.brands)}::text[]))`,
    );
  // A weight holds from before the window on.
  if (bounds.ranges !== null && table !== 'weights')
    conditions.push(
      `(${bounds.ranges.map(({ from, to }) => `v.${period} BETWEEN ${bind(from)}::date AND ${bind(to)}::date`).join(' OR ')})`,
    );
  const columns = [...key, value, 'batch_id', 'line'].map((column) => `v.${column}`).join(', ');
  const named = where(finding).map(([column, wanted]) => `${column} = ${bind(wanted)}`);
  const same = key.map((column) => `n.${column} IS NOT DISTINCT FROM u.${column}`).join(' AND ');
  const text = `
    SELECT j.project, ${brand ? 'b.brand' : 'NULL::text'} AS brand, ${what} AS what, u.${period} AS period,
      u.${value} AS value, u.batch_id AS batch, u.line, u.replaced_by AS "replacedBy",
      CASE WHEN u.replaced_by IS NOT NULL THEN (SELECT n.${value} FROM ${sql.table} n WHERE ${same}) END AS now
    FROM (
      SELECT ${columns}, NULL::integer AS replaced_by FROM ${sql.table} v
      WHERE ${conditions.join(' AND ')} AND ($2::integer IS NULL OR v.batch_id IS NULL OR v.batch_id <= $2::integer)
      UNION ALL
      SELECT ${columns}, v.replaced_by FROM ${history} v
      WHERE ${conditions.join(' AND ')} AND v.batch_id <= $2::integer AND v.replaced_by > $2::integer) u
    JOIN digicadence.projects j ON j.project_id = u.project_id
    ${brand ? 'JOIN digicadence.brands b ON b.brand_id = u.brand_id' : ''} ${joins}
    ${named.length > 0 ? `WHERE ${named.join(' AND ')}` : ''}`;
  return { text, values, bind };
}

export interface TraceOptions {
  /** The same values of all brands: what ranks and shares are made of. */
  readonly peers: boolean;
  /** Every period, not only the window and what it is compared with. */
  readonly history: boolean;
  /** Values listed at most; they are counted in any case. */
  readonly limit: number;
}

/** @param subject see `findTraceSubject` */
export function traceFinding(database: Database, subject: TraceSubject, options: TraceOptions): Promise<Trace> {
  return readSnapshot(database, async (snapshot) => {
    const [read] = await snapshot.query<{ batch: number | null }>(
      'SELECT max(batch_id) AS batch FROM digicadence.import_batches WHERE data_version = $1',
      [subject.dataVersion],
    );
    const bounds = boundsOf(subject, options);
    const batches: TracedBatch[] = [];
    const values: TracedValue[] = [];
    for (const table of tablesOf(subject)) {
      const { file } = TABLES[table];
      const used = usedValues(table, subject.finding, bounds, read?.batch ?? null);
      const found = await snapshot.query<TracedBatch>(
        `SELECT '${table}' AS "table", q.batch, i.source,
           to_char(i.loaded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "loadedAt", '${file}' AS file,
           (SELECT origin FROM digicadence.batch_files o WHERE o.batch_id = q.batch AND o.file = '${file}') AS origin,
           count(*) AS values, min(q.line) AS "firstLine", max(q.line) AS "lastLine", min(q.period) AS "firstPeriod",
           max(q.period) AS "lastPeriod", count(q."replacedBy") AS replaced
         FROM (${used.text}) q JOIN digicadence.import_batches i ON i.batch_id = q.batch
         GROUP BY q.batch, i.source, i.loaded_at ORDER BY q.batch`,
        used.values,
      );
      batches.push(...found);
      const left = options.limit - values.length;
      if (left <= 0) continue;
      const limit = used.bind(left);
      values.push(
        ...(await snapshot.query<TracedValue>(
          `SELECT '${table}' AS "table", q.project, q.brand, q.what, q.period, q.value, q.batch, i.source, '${file}' AS file,
             (SELECT origin FROM digicadence.batch_files o WHERE o.batch_id = q.batch AND o.file = '${file}') AS origin, q.line, q."replacedBy", q.now
           FROM (${used.text}) q LEFT JOIN digicadence.import_batches i ON i.batch_id = q.batch
           ORDER BY q.project COLLATE "C", q.brand COLLATE "C", q.what COLLATE "C", q.period LIMIT ${limit}`,
          used.values,
        )),
      );
    }
    return { subject, batches, values, total: batches.reduce((sum, batch) => sum + batch.values, 0) };
  });
}
