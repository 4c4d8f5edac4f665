/** chat.*: posting, changing, deleting, showing to one person, unfurling. */
import { blockCharacters, checkBlocks, withIds } from '../check-blocks.ts';
import { isObject, type Json } from '../check-shape.ts';
import { LIMITS } from '../limits.ts';
import {
  arg,
  blocksArgument,
  fileLookup,
  MALFORMED,
  type Method,
  type MethodContext,
  method,
  postableChannel,
  refuseProblems,
  SlackApiError,
  visibleChannel,
} from '../method.ts';
import { presentMessage } from '../presentation.ts';
import type { Message } from '../state.ts';
import { APP } from '../workspace.ts';

const content = {
  text: arg.text.optional(),
  blocks: arg.json.optional(),
  attachments: arg.json.optional(),
  markdown_text: arg.text.optional(),
  parse: arg.text.optional(),
  link_names: arg.flag.optional(),
  metadata: arg.json.optional(),
};

interface Content {
  text?: string | undefined;
  blocks?: unknown;
  attachments?: unknown;
  markdown_text?: string | undefined;
  metadata?: unknown;
}

/** The checked content of a message, with generated ids. Used by the methods and by response URLs alike. */
export function messageContent(
  context: MethodContext,
  given: Content,
  longestText: number,
): Pick<Message, 'text' | 'blocks' | 'attachments'> & { metadata?: Json } {
  const blocks = blocksArgument(given.blocks) ?? [];
  const attachments = given.attachments ?? [];
  if (!Array.isArray(attachments)) throw new SlackApiError('invalid_attachments');
  if (given.markdown_text !== undefined) {
    if (given.text !== undefined || blocks.length > 0) throw new SlackApiError('markdown_text_conflict');
    if (given.markdown_text.length > LIMITS.block.markdown) throw new SlackApiError('msg_too_long');
    blocks.push({ type: 'markdown', text: given.markdown_text });
  }
  const text = given.text ?? '';
  if (text === '' && blocks.length === 0 && attachments.length === 0) throw new SlackApiError('no_text');
  if (text.length > longestText) throw new SlackApiError('msg_too_long');
  if (attachments.length > LIMITS.message.attachments) throw new SlackApiError('too_many_attachments');
  refuseProblems('invalid_blocks', checkBlocks(blocks, 'message', fileLookup(context.state)));
  attachments.forEach((attachment, index) => {
    if (!isObject(attachment)) throw new SlackApiError('invalid_attachments');
    if (attachment.blocks !== undefined)
      refuseProblems(
        'invalid_blocks',
        checkBlocks(attachment.blocks, 'message', fileLookup(context.state), `/attachments/${index}/blocks`),
      );
  });
  if (blockCharacters([blocks, attachments]) > LIMITS.message.blockCharacters)
    throw new SlackApiError('msg_blocks_too_long');
  if (blocks.length > 0 && text.trim() === '')
    context.warn('blocks without `text`: notifications and screen readers get nothing');
  if (given.metadata === MALFORMED) throw new SlackApiError('invalid_metadata_format');
  if (given.metadata !== undefined) {
    const { metadata } = given;
    if (!isObject(metadata) || typeof metadata.event_type !== 'string' || !isObject(metadata.event_payload))
      throw new SlackApiError('invalid_metadata_schema');
  }
  const { state } = context;
  return {
    text,
    blocks: withIds(blocks, () => state.newBlockId()),
    attachments: attachments as Json[],
    ...(given.metadata === undefined ? {} : { metadata: given.metadata as Json }),
  };
}

function ownMessage(context: MethodContext, channelId: string, ts: string, refusal: string): Message {
  const channel = visibleChannel(context, channelId);
  const message = context.state.message(channel.id, ts);
  if (message === undefined || message.onlyFor !== undefined) throw new SlackApiError('message_not_found');
  if (!message.byApp) throw new SlackApiError(refusal);
  if (channel.isArchived) throw new SlackApiError('is_archived');
  return message;
}

