/** The contract of every source outside our store: services, foreign databases, files behind addresses. */
import type { TableSource } from '../import/table-source.ts';

export interface SourceDescription {
  /** Stable name from the configuration: recorded with every batch and shown in lineage. */
  readonly name: string;
  readonly kind: 'digicadence-api' | 'digicadence-postgres' | 'http-json' | 'csv-url';
  /** Where it is, without user, password or token: "db.example/brands", "10.0.0.5:7000, :8001–:8036". */
  readonly location: string;
  /** Whether `fetch` can leave out what it gave before. */
  readonly incremental: boolean;
}

/** A table of the import format that a source can give. */
export interface SourceTable {
  /** File name of the import format, e.g. "scores.csv". */
  readonly file: string;
  /** What stands behind it there: a table, a call, an address. */
  readonly origin: string;
  /** Rows if the source knows without reading them. */
  readonly rows: number | null;
}

/** Something that could not be given; the rest is still given. */
export interface SourceProblem {
  readonly origin: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

export interface SourceFetch {
  /** Rows in import format, read lazily: each table once, in the order given. A reader that stops early closes it. */
  readonly tables: readonly TableSource[];
  /** Complete only after every table was read. */
  readonly problems: readonly SourceProblem[];
  /**
   * Where the next `fetch` goes on; null when the source is not incremental. Called after every table was read, and kept only
   * together with the rows, in one transaction: a crash between repeats the fetch instead of losing rows.
   */
  cursor(): string | null;
}

export interface Source {
  describe(): SourceDescription;
  /** What it can give now. @throws AppError `source` when it cannot be reached, is not allowed in, or lacks something essential */
  list(signal: AbortSignal): Promise<readonly SourceTable[]>;
  /** Everything, or what changed since `cursor`. @throws AppError `source` as `list` */
  fetch(cursor: string | null, signal: AbortSignal): Promise<SourceFetch>;
  close(): Promise<void>;
}
