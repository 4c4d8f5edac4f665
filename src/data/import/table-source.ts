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
  /** The first record holds the column names. */
  records(): AsyncIterable<SourceRecord> | Iterable<SourceRecord>;
}
