/**
 * Delivery into Slack as recorded steps: announce, upload pictures, result, share files. Every step is written down,
 * so a crash resumes at the step and never from the start. A step that Slack cannot repeat harmlessly is written down
 * before it is taken, and looked up, not repeated, when its outcome is unknown.
 */
import type { Document } from '../document/document.ts';
import type { FileFormat } from '../domain/request.ts';
import { AppError, DeliveryError, type Explanation } from '../errors.ts';
import type { Logger } from '../log.ts';
import type {
  Artifact,
  DeliveryFile,
  Destination,
  MessageRef,
  Publisher,
  Renderer,
  RunRecord,
  RunStore,
  Theme,
} from '../ports.ts';
import type { RunOutcome } from '../reports/report.ts';
import type { Stopwatch } from './stopwatch.ts';

export type SlackDestination = Extract<Destination, { kind: 'slack' }>;

/** An announcement that has not come through for this long was lost with its process. */
const ANNOUNCEMENT_STALE_MS = 15_000;
/** Pictures shown inside the result message; further charts follow in the thread. */
const PICTURES_IN_MESSAGE = 2;

export interface DeliveryTools {
  readonly runs: RunStore;
  readonly publisher: Publisher;
  readonly renderer: Renderer;
  readonly theme: Theme;
  readonly logger: Logger;
  readonly stopwatch: Stopwatch;
  readonly signal: AbortSignal;
}

/**
 * Posts the progress message unless it stands already.
 * @returns null while another process is posting it
 */
export async function announce(
  run: RunRecord,
  to: SlackDestination,
  { runs, publisher }: Pick<DeliveryTools, 'runs' | 'publisher'>,
): Promise<MessageRef | null> {
  const delivery = await runs.delivery(run.id);
  if (delivery?.message) return delivery.message;
  const claim = await runs.claimAnnouncement(run.id, ANNOUNCEMENT_STALE_MS);
  if (claim === 'busy') return null;
  const post = async (): Promise<MessageRef> => {
    try {
      return await publisher.announce(to, run);
    } catch (error) {
      const certain = error instanceof DeliveryError && error.failure !== 'outcome-unknown';
      if (certain && claim === 'claimed') await runs.releaseAnnouncement(run.id);
      throw error;
    }
  };
  // A process died between posting and recording: the message may stand already. Where Slack's scopes do not let us
  // look, a second progress line is the lesser evil; the result still appears once, in the message recorded here.
  const found = claim === 'takenOver' ? await publisher.findAnnouncement(to, run.id) : null;
  const message = found !== null && found !== 'unknown' ? found : await post();
  await runs.announced(run.id, message);
  return message;
}

/** Delivers the outcomes of a finished analysis; safe to call again after any failure. */
export async function deliverOutcomes(
  run: RunRecord,
  to: SlackDestination,
  message: MessageRef,
  outcomes: readonly RunOutcome[],
  tools: DeliveryTools,
): Promise<void> {
  const ready = outcomes.filter((outcome) => outcome.status === 'ready');
  const missing = outcomes.flatMap((outcome) => (outcome.status === 'unavailable' ? outcome.missing : []));
  const finished: RunRecord = { ...run, state: 'ready', outcomes };
  if (ready.length === 0) {
    await tools.publisher.unavailable(message, to, finished, missing);
    await tools.runs.resultSent(run.id);
    await tools.runs.delivered(run.id);
    return;
  }

  const artifacts = await tools.stopwatch.time('render', () =>
    renderAll(
      run,
      ready.map(({ document }) => document),
      tools,
    ),
  );
  await tools.stopwatch.time('deliver', async () => {
    const headlines = ready.map(({ document }) => document.summary.headline);
    const isHeadline = (picture: Artifact): boolean => headlines.includes(picture.chart ?? null);
    const charts = artifacts.filter((artifact) => artifact.format === 'png');
    const pictures = [...charts.filter(isHeadline), ...charts.filter((picture) => !isHeadline(picture))];
    const inMessage = pictures.slice(0, PICTURES_IN_MESSAGE);
    const before = await tools.runs.delivery(run.id);
    const files = new Map((before?.files ?? []).map((file) => [file.name, file]));
    const record = async (file: DeliveryFile): Promise<void> => {
      files.set(file.name, file);
      await tools.runs.file(run.id, file);
    };

    let takesFiles = true;
    /** Some places take no files; there the message stands without them, in Slack's own charts and tables. */
    const whereFilesGo = async (step: () => Promise<void>): Promise<void> => {
      if (!takesFiles) return;
      try {
        await step();
      } catch (error) {
        if (!(error instanceof DeliveryError && error.failure === 'no-files')) throw error;
        tools.logger.info({ runId: run.id, reason: error.why }, 'files cannot be posted here');
        takesFiles = false;
      }
    };

    if (before?.result !== 'sent') {
      const images: { chart: string; fileId: string }[] = [];
      for (const picture of inMessage)
        await whereFilesGo(async () => {
          const fileId = files.get(picture.name)?.fileId ?? (await tools.publisher.upload(to, picture));
          await record({ name: picture.name, fileId, state: 'uploaded' });
          images.push({ chart: picture.chart ?? picture.name, fileId });
        });
      // The last moment to notice that somebody cancelled the run, whichever process was told.
      if ((await tools.runs.progress(run.id, 'posting', 0.95)) === 'cancelled') throw cancelled();
      await tools.publisher.result(message, to, finished, images);
      await tools.runs.resultSent(run.id);
    }

    // Documents first, then the further charts: two posts in the thread, however many files there are.
    const papers = artifacts.filter((artifact) => artifact.format !== 'png');
    const furtherPictures = pictures.slice(PICTURES_IN_MESSAGE);
    for (const group of [papers, furtherPictures])
      if (group.length > 0) await whereFilesGo(() => shareOnce(run, to, message, group, files, record, tools));
    await tools.runs.delivered(run.id);
  });
}

