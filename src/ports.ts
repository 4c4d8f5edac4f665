/**
 * Ports: the small types through which the middle and the rim meet. Implementations live in data/, render/, slack/ and
 * delivery/; app.ts connects them.
 */
import type { Document, RunStamp } from './document/document.ts';
import type { Catalog, Dataset, TableName } from './domain/dataset.ts';
import type { PeriodRange } from './domain/period.ts';
import type { DataHealth, QualityReport } from './domain/quality.ts';
import type { FileFormat, ReportRequest } from './domain/request.ts';
import type { Selection } from './domain/selection.ts';
import type { TuningKey, TuningRecord } from './domain/tuning.ts';
import type { Explanation } from './errors.ts';
import type { Missing, RunOutcome } from './reports/report.ts';
import type { PreviousFindings } from './reports/run.ts';

export interface Clock {
  now(): Date;
}

/* ---- data ---- */

export interface LoadedData {
  readonly dataset: Dataset;
  readonly health: DataHealth;
  readonly dataVersion: string;
}

/** What reports and rims read from the store. */
export interface DataReader {
  catalog(): Promise<Catalog>;
  /** Brand names that match `query`, at most `limit`: for external selects over 10,000 brands. */
  searchBrands(query: string, limit: number): Promise<readonly { brand: string; role: string; category: string }[]>;
  searchProjects(
    query: string,
    limit: number,
  ): Promise<readonly { project: string; market: string; category: string }[]>;
  /** Exactly the declared tables of the selection (its rounds, all peers). Tables not asked for are empty. */
  load(tables: readonly TableName[], selection: Selection, outcomes: readonly string[]): Promise<LoadedData>;
}

/** A file that somebody handed over. */
export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What is remembered about its header belongs to this workspace. */
  readonly workspace: string;
  /** Which comes first in dates like 03/04/2024; absent: the file has to tell. */
  readonly dates?: 'dmy' | 'mdy';
}

export interface ImportedTable {
  /** "export.csv", "DC export.xlsx, sheet Scores". */
  readonly label: string;
  /** File name of the import table that it is, e.g. "scores.csv". */
  readonly table: string;
  /** "UTF-8, semicolons", "Excel workbook". */
  readonly format: string;
  readonly columns: readonly {
    readonly header: string;
    /** Column of the import table; null: left aside. */
    readonly column: string | null;
    readonly type: 'text' | 'number' | 'date' | 'empty';
  }[];
  readonly firstRows: readonly (readonly string[])[];
  readonly rows: number;
  readonly taken: number;
  readonly replaced: number;
  readonly unchanged: number;
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
  readonly rejectedCount: number;
  readonly warnings: readonly string[];
}

export interface FileImport {
  readonly tables: readonly ImportedTable[];
  /** Sheets that are no import table. */
  readonly leftAside: readonly { readonly label: string; readonly reason: string }[];
}

export interface FileImporter {
  /** How the file is read and what would become of its rows; nothing is stored. @throws AppError `import`, `too-large` */
  preview(file: UploadedFile): Promise<FileImport>;
  /** Stores it in one transaction. @throws AppError as `preview`; nothing is stored then */
  store(file: UploadedFile): Promise<FileImport>;
}

export interface QualityReader {
  /** @param projects names; null: the current round of every market. @throws AppError `not-found`, `too-large` */
  assess(projects: readonly string[] | null): Promise<QualityReport>;
}

/* ---- analysis ---- */

export interface AnalysisJob {
  readonly runId: string;
  readonly reports: readonly string[];
  readonly selection: Selection;
  readonly options: ReportRequest['options'];
  readonly seed: number;
  readonly locale: string;
  /** Findings of an earlier run by report id, when the request names one. */
  readonly previous?: PreviousFindings;
  /** Stored searches for the objects that the reports tune; absent: none is known. */
  readonly tunings?: readonly TuningRecord[];
  readonly data: LoadedData;
}

export interface Progress {
  readonly stage: string;
  readonly share: number;
}

