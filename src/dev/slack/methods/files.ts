/** files.*: the two-step upload (address, bytes, completion) and what can be asked about a file afterwards. */
import { checkBlocks, withIds } from '../check-blocks.ts';
import { isObject, type Json } from '../check-shape.ts';
import { LIMITS } from '../limits.ts';
import {
  arg,
  blocksArgument,
  fileLookup,
  type Method,
  type MethodContext,
  method,
  refuseProblems,
  SlackApiError,
  visibleChannel,
} from '../method.ts';
import { presentFile } from '../presentation.ts';
import type { SlackState, StoredFile } from '../state.ts';
import { APP, type Channel } from '../workspace.ts';
import { threadStart } from './chat.ts';

/** A file Slack knows of but has no bytes for yet. */
export function reserveFile(
  state: SlackState,
  given: { name: string; bytes: number; user: string; altText?: string },
): StoredFile {
  const file: StoredFile = {
    id: state.newId('F'),
    name: given.name,
    title: given.name,
    user: given.user,
    bytes: given.bytes,
    altText: given.altText ?? '',
    createdMs: state.nowMs(),
    uploadKey: state.newId('').toLowerCase(),
    uploaded: false,
    completed: false,
    processedMs: Number.MAX_SAFE_INTEGER,
    shares: [],
  };
  state.files.set(file.id, file);
  return file;
}

/** The file becomes part of the workspace; until its processing is over no block may show it. */
export function completeFile(state: SlackState, file: StoredFile, processingMs: number): void {
  file.completed = true;
  file.processedMs = state.nowMs() + processingMs;
  state.announce({ kind: 'file', data: { file: { ...file } } });
}

/** Unlike chat.postMessage, sharing a file needs a conversation id and membership. */
function shareableChannel(context: MethodContext, reference: string): Channel {
  if (!/^[CDG][A-Z0-9]+$/.test(reference)) throw new SlackApiError('channel_not_found');
  const channel = visibleChannel(context, reference);
  if (channel.isArchived) throw new SlackApiError('is_archived');
  if (!context.state.isMember(channel, APP.userId)) throw new SlackApiError('not_in_channel');
  return channel;
}

function knownFile(context: MethodContext, id: string): StoredFile {
  const file = context.state.files.get(id);
  if (file === undefined) throw new SlackApiError('file_not_found');
  return file;
}

export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': method(
    {
      scopes: ['files:write'],
      takesJson: false,
      args: {
        filename: arg.id,
        length: arg.count,
        // Slack's name is alt_txt; its own Node client sends alt_text.
        alt_txt: arg.text.optional(),
        alt_text: arg.text.optional(),
        snippet_type: arg.text.optional(),
      },
    },
    (args, context) => {
      if (context.faults.current.uploadsDisabled) throw new SlackApiError('file_uploads_disabled');
      if (args.length === 0 || args.length > LIMITS.fileBytes) throw new SlackApiError('file_upload_size_restricted');
      const altText = args.alt_txt ?? args.alt_text;
      const file = reserveFile(context.state, {
        name: args.filename,
        bytes: args.length,
        user: APP.userId,
        ...(altText === undefined ? {} : { altText }),
      });
      return { upload_url: `${context.baseUrl}/upload/v1/${file.uploadKey}`, file_id: file.id };
    },
  ),

  'files.completeUploadExternal': method(
    {
      scopes: ['files:write'],
      args: {
        files: arg.json,
        channel_id: arg.id.optional(),
        channels: arg.id.optional(),
        thread_ts: arg.text.optional(),
        initial_comment: arg.text.optional(),
        blocks: arg.json.optional(),
      },
    },
    (args, context) => {
      const { state } = context;
      if (context.faults.current.uploadsDisabled) throw new SlackApiError('file_uploads_disabled');
      if (!Array.isArray(args.files) || args.files.length === 0)
        throw new SlackApiError('invalid_arguments', {
          response_metadata: { messages: ['[ERROR] missing required field: files'] },
        });
      const entries = args.files.map((entry) => {
        if (!isObject(entry) || typeof entry.id !== 'string') throw new SlackApiError('invalid_arguments');
        const file = state.files.get(entry.id);
        if (file === undefined || !file.uploaded || file.completed) throw new SlackApiError('file_not_found');
        return { file, title: typeof entry.title === 'string' ? entry.title : file.name };
      });
      const blocks = blocksArgument(args.blocks) ?? [];
      if (blocks.length > 0 && args.initial_comment !== undefined)
        throw new SlackApiError('blocks_and_initial_comment');
      refuseProblems('invalid_blocks', checkBlocks(blocks, 'message', fileLookup(state)));
      const names = [...(args.channel_id === undefined ? [] : [args.channel_id]), ...(args.channels?.split(',') ?? [])];
      if (names.length > 100) throw new SlackApiError('invalid_channel');
      const channels = names.map((name) => shareableChannel(context, name));
      if (channels.length === 0 && args.thread_ts !== undefined) throw new SlackApiError('invalid_arguments');
      const threads = channels.map((channel) => threadStart(context, channel.id, args.thread_ts));
      for (const { file, title } of entries) {
        file.title = title;
        completeFile(state, file, context.faults.current.fileProcessingMs);
      }
      channels.forEach((channel, index) => {
        const message = state.addMessage({
          channel: channel.id,
          user: APP.userId,
          byApp: true,
          text: args.initial_comment ?? '',
          blocks: withIds(blocks, () => state.newBlockId()),
          attachments: [],
          files: entries.map(({ file }) => file.id),
          ...threads[index],
        });
        for (const { file } of entries) file.shares.push({ channel: channel.id, ts: message.ts });
        if (message.threadTs !== undefined) state.announceMessage(state.message(channel.id, message.threadTs)!);
      });
      return { files: entries.map(({ file }): Json => presentFile(state, file, context.baseUrl)) };
    },
  ),

  'files.info': method(
    {
      scopes: ['files:read'],
      takesJson: false,
      args: {
        file: arg.id,
        count: arg.count.optional(),
        page: arg.count.optional(),
        limit: arg.count.optional(),
        cursor: arg.text.optional(),
      },
    },
    (args, context) => ({
      file: presentFile(context.state, knownFile(context, args.file), context.baseUrl),
      comments: [],
      response_metadata: { next_cursor: '' },
    }),
  ),

  'files.delete': method({ scopes: ['files:write'], args: { file: arg.id } }, (args, context) => {
    const file = knownFile(context, args.file);
    if (file.user !== APP.userId) throw new SlackApiError('cant_delete_file');
    context.state.deleteFile(file);
    return {};
  }),
};
