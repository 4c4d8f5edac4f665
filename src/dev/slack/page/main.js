/** Puts the page together: sidebar, conversation, thread or details, and what happens when something changes. */

import { renderBlocks } from './blocks.js';
import { composer } from './composer.js';
import { h, icon, iconButton } from './dom.js';
import { faultsPanel, noteTraffic, trafficPanel } from './faults-panel.js';
import { isDismissed, renderMessage } from './message.js';
import { drawModal, viewSurface } from './modal.js';
import { act, channelName, follow, load, onChange, personName, workspace } from './store.js';
import { setNames } from './text.js';
import { toast } from './toast.js';

const HOME = 'home';
const app = document.getElementById('app');
const sidebar = document.getElementById('sidebar');
const conversation = document.getElementById('conversation');
const side = document.getElementById('side');

/** What is looked at: a channel id or the app's home, and what the third column shows. */
const look = { place: '', thread: null, side: null, unreadFrom: null };

const readKey = (id) => `read:${workspace.user}:${id}`;
const lastRead = (id) => localStorage.getItem(readKey(id)) ?? '0';

function markRead(id) {
  const last = workspace.messages.filter((message) => message.channel === id).at(-1);
  if (last !== undefined && last.ts > lastRead(id)) localStorage.setItem(readKey(id), last.ts);
}

function unread(id) {
  const since = lastRead(id);
  return workspace.messages.filter(
    (message) => message.channel === id && message.ts > since && message.user !== workspace.user,
  ).length;
}

const channelById = (id) => workspace.channels.find((channel) => channel.id === id);

function go(place) {
  look.place = place;
  look.unreadFrom = place !== HOME && unread(place) > 0 ? lastRead(place) : null;
  look.thread = null;
  if (look.side === 'thread') look.side = null;
  app.dataset.screen = 'conversation';
  localStorage.setItem('place', place);
  if (place === HOME) act('home', {}).catch((error) => toast(error.message));
  draw();
  document.getElementById('composer-text')?.focus({ preventScroll: true });
}

function openThread(ts) {
  look.thread = ts;
  look.side = 'thread';
  app.dataset.screen = 'side';
  drawSide();
  document.getElementById('thread-text')?.focus();
}

function showSide(kind) {
  look.side = look.side === kind ? null : kind;
  app.dataset.screen = look.side === null ? 'conversation' : 'side';
  drawSide();
}

function closeSide() {
  look.side = null;
  look.thread = null;
  app.dataset.screen = 'conversation';
  drawSide();
}

function drawSidebar() {
  const row = (id, symbol, name, extra = {}) => {
    const count = id === HOME ? 0 : unread(id);
    return h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          class: `place ${count > 0 ? 'unread' : ''} ${extra.class ?? ''}`,
          'aria-current': look.place === id ? 'page' : undefined,
          dataset: { place: id },
          onClick: () => go(id),
        },
        icon(symbol),
        h('span', { class: 'place-name' }, name),
        count > 0 ? h('span', { class: 'count', 'aria-label': `${count} unread` }, String(count)) : null,
      ),
    );
  };
  const channels = workspace.channels.filter((channel) => channel.kind !== 'im');
  const direct = workspace.channels.find((channel) => channel.kind === 'im');
  const identity = h(
    'select',
    { id: 'identity', 'aria-label': 'You are', onChange: () => become(identity.value) },
    workspace.people
      .filter((person) => !person.is_bot)
      .map((person) =>
        h(
          'option',
          { value: person.id, selected: person.id === workspace.user },
          `${person.real_name} · ${person.profile.title}`,
        ),
      ),
  );
  const scroll = sidebar.querySelector('.places')?.scrollTop ?? 0;
  const focused = sidebar.contains(document.activeElement) ? document.activeElement.dataset.place : undefined;
  sidebar.replaceChildren(
    h('header', {}, h('strong', {}, workspace.team.name), h('span', { class: 'local' }, 'Local')),
    h(
      'div',
      { class: 'places' },
      h('h2', {}, 'App'),
      h(
        'ul',
        {},
        row(HOME, 'home', `${workspace.app.name} home`),
        direct ? row(direct.id, 'reply', channelName(direct)) : null,
      ),
      h('h2', {}, 'Channels'),
      h(
        'ul',
        {},
        channels.map((channel) =>
          row(channel.id, channel.isArchived ? 'archive' : channel.kind === 'private' ? 'lock' : 'hash', channel.name, {
            class: channel.isArchived ? 'archived' : '',
          }),
        ),
      ),
    ),
    h(
      'footer',
      {},
      identity,
      h(
        'div',
        {},
        iconButton('moon', 'Light or dark', switchTheme),
        iconButton('tools', 'Developer tools', () => showSide('developer')),
      ),
    ),
  );
  sidebar.querySelector('.places').scrollTop = scroll;
  if (focused !== undefined) sidebar.querySelector(`[data-place="${focused}"]`)?.focus();
  const total = workspace.channels.reduce((sum, channel) => sum + unread(channel.id), 0);
  document.title = `${total > 0 ? `(${total}) ` : ''}${look.place === HOME ? workspace.app.name : channelName(channelById(look.place))} · Local Slack`;
}