/** A thread is named by its first message's timestamp. */
export function threadStart(
  context: MethodContext,
  channel: string,
  threadTs: string | undefined,
): { threadTs?: string } {
  if (threadTs === undefined) return {};
  const parent = context.state.message(channel, threadTs);
  if (parent === undefined) throw new SlackApiError('thread_not_found');
  return { threadTs: parent.threadTs ?? parent.ts };
}

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': method(
    {
      scopes: ['chat:write'],
      args: {
        ...content,
        channel: arg.id,
        thread_ts: arg.text.optional(),
        reply_broadcast: arg.flag.optional(),
        mrkdwn: arg.flag.optional(),
        unfurl_links: arg.flag.optional(),
        unfurl_media: arg.flag.optional(),
        username: arg.text.optional(),
        icon_emoji: arg.text.optional(),
        icon_url: arg.text.optional(),
        client_msg_id: arg.text.optional(),
      },
    },
    (args, context) => {
      if (args.username !== undefined || args.icon_emoji !== undefined || args.icon_url !== undefined)
        if (!context.scopes.includes('chat:write.customize'))
          throw new SlackApiError('missing_scope', {
            needed: 'chat:write.customize',
            provided: context.scopes.join(','),
          });
      const channel = postableChannel(context, args.channel);
      const message = context.state.addMessage({
        channel: channel.id,
        user: APP.userId,
        byApp: true,
        ...messageContent(context, args, LIMITS.message.textPost),
        ...threadStart(context, channel.id, args.thread_ts),
        files: [],
      });
      if (message.threadTs !== undefined)
        context.state.announceMessage(context.state.message(channel.id, message.threadTs)!);
      return { channel: channel.id, ts: message.ts, message: presentMessage(context.state, message, context.baseUrl) };
    },
  ),

  'chat.update': method(
    {
      scopes: ['chat:write'],
      args: {
        ...content,
        channel: arg.id,
        ts: arg.id,
        reply_broadcast: arg.flag.optional(),
        file_ids: arg.json.optional(),
      },
    },
    (args, context) => {
      const message = ownMessage(context, args.channel, args.ts, 'cant_update_message');
      const updated = messageContent(context, args, LIMITS.message.textUpdate);
      message.text = updated.text;
      // Blocks and attachments that an update does not mention are retained; an empty list removes them.
      if (args.blocks !== undefined || args.markdown_text !== undefined) message.blocks = updated.blocks;
      if (args.attachments !== undefined) message.attachments = updated.attachments;
      if (updated.metadata !== undefined) message.metadata = updated.metadata;
      message.editedTs = context.state.nextTs();
      context.state.announceMessage(message);
      return {
        channel: message.channel,
        ts: message.ts,
        text: message.text,
        message: presentMessage(context.state, message, context.baseUrl),
      };
    },
  ),

  'chat.delete': method({ scopes: ['chat:write'], args: { channel: arg.id, ts: arg.id } }, (args, context) => {
    const message = ownMessage(context, args.channel, args.ts, 'cant_delete_message');
    context.state.deleteMessage(message);
    return { channel: message.channel, ts: message.ts };
  }),

  'chat.postEphemeral': method(
    {
      scopes: ['chat:write'],
      args: { ...content, channel: arg.id, user: arg.id, thread_ts: arg.text.optional() },
    },
    (args, context) => {
      const channel = postableChannel(context, args.channel);
      if (!context.state.isMember(channel, args.user)) throw new SlackApiError('user_not_in_channel');
      const message = context.state.addMessage({
        channel: channel.id,
        user: APP.userId,
        byApp: true,
        ...messageContent(context, args, LIMITS.message.textPost),
        ...threadStart(context, channel.id, args.thread_ts),
        files: [],
        onlyFor: args.user,
      });
      return { message_ts: message.ts };
    },
  ),

  'chat.getPermalink': method({ args: { channel: arg.id, message_ts: arg.id } }, (args, context) => {
    const channel = visibleChannel(context, args.channel);
    const message = context.state.message(channel.id, args.message_ts);
    if (message === undefined) throw new SlackApiError('message_not_found');
    const thread = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
    return {
      channel: channel.id,
      permalink: `${context.baseUrl}/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`,
    };
  }),

  'chat.unfurl': method(
    {
      scopes: ['links:write'],
      args: {
        channel: arg.id.optional(),
        ts: arg.id.optional(),
        unfurls: arg.json.optional(),
        metadata: arg.json.optional(),
        unfurl_id: arg.text.optional(),
        source: arg.text.optional(),
        user_auth_required: arg.flag.optional(),
        user_auth_message: arg.text.optional(),
        user_auth_url: arg.text.optional(),
        user_auth_blocks: arg.json.optional(),
      },
    },
    (args, context) => {
      if (args.channel === undefined || args.ts === undefined) throw new SlackApiError('missing_channel');
      const channel = visibleChannel(context, args.channel);
      const message = context.state.message(channel.id, args.ts);
      if (message === undefined) throw new SlackApiError('cannot_find_message');
      if (!isObject(args.unfurls)) throw new SlackApiError('invalid_unfurls_format');
      for (const [url, unfurl] of Object.entries(args.unfurls)) {
        if (!message.text.includes(url)) throw new SlackApiError('cannot_unfurl_url');
        if (!isObject(unfurl)) throw new SlackApiError('invalid_unfurls_format');
        if (unfurl.blocks !== undefined)
          refuseProblems(
            'invalid_blocks',
            checkBlocks(unfurl.blocks, 'message', fileLookup(context.state), '/unfurls/blocks'),
          );
      }
      message.unfurls = args.unfurls;
      context.state.announceMessage(message);
      return {};
    },
  ),
};
