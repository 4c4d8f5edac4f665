/** conversations.* and reactions.*: what the app may know of channels and their messages. */
import {
  arg,
  type Method,
  type MethodContext,
  method,
  needScopeForKind,
  SlackApiError,
  visibleChannel,
} from '../method.ts';
import { presentChannel, presentMessage } from '../presentation.ts';
import type { Message } from '../state.ts';
import { APP } from '../workspace.ts';

const page = {
  cursor: arg.text.optional(),
  limit: arg.count.optional(),
};
const between = {
  oldest: arg.text.optional(),
  latest: arg.text.optional(),
  inclusive: arg.flag.optional(),
  include_all_metadata: arg.flag.optional(),
};

/** One page of a list, continued by an opaque cursor. */
function paginate<T>(
  entries: readonly T[],
  args: { cursor?: string | undefined; limit?: number | undefined },
  usual: number,
) {
  const start =
    args.cursor === undefined || args.cursor === '' ? 0 : Number(Buffer.from(args.cursor, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw new SlackApiError('invalid_cursor');
  const limit = Math.min(args.limit === undefined || args.limit === 0 ? usual : args.limit, 1_000);
  const end = start + limit;
  const more = end < entries.length;
  return {
    entries: entries.slice(start, end),
    has_more: more,
    response_metadata: { next_cursor: more ? Buffer.from(String(end)).toString('base64url') : '' },
  };
}

function within(
  message: Message,
  args: { oldest?: string | undefined; latest?: string | undefined; inclusive?: boolean | undefined },
) {
  const after =
    args.oldest === undefined || message.ts > args.oldest || (args.inclusive === true && message.ts === args.oldest);
  const before =
    args.latest === undefined || message.ts < args.latest || (args.inclusive === true && message.ts === args.latest);
  return after && before;
}

function withMetadata(context: MethodContext, message: Message, wanted: boolean | undefined) {
  const { metadata, ...shown } = presentMessage(context.state, message, context.baseUrl);
  return wanted === true && metadata !== undefined ? { ...shown, metadata } : shown;
}

function readableChannel(context: MethodContext, reference: string) {
  const channel = visibleChannel(context, reference);
  needScopeForKind(context, channel, 'history');
  if (!context.state.isMember(channel, APP.userId)) throw new SlackApiError('not_in_channel');
  return channel;
}

function reactedMessage(context: MethodContext, args: { channel: string; timestamp: string }) {
  const message = context.state.message(visibleChannel(context, args.channel).id, args.timestamp);
  if (message === undefined) throw new SlackApiError('message_not_found');
  return message;
}

const reaction = { channel: arg.id, timestamp: arg.id, name: arg.id };

export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.open': method(
    {
      scopes: ['im:write', 'mpim:write'],
      args: {
        users: arg.id.optional(),
        channel: arg.id.optional(),
        return_im: arg.flag.optional(),
        prevent_creation: arg.flag.optional(),
      },
    },
    (args, context) => {
      if (args.users === undefined && args.channel === undefined) throw new SlackApiError('users_list_not_supplied');
      if (args.users?.includes(',') === true) throw new SlackApiError('method_not_supported_for_channel_type');
      const channel =
        args.channel === undefined
          ? context.state.directChannel(args.users!)
          : context.state.channels.get(args.channel);
      if (channel === undefined || channel.kind !== 'im')
        throw new SlackApiError(args.channel === undefined ? 'user_not_found' : 'channel_not_found');
      return {
        no_op: true,
        already_open: true,
        channel: args.return_im === true ? presentChannel(channel, true) : { id: channel.id },
      };
    },
  ),

  'conversations.info': method(
    { args: { channel: arg.id, include_locale: arg.flag.optional(), include_num_members: arg.flag.optional() } },
    (args, context) => {
      const channel = visibleChannel(context, args.channel);
      needScopeForKind(context, channel, 'read');
      const { num_members, ...shown } = presentChannel(channel, context.state.isMember(channel, APP.userId));
      return { channel: args.include_num_members === true ? { ...shown, num_members } : shown };
    },
  ),

  'conversations.history': method({ args: { channel: arg.id, ...page, ...between } }, (args, context) => {
    const channel = readableChannel(context, args.channel);
    const found = context.state.messages
      .filter((message) => message.channel === channel.id && message.threadTs === undefined)
      .filter((message) => message.onlyFor === undefined && within(message, args))
      .reverse();
    const { entries, ...rest } = paginate(found, args, 100);
    return {
      messages: entries.map((message) => withMetadata(context, message, args.include_all_metadata)),
      pin_count: 0,
      ...rest,
    };
  }),

  'conversations.replies': method({ args: { channel: arg.id, ts: arg.id, ...page, ...between } }, (args, context) => {
    const channel = readableChannel(context, args.channel);
    const parent = context.state.message(channel.id, args.ts);
    if (parent === undefined) throw new SlackApiError('thread_not_found');
    const found = context.state.messages.filter(
      (message) =>
        message.channel === channel.id &&
        message.onlyFor === undefined &&
        (message === parent || (message.threadTs === parent.ts && within(message, args))),
    );
    const { entries, ...rest } = paginate(found, args, 1_000);
    return { messages: entries.map((message) => withMetadata(context, message, args.include_all_metadata)), ...rest };
  }),

  'conversations.join': method({ scopes: ['channels:join'], args: { channel: arg.id } }, (args, context) => {
    const channel = visibleChannel(context, args.channel);
    if (channel.kind !== 'public') throw new SlackApiError('method_not_supported_for_channel_type');
    if (channel.isArchived) throw new SlackApiError('is_archived');
    if (!context.state.isMember(channel, APP.userId)) channel.members.push(APP.userId);
    context.state.announce({ kind: 'channel', data: { channel: { ...channel } } });
    return { channel: presentChannel(channel, true) };
  }),

  'conversations.members': method({ args: { channel: arg.id, ...page } }, (args, context) => {
    const channel = visibleChannel(context, args.channel);
    needScopeForKind(context, channel, 'read');
    const { entries, response_metadata } = paginate(channel.members, args, 100);
    return { members: entries, response_metadata };
  }),

  'reactions.add': method({ scopes: ['reactions:write'], args: reaction }, (args, context) => {
    const message = reactedMessage(context, args);
    const existing = message.reactions.find((entry) => entry.name === args.name);
    if (existing?.users.includes(APP.userId) === true) throw new SlackApiError('already_reacted');
    if (existing === undefined) message.reactions.push({ name: args.name, users: [APP.userId] });
    else existing.users.push(APP.userId);
    context.state.announceMessage(message);
    return {};
  }),

  'reactions.remove': method({ scopes: ['reactions:write'], args: reaction }, (args, context) => {
    const message = reactedMessage(context, args);
    const existing = message.reactions.find((entry) => entry.name === args.name && entry.users.includes(APP.userId));
    if (existing === undefined) throw new SlackApiError('no_reaction');
    existing.users = existing.users.filter((user) => user !== APP.userId);
    message.reactions = message.reactions.filter((entry) => entry.users.length > 0);
    context.state.announceMessage(message);
    return {};
  }),
};
