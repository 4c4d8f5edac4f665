/** One message: author, text or blocks, files, reactions, thread line, and what can be done with it. */
import { renderAttachment, renderBlocks } from './blocks.js';
import { h, icon, iconButton } from './dom.js';
import { openLightbox } from './lightbox.js';
import { initial } from './modal.js';
import { act, personName, workspace } from './store.js';
import { emoji, mrkdwn } from './text.js';
import { toast } from './toast.js';

/** Message → what was chosen in it. */
const chosen = new Map();
const dismissed = new Set();

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

export const isDismissed = (message) => dismissed.has(message.ts);

function surfaceOf(message) {
  const values = chosen.get(message.ts) ?? {};
  chosen.set(message.ts, values);
  const place = { channel: message.channel, messageTs: message.ts };
  return {
    value: (blockId, actionId) => values[blockId]?.[actionId] ?? initial(message, blockId, actionId),
    set(blockId, actionId, value) {
      values[blockId] = { ...values[blockId], [actionId]: value };
    },
    act: (block, element, choice) =>
      act('act', {
        ...place,
        blockId: block.block_id,
        actionId: element.action_id,
        values,
        ...(choice === undefined ? {} : { choice }),
      }).catch((error) => toast(error.message)),
    options: (block, element, query) =>
      act('options', { ...place, blockId: block.block_id, actionId: element.action_id, query, values }),
  };
}

function fileSize(bytes) {
  return bytes < 1_000
    ? `${bytes} B`
    : bytes < 1e6
      ? `${Math.round(bytes / 1e3)} kB`
      : `${(bytes / 1e6).toFixed(1)} MB`;
}

function renderFile(id) {
  const file = workspace.files.get(id);
  if (file === undefined) return null;
  const download = `${file.url}?download=1`;
  if (file.mimeType.startsWith('image/')) {
    const alt = file.altText || file.title;
    return h(
      'figure',
      { class: 'picture' },
      h('figcaption', {}, file.title),
      h(
        'button',
        {
          type: 'button',
          class: 'picture-button',
          'aria-label': `Enlarge: ${alt}`,
          onClick: () => openLightbox({ url: file.url, alt, download }),
        },
        h('img', { src: file.url, alt, loading: 'lazy' }),
      ),
    );
  }
  const kind = file.name.split('.').pop().toUpperCase();
  const opens = ['PDF', 'TXT', 'JSON', 'CSV'].includes(kind);
  return h(
    'div',
    { class: 'file' },
    h('span', { class: `file-kind kind-${kind.toLowerCase()}`, 'aria-hidden': 'true' }, kind.slice(0, 4)),
    h('span', { class: 'file-name' }, h('strong', {}, file.title), h('small', {}, `${kind} · ${fileSize(file.size)}`)),
    opens
      ? h(
          'a',
          { class: 'icon-button', href: file.url, target: '_blank', 'aria-label': `Open ${file.title}`, title: 'Open' },
          icon('open'),
        )
      : null,
    h(
      'a',
      {
        class: 'icon-button',
        href: download,
        download: file.name,
        'aria-label': `Download ${file.title}`,
        title: 'Download',
      },
      icon('download'),
    ),
  );
}

function avatar(message) {
  if (message.byApp) return h('span', { class: 'avatar app', 'aria-hidden': 'true' }, 'DC');
  const name = personName(message.user);
  const hue = [...message.user].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 4;
  return h(
    'span',
    { class: `avatar hue-${hue}`, 'aria-hidden': 'true' },
    name
      .split(' ')
      .map((word) => word[0])
      .join('')
      .slice(0, 2),
  );
}

/**
 * @param {any} message
 * @param {{ follows: boolean, inThread: boolean, openThread: (ts: string) => void, redraw: () => void }} look
 */
export function renderMessage(message, look) {
  const surface = surfaceOf(message);
  const date = new Date(Number(message.ts) * 1000);
  const replies = workspace.messages.filter(
    (entry) => entry.channel === message.channel && entry.threadTs === message.ts && entry.onlyFor === undefined,
  );
  const shortcuts = workspace.shortcuts.filter((shortcut) => shortcut.kind === 'message');
  const author = personName(message.user);
  return h(
    'article',
    {
      class: `message ${look.follows ? 'follows' : ''} ${message.onlyFor ? 'ephemeral' : ''}`,
      dataset: { ts: message.ts },
      'aria-label': `${author}, ${clock.format(date)}`,
    },
    look.follows
      ? h('time', { class: 'gutter-time', datetime: date.toISOString() }, clock.format(date))
      : avatar(message),
    h(
      'div',
      { class: 'message-main' },
      message.onlyFor ? h('div', { class: 'only-you' }, icon('eye'), 'Only visible to you') : null,
      look.follows
        ? null
        : h(
            'div',
            { class: 'byline' },
            h('strong', {}, author),
            message.byApp ? h('span', { class: 'badge' }, 'App') : null,
            h('time', { datetime: date.toISOString(), title: date.toLocaleString('en-GB') }, clock.format(date)),
          ),
      message.blocks.length > 0
        ? renderBlocks(message.blocks, surface)
        : message.text === ''
          ? null
          : h('div', { class: 'text' }, mrkdwn(message.text)),
      message.editedTs && !message.byApp ? h('span', { class: 'edited' }, '(edited)') : null,
      message.attachments.map((attachment) => renderAttachment(attachment, surface)),
      Object.values(message.unfurls ?? {}).map((unfurl) => renderAttachment(unfurl, surface)),
      message.files.map(renderFile),
      message.reactions.length > 0
        ? h(
            'div',
            { class: 'reactions' },
            message.reactions.map((reaction) =>
              h(
                'span',
                { title: reaction.users.map(personName).join(', ') },
                `${emoji(reaction.name)} ${reaction.users.length}`,
              ),
            ),
          )
        : null,
      replies.length > 0 && !look.inThread
        ? h(
            'button',
            { type: 'button', class: 'replies', onClick: () => look.openThread(message.ts) },
            icon('reply'),
            `${replies.length} ${replies.length === 1 ? 'reply' : 'replies'}`,
            h('span', {}, `Last at ${clock.format(new Date(Number(replies.at(-1).ts) * 1000))}`),
          )
        : null,
      message.onlyFor
        ? h(
            'button',
            {
              type: 'button',
              class: 'link',
              onClick: () => {
                dismissed.add(message.ts);
                look.redraw();
              },
            },
            'Dismiss message',
          )
        : null,
    ),
    h(
      'div',
      { class: 'message-tools' },
      message.onlyFor || look.inThread
        ? null
        : iconButton('reply', 'Reply in thread', () => look.openThread(message.ts)),
      shortcuts.map((shortcut) =>
        iconButton('bolt', shortcut.name, () =>
          act('shortcut', { callbackId: shortcut.callbackId, channel: message.channel, messageTs: message.ts }).catch(
            (error) => toast(error.message),
          ),
        ),
      ),
      iconButton(
        'braces',
        'Copy as JSON',
        async () => {
          await navigator.clipboard.writeText(JSON.stringify(message, null, 2));
          toast('Copied the message as JSON.');
        },
        { class: 'icon-button copy' },
      ),
    ),
  );
}