const menuButton = () =>
  iconButton(
    'menu',
    'Channels',
    () => {
      app.dataset.screen = 'list';
      sidebar.querySelector('[aria-current]')?.focus();
    },
    { class: 'icon-button only-narrow' },
  );

function drawHeader() {
  if (look.place === HOME)
    return h(
      'header',
      { class: 'bar' },
      menuButton(),
      h('span', { class: 'avatar app', 'aria-hidden': 'true' }, 'DC'),
      h('div', { class: 'bar-title' }, h('h1', {}, workspace.app.name), h('p', {}, 'Home')),
    );
  const channel = channelById(look.place);
  const symbol =
    channel.kind === 'im'
      ? h('span', { class: 'avatar app', 'aria-hidden': 'true' }, 'DC')
      : icon(channel.isArchived ? 'archive' : channel.kind === 'private' ? 'lock' : 'hash');
  const inside = channel.members.includes(workspace.app.userId);
  return h(
    'header',
    { class: 'bar' },
    menuButton(),
    symbol,
    h(
      'div',
      { class: 'bar-title' },
      h('h1', {}, channelName(channel)),
      h(
        'p',
        {},
        channel.kind === 'im'
          ? 'Direct messages with the app'
          : `${channel.topic}${inside ? '' : ` · ${workspace.app.name} is not in this channel`}`,
      ),
    ),
    iconButton('info', 'Details', () => showSide('details')),
  );
}

const DAY = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const FOLLOW_SECONDS = 300;

/** Messages with day lines, the mark of what is new, and bylines dropped where one follows another. */
function messageList(messages, { inThread, redraw }) {
  let previous = null;
  let day = '';
  let marked = look.unreadFrom === null || inThread;
  return messages.flatMap((message) => {
    const nodes = [];
    const thisDay = DAY.format(new Date(Number(message.ts) * 1000));
    if (thisDay !== day && !inThread) {
      nodes.push(h('div', { class: 'day', role: 'separator' }, h('span', {}, thisDay)));
      previous = null;
    }
    day = thisDay;
    if (!marked && message.ts > look.unreadFrom && message.user !== workspace.user) {
      nodes.push(h('div', { class: 'new', role: 'separator' }, h('span', {}, 'New')));
      marked = true;
      previous = null;
    }
    const follows =
      previous !== null &&
      previous.user === message.user &&
      previous.onlyFor === message.onlyFor &&
      message.onlyFor === undefined &&
      Number(message.ts) - Number(previous.ts) < FOLLOW_SECONDS;
    nodes.push(renderMessage(message, { follows, inThread, openThread, redraw }));
    previous = message;
    return nodes;
  });
}

