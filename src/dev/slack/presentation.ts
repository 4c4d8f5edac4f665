/** Records of the state as Slack's Web API and payloads show them. */
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { elementsOf } from './check-blocks.ts';
import { isObject, type Json } from './check-shape.ts';
import type { Message, SlackState, StoredFile, View } from './state.ts';
import { APP, type Channel, type Person, TEAM } from './workspace.ts';

const MIME: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  csv: 'text/csv',
  txt: 'text/plain',
  json: 'application/json',
  zip: 'application/zip',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export function fileType(name: string): string {
  return extname(name).slice(1).toLowerCase();
}

export function mimeType(name: string): string {
  return MIME[fileType(name)] ?? 'application/octet-stream';
}

export function presentMessage(state: SlackState, message: Message, baseUrl: string): Json {
  const replies = state.messages.filter(
    (entry) => entry.channel === message.channel && entry.threadTs === message.ts && entry.onlyFor === undefined,
  );
  return {
    type: 'message',
    ...(message.subtype === undefined ? {} : { subtype: message.subtype }),
    user: message.user,
    team: TEAM.id,
    ...(message.byApp
      ? { bot_id: APP.botId, app_id: APP.id, bot_profile: { id: APP.botId, app_id: APP.id, name: APP.name } }
      : {}),
    text: message.text,
    ts: message.ts,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...(message.files.length > 0
      ? {
          files: message.files.flatMap((id) =>
            state.files.has(id) ? [presentFile(state, state.files.get(id)!, baseUrl)] : [],
          ),
        }
      : {}),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(replies.length > 0
      ? {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users: [...new Set(replies.map((reply) => reply.user))],
          latest_reply: replies.at(-1)!.ts,
        }
      : {}),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
    ...(message.editedTs === undefined ? {} : { edited: { user: message.user, ts: message.editedTs } }),
    ...(message.reactions.length > 0
      ? { reactions: message.reactions.map((entry) => ({ ...entry, count: entry.users.length })) }
      : {}),
  };
}

export function presentChannel(channel: Channel, isMember: boolean): Json {
  const created = 1_735_689_600;
  if (channel.kind === 'im')
    return { id: channel.id, created, is_im: true, is_org_shared: false, user: channel.person, is_archived: false };
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_archived: channel.isArchived,
    is_general: channel.name === 'general',
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    is_member: isMember,
    created,
    creator: 'U0DCANA01',
    context_team_id: TEAM.id,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: channel.topic, creator: '', last_set: 0 },
    num_members: channel.members.length,
  };
}

export function presentPerson(person: Person): Json {
  return {
    id: person.id,
    team_id: TEAM.id,
    name: person.name,
    deleted: false,
    real_name: person.realName,
    tz: person.timeZone,
    is_admin: person.isAdmin,
    is_owner: person.isAdmin,
    is_bot: person.isBot,
    is_restricted: false,
    is_ultra_restricted: false,
    is_app_user: false,
    updated: 1_735_689_600,
    profile: {
      real_name: person.realName,
      display_name: person.name,
      title: person.title,
      team: TEAM.id,
      avatar_hash: createHash('sha1').update(person.id).digest('hex').slice(0, 12),
    },
  };
}

