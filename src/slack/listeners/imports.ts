/** Files shared with the app in its direct message by those who may import: previewed at once, stored when they say so. */
import { createHash } from 'node:crypto';
import type { App } from '@slack/bolt';
import { AppError } from '../../errors.ts';
import type { UploadedFile } from '../../ports.ts';
import type { Message } from '../../render/blocks/block.ts';
import type { Actor, SlackContext } from '../context.ts';
import { requireImporter } from '../importers.ts';
import {
  IMPORT_ACTION,
  type PendingImport,
  previewMessage,
  quietMessage,
  storedMessage,
} from '../messages/import-message.ts';
import { guarded } from '../tell.ts';
import { actorOf } from './actor.ts';
import { valueOfAction } from './value.ts';

/** Beyond it, files belong on the command line: the bytes are held in memory. */
export const MAX_FILE_BYTES = 30_000_000;
const ENDINGS = /\.(csv|tsv|txt|xlsx|xlsm)$/i;

export function listenToImports(app: App, ctx: SlackContext): void {
  app.event('file_shared', async ({ event, body, context }) => {
    const channel = event.channel_id;
    // In channels people share files with each other; what the app itself shares is no import either.
    if (!channel.startsWith('D') || event.user_id === context.botUserId) return;
    // Slack repeats events that it thinks were lost.
    if (!ctx.clicks.first(`file:${event.file_id}:${channel}`)) return;
    const actor: Actor = { team: body.team_id, user: event.user_id, channel, thread: null, responseUrl: null };
    await guarded(ctx, actor, async () => {
      const name = (await fileInfo(ctx, event.file_id)).name;
      if (!ENDINGS.test(name)) return;
      await requireImporter(ctx, actor);
      const { ts } = await ctx.api.call(
        'chat.postMessage',
        { channel, ...quietMessage('⏳ Reading the file …') },
        'interactive',
      );
      await preview(ctx, actor, { channel, ts }, event.file_id);
    });
  });

  const onClick = (
    id: string,
    work: (actor: Actor, at: { channel: string; ts: string }, pending: PendingImport) => Promise<void>,
  ): void => {
    app.action(id, async ({ ack, body, action }) => {
      await ack();
      const actor = actorOf(body);
      const { container } = body as { container?: { message_ts?: string; channel_id?: string } };
      const { channel_id: channel, message_ts: ts } = container ?? {};
      const pending = readPending(valueOfAction(action));
      if (channel === undefined || ts === undefined || pending === null) return;
      // One answer to each preview: the second click of two finds it under way.
      const key = `import:${channel}:${ts}:${id}`;
      if (!ctx.clicks.first(key)) return;
      await guarded(ctx, actor, async () => {
        try {
          // Rights may have been taken since the preview.
          if (id !== IMPORT_ACTION.cancel) await requireImporter(ctx, actor);
          await work(actor, { channel, ts }, pending);
        } finally {
          ctx.clicks.forget(key);
        }
      });
    });
  };

  onClick(IMPORT_ACTION.cancel, (_, at) => show(ctx, at, quietMessage('Cancelled. Nothing was stored.')));
  for (const [id, dates] of [
    [IMPORT_ACTION.dayFirst, 'dmy'],
    [IMPORT_ACTION.monthFirst, 'mdy'],
  ] as const)
    onClick(id, (actor, at, pending) => preview(ctx, actor, at, pending.file, dates));

  onClick(IMPORT_ACTION.store, async (actor, at, pending) => {
    await show(ctx, at, quietMessage('⏳ Importing …'));
    await showOutcome(ctx, at, async () => {
      const { file, digest } = await fetchFile(ctx, actor, pending.file, pending.dates);
      if (digest !== pending.digest)
        throw new AppError({
          code: 'import',
          what: 'Nothing was imported.',
          why: 'The file is not the one that was previewed.',
          fix: 'Share it again and look at its preview.',
        });
      return storedMessage(await ctx.imports.store(file));
    });
  });
}

function readPending(value: string): PendingImport | null {
  try {
    const { file, digest, dates } = JSON.parse(value) as Partial<PendingImport>;
    if (typeof file !== 'string' || typeof digest !== 'string') return null;
    return { file, digest, ...(dates === 'dmy' || dates === 'mdy' ? { dates } : {}) };
  } catch {
    return null;
  }
}

async function show(ctx: SlackContext, at: { channel: string; ts: string }, message: Message): Promise<void> {
  await ctx.api.call('chat.update', { ...at, text: message.text, blocks: message.blocks }, 'background');
}

/** The message becomes what `work` gives; when it fails, the buttons are gone and `guarded` says why. */
async function showOutcome(
  ctx: SlackContext,
  at: { channel: string; ts: string },
  work: () => Promise<Message>,
): Promise<void> {
  try {
    await show(ctx, at, await work());
  } catch (error) {
    await show(ctx, at, quietMessage('Nothing was stored.'));
    throw error;
  }
}

const preview = (
  ctx: SlackContext,
  actor: Actor,
  at: { channel: string; ts: string },
  id: string,
  dates?: 'dmy' | 'mdy',
): Promise<void> =>
  showOutcome(ctx, at, async () => {
    const { file, digest } = await fetchFile(ctx, actor, id, dates);
    const pending = { file: id, digest, ...(dates === undefined ? {} : { dates }) };
    return previewMessage(await ctx.imports.preview(file), pending);
  });

async function fileInfo(ctx: SlackContext, id: string) {
  const { file } = await ctx.api.call('files.info', { file: id }, 'interactive');
  return {
    name: file.name ?? 'file',
    size: file.size ?? 0,
    url: file.url_private_download ?? file.url_private ?? null,
  };
}

async function fetchFile(
  ctx: SlackContext,
  actor: Actor,
  id: string,
  dates: 'dmy' | 'mdy' | undefined,
): Promise<{ file: UploadedFile; digest: string }> {
  const { name, size, url } = await fileInfo(ctx, id);
  if (size > MAX_FILE_BYTES)
    throw new AppError({
      code: 'too-large',
      what: 'The file was not imported.',
      why: `It has ${Math.ceil(size / 1e6)} MB; through Slack at most ${MAX_FILE_BYTES / 1e6} MB are taken.`,
      fix: 'Divide it, or ask your administrator to import it from the command line: dc import FILE.',
    });
  if (url === null)
    throw new AppError({
      code: 'import',
      what: 'The file was not imported.',
      why: 'Slack does not hold its contents: it is a link to another place.',
      fix: 'Download it there and share the file itself.',
    });
  const bytes = await ctx.api.getBytes(url, MAX_FILE_BYTES, 'background');
  return {
    file: { name, bytes, workspace: actor.team, ...(dates === undefined ? {} : { dates }) },
    digest: createHash('sha256').update(bytes).digest('hex').slice(0, 32),
  };
}
