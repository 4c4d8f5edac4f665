/** What the import knows about one file of the format; one description a file in `tables/`. */
import type { SqlValue, Transaction } from '../store/database.ts';
import type { References } from './references.ts';
import type { Row } from './row.ts';

export interface ReadContext {
  readonly references: References;
  /** ISO date of today, for periods that have not started yet. */
  readonly today: string;
}

export interface MergeCounts {
  readonly taken: number;
  readonly replaced: number;
}

export interface ImportTable {
  readonly file: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Columns of the staging table with their PostgreSQL types, in the order in which `read` returns values. */
  readonly staged: readonly (readonly [column: string, type: string])[];
  /** Staged columns that identify a row. */
  readonly key: readonly string[];
  /** The file's columns as SQL over a staged row `s` and `joins`: turns a staged row back into the file's words. */
  readonly words: { readonly joins: string; readonly columns: Readonly<Record<string, string>> };
  /** The file's columns that identify a row. */
  readonly wordKey: readonly string[];
  /** Checks a row. @throws Refusal with the reason */
  read(row: Row, context: ReadContext): readonly SqlValue[];
  /** Rows that contradict each other or the store; they are taken out of the staging table before the merge. */
  contradictions?(
    transaction: Transaction,
  ): Promise<readonly { readonly line: number; readonly kind: 'invalid' | 'orphan'; readonly reason: string }[]>;
  /** Merges the staging table into the store. */
  merge(transaction: Transaction, batch: number): Promise<MergeCounts>;
}

/** Name of the staging table of a file. */
export function stageOf({ file }: Pick<ImportTable, 'file'>): string {
  return `staged_${file.replace(/\.csv$/, '')}`;
}

/** How a staged row is named in the list of conflicts: by the words of its key. */
export function namingOf({ words, wordKey }: Pick<ImportTable, 'words' | 'wordKey'>): {
  readonly joins: string;
  readonly key: Readonly<Record<string, string>>;
} {
  return {
    joins: words.joins,
    key: Object.fromEntries(wordKey.map((column) => [column, words.columns[column] ?? 'NULL'])),
  };
}