export function presentFile(state: SlackState, file: StoredFile, baseUrl: string): Json {
  const processed = state.nowMs() >= file.processedMs;
  const url = `${baseUrl}/files-pri/${TEAM.id}-${file.id}/${encodeURIComponent(file.name)}`;
  const shares: Record<string, Record<string, Json[]>> = {};
  for (const share of file.shares) {
    const kind = state.channels.get(share.channel)?.kind === 'public' ? 'public' : 'private';
    shares[kind] = {
      ...shares[kind],
      [share.channel]: [
        ...(shares[kind]?.[share.channel] ?? []),
        { ts: share.ts, channel_name: state.channels.get(share.channel)?.name },
      ],
    };
  }
  const sharedIn = (kinds: readonly Channel['kind'][]) => [
    ...new Set(
      file.shares
        .map((share) => share.channel)
        .filter((id) => kinds.includes(state.channels.get(id)?.kind ?? 'public')),
    ),
  ];
  return {
    id: file.id,
    created: Math.floor(file.createdMs / 1_000),
    timestamp: Math.floor(file.createdMs / 1_000),
    name: file.name,
    title: file.title,
    // Slack fills these in when it has looked at the file.
    mimetype: processed ? mimeType(file.name) : '',
    filetype: processed ? fileType(file.name) : '',
    pretty_type: processed ? fileType(file.name).toUpperCase() : '',
    user: file.user,
    user_team: TEAM.id,
    editable: false,
    size: file.bytes,
    mode: 'hosted',
    is_external: false,
    is_public: sharedIn(['public']).length > 0,
    url_private: url,
    url_private_download: url.replace('/files-pri/', '/files-pri/download/'),
    permalink: `${baseUrl}/files/${file.user}/${file.id}/${encodeURIComponent(file.name)}`,
    ...(file.altText === '' ? {} : { alt_txt: file.altText }),
    shares,
    channels: sharedIn(['public']),
    groups: sharedIn(['private']),
    ims: sharedIn(['im']),
    has_rich_preview: false,
    file_access: 'visible',
  };
}

export function presentView(view: View): Json {
  const { content } = view;
  return {
    id: view.id,
    team_id: TEAM.id,
    type: view.type,
    blocks: content.blocks ?? [],
    private_metadata: content.private_metadata ?? '',
    callback_id: content.callback_id ?? '',
    external_id: content.external_id ?? '',
    state: { values: currentValues(content, view.entered) },
    hash: view.hash,
    title: content.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: content.clear_on_close ?? false,
    notify_on_close: content.notify_on_close ?? false,
    close: content.close ?? null,
    submit: content.submit ?? null,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: APP.id,
    app_installed_team_id: TEAM.id,
    bot_id: APP.botId,
  };
}

type Values = Record<string, Record<string, Json>>;

/** `state.values`: the initial values, overlaid with what was entered into elements that are still there. */
export function currentValues(content: Json, entered: Values): Values {
  return Object.fromEntries(
    Object.entries(initialValues(content)).map(([blockId, actions]) => [
      blockId,
      Object.fromEntries(
        Object.entries(actions).map(([actionId, initial]) => {
          const value = entered[blockId]?.[actionId];
          return [actionId, value === undefined ? initial : { ...initial, ...value, type: initial.type }];
        }),
      ),
    ]),
  );
}

const KINDS_WITHOUT_STATE = ['button', 'overflow', 'image', 'workflow_button'];

/** `state.values` of a view or message nobody has touched: what the initial values say, null elsewhere. */
export function initialValues(content: Json): Values {
  const values: Values = {};
  for (const block of Array.isArray(content.blocks) ? content.blocks : []) {
    if (!isObject(block)) continue;
    for (const { element } of elementsOf(block)) {
      const type = String(element.type);
      if (KINDS_WITHOUT_STATE.includes(type)) continue;
      const blockId = String(block.block_id);
      values[blockId] = { ...values[blockId], [String(element.action_id)]: { type, ...initialValue(type, element) } };
    }
  }
  return values;
}

function initialValue(type: string, element: Json): Json {
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { selected_option: element.initial_option ?? null };
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { selected_options: element.initial_options ?? [] };
    case 'users_select':
      return { selected_user: element.initial_user ?? null };
    case 'multi_users_select':
      return { selected_users: element.initial_users ?? [] };
    case 'conversations_select':
      return { selected_conversation: element.initial_conversation ?? null };
    case 'multi_conversations_select':
      return { selected_conversations: element.initial_conversations ?? [] };
    case 'channels_select':
      return { selected_channel: element.initial_channel ?? null };
    case 'multi_channels_select':
      return { selected_channels: element.initial_channels ?? [] };
    case 'datepicker':
      return { selected_date: element.initial_date ?? null };
    case 'timepicker':
      return { selected_time: element.initial_time ?? null };
    case 'datetimepicker':
      return { selected_date_time: element.initial_date_time ?? null };
    default:
      return { value: element.initial_value ?? null };
  }
}
