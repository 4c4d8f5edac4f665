/** The store as the work queue sees it: statements with and without values, several at once without. */
import type { Database, Queryable, SqlValue } from './database.ts';

export interface StatementRunner {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Statements on the given transaction; its owner ends it. */
export function statementsOn(queryable: Queryable): StatementRunner {
  return {
    executeSql: async (text, values) => ({
      rows: await queryable.query(text, values?.length ? (values as SqlValue[]) : undefined),
    }),
  };
}

/**
 * Statements on the store. The queue sends blocks that open and end their own transaction; when such a block fails on
 * the embedded store, whose one session everybody shares, the transaction must not stay open.
 */
export function statementsOnStore(database: Database): StatementRunner {
  const plain = statementsOn(database);
  if (database.kind === 'server') return plain;
  return {
    async executeSql(text, values) {
      try {
        return await plain.executeSql(text, values);
      } catch (error) {
        if (!values?.length) await database.query('ROLLBACK');
        throw error;
      }
    },
  };
}