function drawConversation() {
  const children = [drawHeader()];
  if (look.place === HOME) {
    const { home } = workspace;
    conversation.replaceChildren(
      ...children,
      h(
        'div',
        { class: 'home', tabindex: '-1' },
        home === null
          ? h('p', { class: 'empty' }, `${workspace.app.name} has not published a home tab yet.`)
          : h('div', { class: 'home-body' }, renderBlocks(home.content.blocks, viewSurface(home))),
      ),
    );
    return;
  }
  const channel = channelById(look.place);
  const box = channel.isArchived
    ? h('p', { class: 'archived-note' }, 'This channel is archived.')
    : composer({
        channel,
        threadTs: null,
        id: 'composer-text',
        label: `Message to ${channelName(channel)}`,
        placeholder: `Message ${channel.kind === 'im' ? channelName(channel) : `#${channel.name}`} or type ${workspace.command}`,
      });
  conversation.replaceChildren(
    ...children,
    h('div', { class: 'messages', role: 'log', 'aria-label': 'Messages', tabindex: '0' }),
    box,
  );
  drawMessages(true);
}

const isNearEnd = (node) => node.scrollHeight - node.scrollTop - node.clientHeight < 120;

function drawMessages(toEnd = false) {
  const list = conversation.querySelector('.messages');
  if (list === null || look.place === HOME) return;
  const stick = toEnd || isNearEnd(list);
  const focus = rememberFocus(list);
  const shown = workspace.messages.filter(
    (message) => message.channel === look.place && message.threadTs === undefined && !isDismissed(message),
  );
  const inThread = workspace.messages.filter(
    (message) =>
      message.channel === look.place &&
      message.threadTs !== undefined &&
      message.onlyFor !== undefined &&
      !isDismissed(message),
  );
  const all = [...shown, ...inThread].sort((a, b) => (a.ts < b.ts ? -1 : 1));
  list.replaceChildren(
    ...(all.length === 0 ? [emptyNote()] : messageList(all, { inThread: false, redraw: () => drawMessages() })),
  );
  focus();
  if (stick) {
    list.scrollTop = list.scrollHeight;
    // Pictures arrive later and push the end down.
    for (const image of list.querySelectorAll('img'))
      image.addEventListener(
        'load',
        () => {
          if (stick) list.scrollTop = list.scrollHeight;
        },
        { once: true },
      );
  }
  markRead(look.place);
}

function emptyNote() {
  return h('p', { class: 'empty' }, 'Nothing here yet. Try ', h('code', {}, `${workspace.command} help`), '.');
}

/** Redrawing replaces nodes; whoever had the focus gets it back. */
function rememberFocus(root) {
  const active = document.activeElement;
  if (!root.contains(active)) return () => undefined;
  const ts = active.closest('[data-ts]')?.dataset.ts;
  const key = active.dataset.key;
  const label = active.getAttribute('aria-label');
  return () => {
    const message = root.querySelector(`[data-ts="${ts}"]`);
    const same = [...(message?.querySelectorAll('button, input, textarea, a') ?? [])].find((node) =>
      key !== undefined ? node.dataset.key === key : node.getAttribute('aria-label') === label,
    );
    same?.focus({ preventScroll: true });
  };
}

function drawSide() {
  side.hidden = look.side === null;
  app.classList.toggle('with-side', look.side !== null);
  if (look.side === null) return;
  const title = { thread: 'Thread', details: 'Details', developer: 'Developer tools' }[look.side];
  const header = h(
    'header',
    { class: 'bar' },
    h(
      'div',
      { class: 'bar-title' },
      h('h2', {}, title),
      look.side === 'thread' && look.place !== HOME ? h('p', {}, channelName(channelById(look.place))) : null,
    ),
    iconButton('close', `Close ${title.toLowerCase()}`, closeSide),
  );
  if (look.side === 'thread') {
    const channel = channelById(look.place);
    side.replaceChildren(
      header,
      h('div', { class: 'messages', role: 'log', 'aria-label': 'Thread', tabindex: '0' }),
      channel.isArchived
        ? h('p', { class: 'archived-note' }, 'This channel is archived.')
        : composer({ channel, threadTs: look.thread, id: 'thread-text', label: 'Reply', placeholder: 'Reply…' }),
    );
    drawThread(true);
  } else if (look.side === 'details') {
    const channel = channelById(look.place);
    const files = [...workspace.files.values()].filter((file) =>
      workspace.messages.some((message) => message.channel === look.place && message.files.includes(file.id)),
    );
    side.replaceChildren(
      header,
      h(
        'div',
        { class: 'panels' },
        h(
          'section',
          { class: 'panel', 'aria-label': 'Members' },
          h('h3', {}, 'Members'),
          h(
            'ul',
            { class: 'plain' },
            (channel?.members ?? []).map((id) => h('li', {}, personName(id))),
          ),
        ),
        h(
          'section',
          { class: 'panel', 'aria-label': 'Files' },
          h('h3', {}, 'Files'),
          files.length === 0
            ? h('p', { class: 'muted' }, 'None yet.')
            : h(
                'ul',
                { class: 'plain' },
                files.map((file) =>
                  h('li', {}, h('a', { href: `${file.url}?download=1`, download: file.name }, file.title)),
                ),
              ),
        ),
      ),
    );
  } else side.replaceChildren(header, h('div', { class: 'panels' }, faultsPanel(), trafficPanel()));
}