/** Runs analyses off the main thread, bounded in time and memory. */
export interface AnalysisPool {
  run(job: AnalysisJob, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<readonly RunOutcome[]>;
  close(): Promise<void>;
}

/* ---- tuning ---- */

/** Tuned settings, kept by everything that their search depended on. */
export interface TuningStore {
  /** The record of exactly this key, finished or not. */
  find(key: TuningKey): Promise<TuningRecord | null>;
  /** Finished records of these objects and this seed, the latest of each object first: what a report may reuse. */
  latest(objects: readonly string[], seed: number): Promise<readonly TuningRecord[]>;
  /** A finished record stays as it is; an unfinished one is replaced. */
  keep(record: TuningRecord): Promise<void>;
  /** @returns what `work` returns; null when it is being tuned already, by whatever process of this store */
  exclusively<T>(work: () => Promise<T>): Promise<T | null>;
}

/* ---- rendering ---- */

export interface Artifact {
  /** File name with extension, e.g. "dc-score-performance.pdf". */
  readonly name: string;
  readonly format: FileFormat;
  readonly mediaType: string;
  /** For people: the chart's or report's title. */
  readonly title: string;
  /** Images: the id of the chart in the document. */
  readonly chart?: string;
  /** Alternative text of images. */
  readonly alt: string | null;
  readonly bytes: Uint8Array;
}

export interface Theme {
  readonly accent: string;
  /** SVG or PNG as a data URL; null: the product's mark. */
  readonly logo: string | null;
  readonly paper: 'A4' | 'Letter';
}

export interface Renderer {
  /** Files of one document in the formats asked for. `blocks` is not among them: messages belong to slack/. */
  render(
    document: Document,
    stamp: RunStamp,
    formats: readonly FileFormat[],
    theme: Theme,
    signal: AbortSignal,
  ): Promise<readonly Artifact[]>;
  /** One PDF for several documents, with a merged summary and contents. */
  bundle(documents: readonly Document[], stamp: RunStamp, theme: Theme, signal: AbortSignal): Promise<Artifact>;
  /** The report as a self-contained HTML page. */
  page(document: Document, stamp: RunStamp, theme: Theme): string;
  close(): Promise<void>;
}

/* ---- runs and delivery ---- */

export type RunState = 'queued' | 'running' | 'ready' | 'failed' | 'cancelled';

export interface RunRecord {
  readonly id: string;
  readonly request: ReportRequest;
  readonly requestedBy: string | null;
  readonly destination: Destination;
  readonly state: RunState;
  readonly stage: string;
  readonly share: number;
  readonly outcomes: readonly RunOutcome[] | null;
  readonly error: Explanation | null;
  readonly dataVersion: string | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  /** Milliseconds by stage name. */
  readonly timings: Readonly<Record<string, number>>;
  /** What the run read; absent until it was analysed, and on runs of versions that did not keep it. */
  readonly slice?: RunSlice | null;
  /** The first later load that replaced a value which the run had read; null when none did. */
  readonly outdated?: Outdated | null;
}

/** Which part of the data a run read: whole projects, whatever the window. */
export interface RunSlice {
  readonly markets: readonly {
    readonly project: string;
    /** Every project read for this market: its rounds, and the one it is compared with. */
    readonly projects: readonly string[];
    readonly window: PeriodRange;
    readonly comparison: PeriodRange;
  }[];
  readonly tables: readonly TableName[];
  readonly outcomes: readonly string[];
}

export interface Outdated {
  readonly batch: number;
  readonly source: string;
  /** ISO instant. */
  readonly at: string;
  /** Values replaced in what the run had read, over all later loads. */
  readonly values: number;
}

/** A run in a list: how its reports ended, without their documents, which are large. */
export interface RunSummary extends Omit<RunRecord, 'outcomes'> {
  readonly outcomes: readonly Pick<RunOutcome, 'report' | 'status'>[] | null;
}

/** Where a run's result goes. `none`: the asker fetches it (API, CLI). */
export type Destination =
  | {
      readonly kind: 'slack';
      readonly team: string;
      readonly channel: string;
      readonly user: string;
      readonly thread: string | null;
    }
  | { readonly kind: 'none' };

/** Progress of one run's delivery into Slack; what a crash resumes from. */
export interface DeliveryRecord {
  readonly runId: string;
  readonly announcement: 'pending' | 'sending' | 'sent';
  readonly message: MessageRef | null;
  readonly result: 'pending' | 'sent';
  readonly files: readonly DeliveryFile[];
}

export interface DeliveryFile {
  readonly name: string;
  readonly fileId: string | null;
  /** `sharing`: written before the step that Slack cannot repeat; `uncertain`: nobody could find out how it ended. */
  readonly state: 'uploaded' | 'sharing' | 'shared' | 'uncertain';
}

/** Runs and their deliveries, kept so that any process can take over from any step. */
export interface RunStore {
  /**
   * Inserts the run, its delivery row and its job in one transaction.
   * @returns false when a run of this id exists already; nothing is changed then
   */
  create(run: RunRecord): Promise<boolean>;
  find(runId: string): Promise<RunRecord | null>;
  /** Newest first. */
  recent(limit: number, requestedBy?: string): Promise<readonly RunSummary[]>;
  /** Stores stage and share; answers the state in the store, so that a cancellation by another process is noticed. */
  progress(runId: string, stage: string, share: number): Promise<RunState>;
  /** Stores the analysis, so that a retry starts at rendering, and what it had read. */
  analysed(runId: string, outcomes: readonly RunOutcome[], dataVersion: string, slice?: RunSlice | null): Promise<void>;
  finish(
    runId: string,
    state: 'ready' | 'failed',
    error: Explanation | null,
    timings: Readonly<Record<string, number>>,
  ): Promise<void>;
  /** @returns false when the run had ended already */
  cancel(runId: string): Promise<boolean>;
  counts(): Promise<QueueStatus>;

