/** A table to import, wherever its rows come from: a CSV file or memory. */

export interface SourceRecord {
  /** Line on which the record starts, the header being line 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Why the source itself found the record unfit; it then goes to quarantine under this reason. */
  readonly refusal?: string;
}

export interface TableSource {
  /** File name of the import format, e.g. "scores.csv". */
  readonly file: string;
  /** What stands behind it: a path, a foreign table, an address without its secrets. Kept with the batch. */
  readonly origin?: string;
  /** What people call it, when that is another name than `file`: "DC export.xlsx, sheet Scores". */
  readonly label?: string;
  /** What people should know about how it is read. */
  readonly warnings?: readonly string[];
  /** The first record holds the column names. */
  records(): AsyncIterable<SourceRecord> | Iterable<SourceRecord>;
}