/** Shares the files in one post; a post whose outcome is unknown is looked up by its first file, and never repeated blindly. */
async function shareOnce(
  run: RunRecord,
  to: SlackDestination,
  message: MessageRef,
  group: readonly Artifact[],
  files: ReadonlyMap<string, DeliveryFile>,
  record: (file: DeliveryFile) => Promise<void>,
  { publisher, logger }: DeliveryTools,
): Promise<void> {
  const known = group.map((artifact) => files.get(artifact.name));
  if (known.some((file) => file?.state === 'shared' || file?.state === 'uncertain')) return;
  const begun = known.filter((file) => file?.state === 'sharing' && file.fileId !== null);
  const first = begun[0]?.fileId;
  if (begun.length === group.length && first) {
    const shared = await publisher.isShared(to, message, first);
    if (shared !== false) {
      if (shared === null)
        logger.warn({ runId: run.id }, 'the outcome of sharing these files is unknown; they are not sent again');
      for (const file of begun) if (file) await record({ ...file, state: shared ? 'shared' : 'uncertain' });
      return;
    }
  }
  const uploaded: { id: string; name: string; title: string }[] = [];
  for (const { name, title, ...artifact } of group)
    uploaded.push({ id: await publisher.upload(to, { name, title, ...artifact }), name, title });
  // Only when every file is written down as `sharing` may the post go out: fewer rows mean that it never did.
  for (const { id, name } of uploaded) await record({ name, fileId: id, state: 'sharing' });
  await publisher.shareFile(to, message, uploaded);
  for (const { id, name } of uploaded) await record({ name, fileId: id, state: 'shared' });
}

async function renderAll(run: RunRecord, documents: readonly Document[], tools: DeliveryTools): Promise<Artifact[]> {
  const stamp = { runId: run.id, at: run.createdAt, requestedBy: run.requestedBy };
  // Messages need the pictures whatever was asked for, unless charts are off in the document itself.
  const formats: FileFormat[] = [...new Set<FileFormat>([...run.request.formats, 'png'])].filter(
    (format) => format !== 'blocks' && format !== 'json',
  );
  const artifacts: Artifact[] = [];
  // Several reports are one paper: a summary of all in front, one contents, one file to forward.
  const isBundle = documents.length > 1 && formats.includes('pdf');
  if (isBundle) artifacts.push(await tools.renderer.bundle(documents, stamp, tools.theme, tools.signal));
  const each = isBundle ? formats.filter((format) => format !== 'pdf') : formats;
  for (const document of documents)
    artifacts.push(...(await tools.renderer.render(document, stamp, each, tools.theme, tools.signal)));
  return artifacts;
}

export function cancelled(): AppError {
  return new AppError({
    code: 'cancelled',
    what: 'The report was cancelled.',
    why: 'Somebody stopped it before it was done.',
    fix: 'Ask for it again when you need it.',
  });
}

/** Tells, once, that no result will come; when telling fails, the job's next try tells. */
export async function tellEnd(
  run: RunRecord,
  explanation: Explanation,
  { runs, publisher }: { readonly runs: RunStore; readonly publisher: Publisher | null },
): Promise<void> {
  if (run.destination.kind !== 'slack' || !publisher) return;
  const delivery = await runs.delivery(run.id);
  if (delivery?.result === 'sent') return;
  const ended: RunRecord = {
    ...run,
    state: explanation.code === 'cancelled' ? 'cancelled' : 'failed',
    error: explanation,
  };
  await publisher.failed(delivery?.message ?? null, run.destination, ended, explanation);
  await runs.resultSent(run.id);
}
