/**
 * Delivery into Slack as recorded steps: announce, upload pictures, result, share files. Every step is written down,
 * so a crash resumes at the step and never from the start. A step that Slack cannot repeat harmlessly is written down
 * before it is taken, and looked up, not repeated, when its outcome is unknown.
 */
import type { Document } from '../document/document.ts';
import type { FileFormat } from '../domain/request.ts';
import { DeliveryError } from '../errors.ts';
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
  // A process died between posting and recording: the message may stand already. Where Slack's scopes do not let us
  // look, a second progress line is the lesser evil; the result still appears once, in the message recorded here.
  const found = claim === 'takenOver' ? await publisher.findAnnouncement(to, run.id) : null;
  const message = found !== null && found !== 'unknown' ? found : await publisher.announce(to, run);
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
    const pictures = artifacts.filter((artifact) => artifact.format === 'png');
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
      await tools.publisher.result(message, to, finished, images);
      await tools.runs.resultSent(run.id);
    }

    for (const artifact of artifacts) {
      if (inMessage.includes(artifact)) continue;
      await whereFilesGo(() => shareOnce(run, to, message, artifact, files.get(artifact.name), record, tools));
    }
    await tools.runs.delivered(run.id);
  });
}

async function shareOnce(
  run: RunRecord,
  to: SlackDestination,
  message: MessageRef,
  artifact: Artifact,
  known: DeliveryFile | undefined,
  record: (file: DeliveryFile) => Promise<void>,
  { publisher, logger }: DeliveryTools,
): Promise<void> {
  const { name } = artifact;
  if (known?.state === 'shared' || known?.state === 'uncertain') return;
  if (known?.state === 'sharing' && known.fileId !== null) {
    const shared = await publisher.isShared(to, message, known.fileId);
    if (shared !== false) {
      if (shared === null)
        logger.warn({ runId: run.id, file: name }, 'the outcome of sharing this file is unknown; it is not sent again');
      await record({ ...known, state: shared ? 'shared' : 'uncertain' });
      return;
    }
  }
  const fileId = await publisher.upload(to, artifact);
  await record({ name, fileId, state: 'sharing' });
  await publisher.shareFile(to, message, [{ id: fileId, title: artifact.title }]);
  await record({ name, fileId, state: 'shared' });
}

async function renderAll(run: RunRecord, documents: readonly Document[], tools: DeliveryTools): Promise<Artifact[]> {
  const stamp = { runId: run.id, at: run.createdAt, requestedBy: run.requestedBy };
  // Messages need the pictures whatever was asked for, unless charts are off in the document itself.
  const formats: FileFormat[] = [...new Set<FileFormat>([...run.request.formats, 'png'])].filter(
    (format) => format !== 'blocks' && format !== 'json',
  );
  const artifacts: Artifact[] = [];
  for (const document of documents)
    artifacts.push(...(await tools.renderer.render(document, stamp, formats, tools.theme, tools.signal)));
  return artifacts;
}
