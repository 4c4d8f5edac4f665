/** The Publisher port on Slack: progress, files, result and failure of a run, one call of ours a step of delivery. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveryError, type Explanation } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Artifact, Clock, Destination, MessageRef, Publisher, RunRecord } from '../ports.ts';
import type { Message } from '../render/blocks/block.ts';
import type { ChartForm } from '../render/blocks/document-blocks.ts';
import { breakBroadcasts, clip, oneLine } from '../render/blocks/mrkdwn.ts';
import type { Missing } from '../reports/report.ts';
import type { CallPolicy, SlackApi } from './api.ts';
import { SlackCallError } from './errors.ts';
import { LIMITS } from './limits.ts';
import {
  failureMessage,
  filesElsewhereMessage,
  filesForYou,
  filesRefusedMessage,
  firstDocument,
  progressMessage,
  quietMessage,
  RUN_EVENT,
  resultMessage,
  unavailableMessage,
} from './messages/run-message.ts';
import type { ReportCard } from './parse/vocabulary.ts';
import { createSeen } from './seen.ts';

type SlackDestination = Extract<Destination, { kind: 'slack' }>;

export interface PublisherOptions {
  readonly api: SlackApi;
  readonly reports: readonly ReportCard[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Address of a run's report page; null without one. */
  readonly pageUrl: (runId: string) => string | null;
  /** Waits between tries while Slack processes an uploaded picture. */
  readonly processingDelaysMs?: readonly number[];
  /** Least time between two progress updates of one message; chat.update allows about fifty a minute. */
  readonly progressIntervalMs?: number;
}

/** About a quarter of a minute in all; scans of pictures take one to three seconds. */
const PROCESSING_DELAYS_MS = [400, 800, 1_600, 3_200, 5_000, 5_000];
const PROGRESS_INTERVAL_MS = 1_200;
/** The posts of files that belong to one result follow each other within seconds; they are explained once. */
const TOLD_ONCE_MS = 60_000;
/** How far back an announcement is looked for. */
const LOOK_BACK = 100;
const POLICY: CallPolicy = 'background';

/** From the best form of charts to none at all, when Slack refuses the better one. */
const LADDER: readonly ChartForm[] = ['images', 'native', 'table', 'text', 'none'];

