/**
 * The database behind one small type, so that a PostgreSQL server and the embedded store run the same SQL.
 * SQL is limited to PostgreSQL 15 without extensions.
 */

export type SqlValue =
  | string
  | number
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly (string | number | boolean | null)[];

export interface Queryable {
  /**
   * Runs one statement; values travel as parameters ($1 …), never inside the text. Without values, several statements
   * may stand in the text; the rows of all come back in order. In the rows, dates are ISO strings,
   * int8 are numbers, numeric are text, timestamptz are Date objects. Pass dates as ISO strings too.
   */
  query<Row = Record<string, unknown>>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
}

export interface Transaction extends Queryable {
  /**
   * Streams rows into a table (which may be temporary): COPY on a server, batches of `unnest` on the embedded store.
   * Lifts the statement timeout for the rest of the transaction.
   * @param types PostgreSQL type of each column, e.g. ["text", "date", "float8"]
   * @returns the number of rows loaded
   */
  bulkLoad(
    table: string,
    columns: readonly string[],
    types: readonly string[],
    rows: AsyncIterable<readonly SqlValue[]> | Iterable<readonly SqlValue[]>,
  ): Promise<number>;
}

export interface Database extends Queryable {
  readonly kind: 'server' | 'embedded';
  /**
   * Runs `work` in one transaction; rolls back when it throws. Inside, use the transaction object only: the embedded
   * store has one session, on which a query of the database would wait for the end of this transaction for ever.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
