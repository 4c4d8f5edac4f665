/** What a database holds, as its `information_schema` tells this role. */
import type { ForeignSession } from './session.ts';

export interface ForeignColumn {
  readonly name: string;
  /** Name without everything but letters and digits, in lower case: "Brand_ID" → "brandid". */
  readonly plain: string;
  /** As in information_schema: "integer", "character varying", … */
  readonly type: string;
}

export interface ForeignTable {
  readonly schema: string;
  readonly name: string;
  readonly plain: string;
  readonly columns: readonly ForeignColumn[];
  /** PostgreSQL's estimate; null before the first ANALYZE, and for views. */
  readonly rows: number | null;
}

export const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

export const isText = ({ type }: ForeignColumn): boolean =>
  /^(text|character varying|character|name|USER-DEFINED|citext)$/.test(type);
export const isWhole = ({ type }: ForeignColumn): boolean => /^(smallint|integer|bigint)$/.test(type);
export const isNumber = (column: ForeignColumn): boolean =>
  isWhole(column) || /^(numeric|real|double precision)$/.test(column.type);
export const isDate = ({ type }: ForeignColumn): boolean => /^(date|timestamp )/.test(type);
export const isInstant = ({ type }: ForeignColumn): boolean => /^timestamp /.test(type);

/** Tables and views with the columns that the role can see, in the order of schema, name and position. */
export async function readInventory(
  session: ForeignSession,
  schemas: readonly string[] | undefined,
): Promise<readonly ForeignTable[]> {
  const rows = await session.query(
    `SELECT c.table_schema, c.table_name, c.column_name, c.data_type,
       (SELECT k.reltuples::bigint FROM pg_catalog.pg_class k JOIN pg_catalog.pg_namespace n ON n.oid = k.relnamespace
        WHERE n.nspname = c.table_schema AND k.relname = c.table_name AND k.relkind IN ('r', 'm')) AS estimate
     FROM information_schema.columns c
     WHERE c.table_schema NOT IN ('information_schema') AND c.table_schema NOT LIKE 'pg\\_%'
       AND ($1::text IS NULL OR c.table_schema IN (SELECT jsonb_array_elements_text($1::jsonb)))
     ORDER BY c.table_schema COLLATE "C", c.table_name COLLATE "C", c.ordinal_position`,
    [schemas === undefined ? null : JSON.stringify(schemas)],
  );
  const tables = Map.groupBy(rows, (row) => JSON.stringify([row.table_schema, row.table_name]));
  return [...tables.values()].map((columns) => {
    const [first] = columns;
    const estimate = Number(first?.estimate ?? -1);
    const name = first?.table_name ?? '';
    return {
      schema: first?.table_schema ?? '',
      name,
      plain: plainName(name),
      rows: estimate < 0 ? null : estimate,
      columns: columns.map((row) => ({
        name: row.column_name ?? '',
        plain: plainName(row.column_name ?? ''),
        type: row.data_type ?? '',
      })),
    };
  });
}