export function createPublisher(options: PublisherOptions): Publisher {
  const { api, reports, clock, logger, pageUrl } = options;
  const delays = options.processingDelaysMs ?? PROCESSING_DELAYS_MS;
  const progressIntervalMs = options.progressIntervalMs ?? PROGRESS_INTERVAL_MS;
  const lastProgress = createSeen(clock, { capacity: 5_000, ttlMs: progressIntervalMs });
  const sentDirectly = createSeen(clock, { capacity: 5_000, ttlMs: TOLD_ONCE_MS });
  /** Teams that took no file last time, and why: their results bring page 1's lists along in the thread. */
  const withoutFiles = new Map<string, string>();

  /** People are written to in the direct message that belongs to them. */
  async function channelOf(to: SlackDestination): Promise<string> {
    return /^[UW]/.test(to.channel) ? openDirectMessage(to.channel) : to.channel;
  }

  async function openDirectMessage(user: string): Promise<string> {
    const { channel } = await api.call('conversations.open', { users: user }, POLICY);
    return channel.id;
  }

  const update = (message: MessageRef, content: Message) =>
    api.call('chat.update', { channel: message.channel, ts: message.ts, ...plainMessage(content) }, POLICY);

  async function tellPerson(to: SlackDestination, content: Message): Promise<void> {
    if (/^[C-G]/.test(to.channel) && !to.channel.startsWith('D')) {
      try {
        const thread = to.thread === null ? {} : { thread_ts: to.thread };
        await api.call(
          'chat.postEphemeral',
          { channel: to.channel, user: to.user, ...thread, ...plainMessage(content) },
          POLICY,
        );
        return;
      } catch (error) {
        // Where the app cannot speak, it writes to the person directly.
        if (!(error instanceof SlackCallError)) throw error;
        logger.info({ slackCode: error.slackCode }, 'ephemeral message refused; writing a direct message');
      }
    }
    await api.call('chat.postMessage', { channel: await openDirectMessage(to.user), ...plainMessage(content) }, POLICY);
  }

  /** The files go to the person who asked instead, and a line in the thread says so, once. */
  async function shareDirectly(
    to: SlackDestination,
    message: MessageRef,
    files: readonly { id: string; title: string }[],
  ): Promise<void> {
    const key = `${message.channel}:${message.ts}`;
    const first = sentDirectly.first(key);
    const comment = first ? { initial_comment: filesForYou(message.channel) } : {};
    try {
      const direct = { channel_id: await openDirectMessage(to.user), ...comment };
      await api.call('files.completeUploadExternal', { files, ...direct }, POLICY);
    } catch (error) {
      if (first) sentDirectly.forget(key);
      throw error;
    }
    if (!first) return;
    try {
      const place = { channel: message.channel, thread_ts: to.thread ?? message.ts };
      await api.call('chat.postMessage', { ...place, ...plainMessage(filesElsewhereMessage(to.user)) }, POLICY);
    } catch (error) {
      logger.info({ err: error }, 'the thread could not be told where the files are');
    }
  }

  /** Pictures become part of the workspace before a message may show them; on a resumed delivery they already are. */
  async function completePictures(images: readonly { chart: string; fileId: string }[]): Promise<void> {
    for (const { fileId } of images)
      try {
        await api.call('files.completeUploadExternal', { files: [{ id: fileId }] }, POLICY);
      } catch (error) {
        if (!(error instanceof SlackCallError && error.slackCode === 'file_not_found')) throw error;
      }
  }

  return {
    async announce(to, run) {
      const posted = await api.call(
        'chat.postMessage',
        {
          channel: await channelOf(to),
          ...(to.thread === null ? {} : { thread_ts: to.thread }),
          ...plainMessage(progressMessage(run, reports)),
          metadata: { event_type: RUN_EVENT, event_payload: { run_id: run.id } },
        },
        POLICY,
      );
      return { channel: posted.channel, ts: posted.ts };
    },

    async findAnnouncement(to, runId) {
      try {
        const channel = await channelOf(to);
        const place = to.thread === null ? null : { ts: to.thread };
        const args = { channel, limit: LOOK_BACK, include_all_metadata: true };
        const { messages } = place
          ? await api.call('conversations.replies', { ...args, ...place }, POLICY)
          : await api.call('conversations.history', args, POLICY);
        const found = messages?.find(
          ({ metadata }) => metadata?.event_type === RUN_EVENT && metadata.event_payload?.run_id === runId,
        );
        return found?.ts === undefined ? null : { channel, ts: found.ts };
      } catch (error) {
        if (lookingIsNotAllowed(error)) return 'unknown';
        throw error;
      }
    },

    async updateProgress(message, _to, run) {
      if (!lastProgress.first(`${message.channel}:${message.ts}`)) return;
      try {
        await update(message, progressMessage(run, reports));
      } catch (error) {
        logger.debug({ err: error, runId: run.id }, 'progress not shown');
      }
    },

    /**
     * Reserves an id and sends the bytes. Completion, which Slack allows once a file, happens with the step that shows the
     * file: in the message (`result`) or in the thread (`shareFile`).
     */
    async upload(to, artifact) {
      try {
        const fileId = await sendBytes(artifact);
        withoutFiles.delete(to.team);
        return fileId;
      } catch (error) {
        if (error instanceof DeliveryError && error.failure === 'no-files') withoutFiles.set(to.team, error.why);
        throw error;
      }
    },

    async shareFile(to, message, files) {
      const titled = files.map(({ id, title }) => ({ id, title: clip(breakBroadcasts(oneLine(title)), 250) }));
      // A reply's own ts never starts a thread.
      const place = { channel_id: message.channel, thread_ts: to.thread ?? message.ts };
      try {
        await api.call('files.completeUploadExternal', { files: titled, ...place }, POLICY);
      } catch (error) {
        // With chat:write.public the app speaks in public channels without being a member; files need membership.
        if (!isOutside(error) || message.channel.startsWith('D')) throw error;
        await shareDirectly(to, message, titled);
      }
    },

    async isShared(to, message, fileId) {
      try {
        const { messages } = await api.call(
          'conversations.replies',
          { channel: message.channel, ts: to.thread ?? message.ts, limit: LOOK_BACK },
          POLICY,
        );
        return messages?.some(({ files }) => files?.some((file) => file.id === fileId)) ?? false;
      } catch (error) {
        if (lookingIsNotAllowed(error)) return null;
        throw error;
      }
    },

    async result(message, to, run, images) {
      let pictures = images;
      try {
        await completePictures(images);
      } catch (error) {
        if (!(error instanceof DeliveryError && error.failure === 'no-files')) throw error;
        pictures = [];
      }
      const wanted: ChartForm = chartsOff(run) ? 'none' : pictures.length > 0 ? 'images' : 'native';
      const thread = await showResult(message, run, pictures, wanted);
      const refusal = withoutFiles.get(to.team);
      if (refusal === undefined) return;
      const note = filesRefusedMessage(refusal, pageUrl(run.id));
      const [details, ...more] = thread;
      const opening = details ? { ...details, blocks: [...note.blocks, ...details.blocks] } : note;
      for (const reply of [opening, ...more])
        try {
          const place = { channel: message.channel, thread_ts: to.thread ?? message.ts };
          await api.call('chat.postMessage', { ...place, ...plainMessage(reply) }, POLICY);
        } catch (error) {
          logger.warn({ err: error, runId: run.id }, 'details not posted beside the result');
        }
    },

    async unavailable(message, _to, run, missing: readonly Missing[]) {
      await update(message, unavailableMessage(run, missing, reports));
    },

    async failed(message, to, run, error: Explanation) {
      const direct = to.channel.startsWith('D') || to.channel === to.user;
      if (message !== null && direct) {
        await update(message, failureMessage(run, error, reports));
        return;
      }
      if (message !== null)
        try {
          await update(message, quietMessage(run, reports));
        } catch (cause) {
          logger.warn({ err: cause, runId: run.id }, 'progress message not closed');
        }
      await tellPerson(to, failureMessage(run, error, reports));
    },
  };

  async function sendBytes(artifact: Artifact): Promise<string> {
    const alt = artifact.alt === null ? {} : { alt_txt: clip(oneLine(artifact.alt), LIMITS.uploadAlt) };
    const { upload_url, file_id } = await api.call(
      'files.getUploadURLExternal',
      { filename: artifact.name, length: artifact.bytes.byteLength, ...alt },
      POLICY,
    );
    await api.putBytes(upload_url, artifact.bytes, POLICY);
    return file_id;
  }

  /** Updates the message with the best form of charts that Slack takes; returns what belongs into the thread without a PDF. */
  async function showResult(
    message: MessageRef,
    run: RunRecord,
    images: readonly { chart: string; fileId: string }[],
    wanted: ChartForm,
  ): Promise<readonly Message[]> {
    let refused: unknown;
    for (const charts of LADDER.slice(LADDER.indexOf(wanted))) {
      const content = resultMessage(run, { charts, images, pageUrl: pageUrl(run.id), actions: true }, reports);
      try {
        await updateWhenProcessed(message, content, charts === 'images');
        return content.thread;
      } catch (error) {
        if (!isBlockRefusal(error)) throw error;
        logger.warn({ runId: run.id, charts, details: error.details }, 'Slack refused this form of the charts');
        refused = error;
      }
    }
    throw refused;
  }

  /** Slack knows an uploaded picture only after scanning it; until then it calls the block invalid. */
  async function updateWhenProcessed(message: MessageRef, content: Message, withPictures: boolean): Promise<void> {
    for (let tried = 0; ; tried++)
      try {
        await update(message, content);
        return;
      } catch (error) {
        const delay = delays[tried];
        if (!withPictures || delay === undefined || !isStillProcessing(error)) throw error;
        await sleep(delay);
      }
  }
}