function drawThread(toEnd = false) {
  const list = side.querySelector('.messages');
  if (look.side !== 'thread' || list === null) return;
  const stick = toEnd || isNearEnd(list);
  const focus = rememberFocus(list);
  const messages = workspace.messages.filter(
    (message) =>
      message.channel === look.place &&
      (message.ts === look.thread || message.threadTs === look.thread) &&
      !isDismissed(message),
  );
  list.replaceChildren(...messageList(messages, { inThread: true, redraw: () => drawThread() }));
  focus();
  if (stick && messages.length > 1) list.scrollTop = list.scrollHeight;
}

function draw() {
  setNames({
    people: new Map(workspace.people.map((person) => [person.id, person.real_name])),
    channels: new Map(workspace.channels.map((channel) => [channel.id, channel.name])),
  });
  // The conversation first: showing it marks it as read.
  drawConversation();
  drawSidebar();
  drawSide();
  drawModal();
}

function switchTheme() {
  const dark = getComputedStyle(document.documentElement).colorScheme === 'dark';
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('theme', document.documentElement.dataset.theme);
}

async function become(user) {
  localStorage.setItem('user', user);
  await load(user);
  follow(user);
  go(channelById(look.place) === undefined ? workspace.channels[0].id : look.place);
}

onChange((kind, data) => {
  if (kind === 'message' || kind === 'deleted') {
    const channel = data.channel;
    if (channel === look.place) {
      drawMessages();
      drawThread();
    }
    drawSidebar();
  } else if (kind === 'view') drawModal();
  else if (kind === 'home' && look.place === HOME) drawConversation();
  else if (kind === 'channel') {
    drawSidebar();
    if (data.channel.id === look.place) conversation.querySelector('header')?.replaceWith(drawHeader());
  } else if (
    kind === 'file' &&
    workspace.messages.some(
      (message) => message.channel === look.place && message.files.includes(data.file?.id ?? data.deleted),
    )
  ) {
    drawMessages();
    drawThread();
  } else if (kind === 'notice') toast(data.text);
  else if (kind === 'call' || kind === 'delivery') {
    noteTraffic(kind, data);
    if (look.side === 'developer') side.querySelector('[aria-label="Traffic"]')?.replaceWith(trafficPanel());
  } else if (kind === 'faults' && look.side === 'developer')
    side.querySelector('[aria-label="Faults"]')?.replaceWith(faultsPanel());
  else if (kind === 'loaded' && look.place !== '') draw();
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  if (app.dataset.screen === 'list') app.dataset.screen = 'conversation';
  else if (look.side !== null) {
    closeSide();
    document.getElementById('composer-text')?.focus();
  }
});

const theme = localStorage.getItem('theme');
if (theme !== null) document.documentElement.dataset.theme = theme;
await load(localStorage.getItem('user') ?? undefined);
follow(workspace.user);
const place = localStorage.getItem('place') ?? '';
look.place = workspace.channels[0].id;
go(place === HOME || channelById(place) !== undefined ? place : workspace.channels[0].id);
document.body.dataset.ready = 'true';
