/** What became of every row of an import. */

export interface ImportFileReport {
  readonly file: string;
  /** What people call the source, when that is another name. */
  readonly label?: string;
  /** Data rows read; always taken + replaced + unchanged + rejectedCount. */
  readonly rows: number;
  /** New rows. */
  readonly taken: number;
  /** Rows that corrected an earlier value; the former one is kept in history. */
  readonly replaced: number;
  readonly unchanged: number;
  /** The first rejected rows by line; all of them are in quarantine. */
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
  readonly rejectedCount: number;
  readonly warnings: readonly string[];
}

export interface ImportReport {
  readonly files: readonly ImportFileReport[];
  readonly dataVersion: string;
}

export interface ImportProgress {
  readonly file: string;
  /** Data rows read so far. */
  readonly rows: number;
}