  delivery(runId: string): Promise<DeliveryRecord | null>;
  /** Takes the right to announce; false when another process has it and has not held it for longer than `staleMs`. */
  claimAnnouncement(runId: string, staleMs: number): Promise<'claimed' | 'takenOver' | 'busy'>;
  /** Gives the right back when certainly nothing was posted, so that the next process need not wait. */
  releaseAnnouncement(runId: string): Promise<void>;
  announced(runId: string, message: MessageRef): Promise<void>;
  resultSent(runId: string): Promise<void>;
  file(runId: string, file: DeliveryFile): Promise<void>;
  delivered(runId: string): Promise<void>;
}

/** The orchestration that Slack, API and CLI share. */
export interface Reporting {
  /**
   * Queues the request. The run id derives from `key` (a trigger id, an Idempotency-Key) and the request, so that a
   * repeat of the same request finds the same run.
   */
  submit(request: ReportRequest, destination: Destination, requestedBy: string | null, key: string): Promise<RunRecord>;
  find(runId: string): Promise<RunRecord | null>;
  cancel(runId: string): Promise<boolean>;
  /** Newest first. */
  recent(limit: number, requestedBy?: string): Promise<readonly RunSummary[]>;
  status(): Promise<QueueStatus>;
}

export interface QueueStatus {
  readonly queued: number;
  readonly running: number;
  readonly finishedLastHour: number;
  readonly failedLastHour: number;
}

/** A message in Slack that can be updated. */
export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

type SlackDestination = Extract<Destination, { kind: 'slack' }>;

/** Puts runs into a channel. Every call is one step that delivery records; only `announce` and `shareFile` are not idempotent. */
export interface Publisher {
  /** Posts the progress message; its metadata carry the run id. */
  announce(to: SlackDestination, run: RunRecord): Promise<MessageRef>;
  /** Looks the progress message up by its metadata; null: not there; "unknown": scopes do not allow to look. */
  findAnnouncement(to: SlackDestination, runId: string): Promise<MessageRef | null | 'unknown'>;
  updateProgress(message: MessageRef, to: SlackDestination, run: RunRecord): Promise<void>;
  /** Uploads bytes without sharing them; returns the file id. */
  upload(to: SlackDestination, artifact: Artifact): Promise<string>;
  /** Shares uploaded files in the thread of the message. */
  shareFile(to: SlackDestination, message: MessageRef, files: readonly { id: string; title: string }[]): Promise<void>;
  /** True when the files are already shared there; null when scopes do not allow to look. */
  isShared(to: SlackDestination, message: MessageRef, fileId: string): Promise<boolean | null>;
  /** Turns the progress message into the result; `images` are uploaded charts in order. */
  result(
    message: MessageRef,
    to: SlackDestination,
    run: RunRecord,
    images: readonly { chart: string; fileId: string }[],
  ): Promise<void>;
  unavailable(message: MessageRef, to: SlackDestination, run: RunRecord, missing: readonly Missing[]): Promise<void>;
  /** Tells the person who asked, not the channel, and turns the progress message into a quiet line. */
  failed(message: MessageRef | null, to: SlackDestination, run: RunRecord, error: Explanation): Promise<void>;
}

/* ---- sources ---- */

/** How an outside source is, from what is remembered. */
export interface SourceHealth {
  readonly name: string;
  readonly kind: string;
  /** `partial`: something was left out or some address is silent · `unknown`: neither discovered nor synchronised yet. */
  readonly state: 'well' | 'partial' | 'failing' | 'unknown';
  /** Last sync and discovery in words, without secrets. */
  readonly detail: string;
  /** ISO instants; null: never. */
  readonly syncedAt: string | null;
  readonly discoveredAt: string | null;
}