/** The same content as an API payload. */
export function plainMessage({ text, blocks }: Message): Record<string, unknown> {
  return { text, blocks };
}

const chartsOff = (run: RunRecord): boolean =>
  run.request.options.charts === false || firstDocument(run)?.options.charts === false;

function isBlockRefusal(error: unknown): error is SlackCallError {
  return (
    error instanceof SlackCallError &&
    [
      'invalid_blocks',
      'invalid_blocks_format',
      'msg_blocks_too_long',
      'file_not_found',
      'slack_file_not_found',
    ].includes(error.slackCode)
  );
}

function isStillProcessing(error: unknown): boolean {
  if (!isBlockRefusal(error)) return false;
  return error.slackCode.endsWith('file_not_found') || error.details.some((detail) => detail.includes('slack_file'));
}

const isOutside = (error: unknown): boolean =>
  error instanceof SlackCallError && ['not_in_channel', 'channel_not_found'].includes(error.slackCode);

/** The history scopes are optional, and a place where the app is no member cannot be searched either. */
function lookingIsNotAllowed(error: unknown): boolean {
  return (
    error instanceof SlackCallError &&
    ['missing_scope', 'not_in_channel', 'channel_not_found', 'not_allowed_token_type', 'unknown_method'].includes(
      error.slackCode,
    )
  );
}
