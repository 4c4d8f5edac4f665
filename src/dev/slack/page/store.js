/** What this person sees of the workspace, kept current by the server's event stream, and the calls that change it. */

/** @type {any} the server's picture: team, app, people, channels, messages, files, stack, home, faults */
export const workspace = {
  people: [],
  channels: [],
  messages: [],
  files: new Map(),
  stack: [],
  home: null,
  faults: {},
  user: '',
};

const listeners = new Set();

/** Calls back with the kind of every change and its data. */
export function onChange(listener) {
  listeners.add(listener);
}

function tell(kind, data) {
  for (const listener of listeners) listener(kind, data);
}

export async function load(user) {
  const response = await fetch(`/dev/state${user === undefined ? '' : `?user=${encodeURIComponent(user)}`}`);
  const state = await response.json();
  Object.assign(workspace, state, { files: new Map(state.files.map((file) => [file.id, file])) });
  tell('loaded', {});
}

let source = null;

/** Follows the stream; after a break everything is read anew, so nothing is missed. */
export function follow(user) {
  source?.close();
  source = new EventSource(`/dev/stream?user=${encodeURIComponent(user)}`);
  let greeted = false;
  source.addEventListener('hello', () => {
    if (greeted) load(user);
    greeted = true;
  });
  const on = (kind, apply) =>
    source.addEventListener(kind, (event) => {
      const data = JSON.parse(event.data);
      apply(data);
      tell(kind, data);
    });
  on('message', ({ message }) => {
    const index = workspace.messages.findIndex((entry) => entry.channel === message.channel && entry.ts === message.ts);
    if (index < 0) workspace.messages.push(message);
    else workspace.messages[index] = message;
  });
  on('deleted', ({ channel, ts }) => {
    workspace.messages = workspace.messages.filter((entry) => entry.channel !== channel || entry.ts !== ts);
  });
  on('view', ({ stack }) => {
    workspace.stack = stack;
  });
  on('home', ({ view }) => {
    workspace.home = view;
  });
  on('file', ({ file, deleted }) => {
    if (file !== undefined) workspace.files.set(file.id, file);
    else workspace.files.delete(deleted);
  });
  on('channel', ({ channel }) => {
    workspace.channels = workspace.channels.map((entry) => (entry.id === channel.id ? channel : entry));
  });
  on('faults', ({ faults }) => {
    workspace.faults = faults;
  });
  for (const kind of ['call', 'delivery', 'notice']) on(kind, () => undefined);
}

/** Does something as this person. Rejects with the server's reason. */
export async function act(name, body) {
  const response = await fetch(`/dev/act/${name}`, {
    method: 'POST',
    ...(body instanceof FormData
      ? { body }
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: workspace.user, ...body }) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message ?? answer.error);
  return answer;
}

export async function setFaults(changes) {
  const response = await fetch('/dev/faults', {
    method: changes === null ? 'DELETE' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(changes === null ? {} : { body: JSON.stringify(changes) }),
  });
  if (!response.ok) throw new Error((await response.json()).error);
}

export function personName(id) {
  if (id === 'USLACKBOT') return 'Slackbot';
  return workspace.people.find((person) => person.id === id)?.real_name ?? id;
}

export function channelName(channel) {
  return channel.kind === 'im' ? workspace.app.name : channel.name;
}

export function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
