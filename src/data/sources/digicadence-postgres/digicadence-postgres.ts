/** A Digi-Cadence PostgreSQL database as a source: discovered, read through one read-only session, never written. */
import { AppError } from '../../../errors.ts';
import type { Source, SourceFetch, SourceProblem } from '../source.ts';
import { defineSourceKind } from '../source-kind.ts';
import { readInventory } from './inventory.ts';
import { describeMapping, type Mapping, proposeMapping, tableLabel } from './mapping.ts';
import { type PostgresOptions, postgresOptions } from './options.ts';
import { duplicateQueries } from './queries.ts';
import { sampleStyle } from './sample.ts';
import { type ForeignSession, locationOf, openSession } from './session.ts';
import { openTables, planTables } from './tables.ts';

export interface PostgresSource extends Source {
  /** The proposed meaning of every column with its reason. @throws AppError `source` */
  explainMapping(signal: AbortSignal): Promise<ReturnType<typeof describeMapping>>;
}

async function refuseDuplicates(name: string, session: ForeignSession, mapping: Mapping): Promise<void> {
  const found: string[] = [];
  for (const { role, sql } of duplicateQueries(mapping)) {
    const rows = await session.query(sql);
    const table = mapping.get(role)?.table;
    if (rows.length > 0 && table)
      found.push(`${tableLabel(table)} holds the id ${rows.map(({ id }) => id).join(', ')} more than once`);
  }
  if (found.length > 0)
    throw new AppError({
      code: 'source',
      what: `The source ${name} was not read: ids there are not unique.`,
      why: `${found.join('; ')}; every value that refers to it would come several times.`,
      fix: 'Have it corrected there, or name another table or id column under "mapping" of this source.',
    });
}

/** @param url with user and password; it appears nowhere else */
export function createPostgresSource(name: string, url: string, options: PostgresOptions): PostgresSource {
  const { connectTimeoutMs, statementTimeoutMs } = options;
  const settings = { name, url, connectTimeoutMs, statementTimeoutMs };
  const open = new Set<ForeignSession>();
  let incremental = false;
  const connect = async (signal: AbortSignal): Promise<{ session: ForeignSession; end(): Promise<void> }> => {
    const session = await openSession(settings, signal);
    open.add(session);
    const end = async (): Promise<void> => {
      open.delete(session);
      await session.end();
    };
    return { session, end };
  };
  const discover = async (session: ForeignSession): Promise<Mapping> => {
    const mapping = proposeMapping(name, await readInventory(session, options.schemas), options);
    incremental = mapping.get('values')?.columns.has('updated') === true;
    return mapping;
  };
  const looking = async <T>(signal: AbortSignal, look: (session: ForeignSession) => Promise<T>): Promise<T> => {
    const { session, end } = await connect(signal);
    try {
      return await look(session);
    } finally {
      await end();
    }
  };
  return {
    describe: () => ({ name, kind: 'digicadence-postgres', location: locationOf(url), incremental }),
    list: (signal) =>
      looking(signal, async (session) => {
        const mapping = await discover(session);
        await refuseDuplicates(name, session, mapping);
        return planTables(mapping, options)
          .filter(({ lacks }) => lacks === null)
          .map(({ file, origin, rows }) => ({ file, origin, rows }));
      }),
    explainMapping: (signal) => looking(signal, async (session) => describeMapping(await discover(session))),
    async fetch(cursor, signal): Promise<SourceFetch> {
      const { session, end } = await connect(signal);
      try {
        const mapping = await discover(session);
        await refuseDuplicates(name, session, mapping);
        const style = await sampleStyle(name, session, mapping, options);
        const planned = planTables(mapping, options);
        const problems: SourceProblem[] = planned.flatMap(({ origin, lacks }) => (lacks ? [{ origin, ...lacks }] : []));
        let latest = cursor;
        const reading = {
          session,
          mapping,
          options,
          style,
          since: cursor,
          problem: (problem: SourceProblem) => void problems.push(problem),
          seen: (updated: string) => {
            if (latest === null || updated > latest) latest = updated;
          },
        };
        const given = planned.filter(({ lacks }) => lacks === null);
        return { tables: openTables(given, reading, end), problems, cursor: () => (incremental ? latest : null) };
      } catch (error) {
        await end();
        throw error;
      }
    },
    async close() {
      await Promise.all([...open].map((session) => session.end()));
      open.clear();
    },
  };
}

export const digicadencePostgres = defineSourceKind<PostgresOptions>({
  kind: 'digicadence-postgres',
  options: postgresOptions,
  create: (name, options, tools) => createPostgresSource(name, tools.secret(options.url), options),
});
