/** The message box: commands with hints, history by arrow keys, mentions, files; Enter sends, Shift+Enter breaks the line. */
import { h, icon, iconButton, newId } from './dom.js';
import { act, escapeText, workspace } from './store.js';
import { toast } from './toast.js';

const MOST_REMEMBERED = 50;

function remembered(channel) {
  return JSON.parse(localStorage.getItem(`sent:${channel}`) ?? '[]');
}

function hintsFor(text) {
  const app = workspace.app.name;
  const all = [
    { command: workspace.command, help: `Ask ${app}` },
    { command: `${workspace.command} help`, help: 'What the app can do' },
    { command: `/invite @${app}`, help: 'Bring the app into this channel' },
    { command: `/remove @${app}`, help: 'Take the app out of this channel' },
  ];
  return text.startsWith('/') && !text.includes('\n')
    ? all.filter((hint) => hint.command.startsWith(text) && hint.command !== text)
    : [];
}

/**
 * @param {{ channel: any, threadTs: string | null, id: string, label: string, placeholder: string }} options
 */
export function composer({ channel, threadTs, id, label, placeholder }) {
  const hintsId = newId('hints');
  let attached = [];
  let at = -1;
  const text = h('textarea', {
    id,
    rows: '1',
    'aria-label': label,
    placeholder,
    'aria-controls': hintsId,
    enterkeyhint: 'send',
  });
  const hints = h('div', { class: 'hints', id: hintsId, role: 'group', 'aria-label': 'Commands', hidden: true });
  const chips = h('div', { class: 'attached' });
  const picker = h('input', {
    type: 'file',
    multiple: true,
    class: 'visually-hidden',
    tabindex: '-1',
    'aria-hidden': 'true',
  });
  const state = h('span', { class: 'composer-state', role: 'status' });

  const grow = () => {
    text.style.height = 'auto';
    text.style.height = `${Math.min(text.scrollHeight, 200)}px`;
  };
  const showHints = () => {
    const found = hintsFor(text.value);
    hints.hidden = found.length === 0;
    hints.replaceChildren(
      ...found.map((hint) =>
        h(
          'button',
          {
            type: 'button',
            tabindex: '-1',
            onMousedown: (event) => event.preventDefault(),
            onClick: () => fill(`${hint.command} `),
          },
          h('code', {}, hint.command),
          h('span', {}, hint.help),
        ),
      ),
    );
  };
  function fill(value) {
    text.value = value;
    text.focus();
    text.setSelectionRange(value.length, value.length);
    grow();
    showHints();
  }
  const showAttached = () =>
    chips.replaceChildren(
      ...attached.map((file) =>
        h(
          'span',
          { class: 'chip' },
          file.name,
          h(
            'button',
            {
              type: 'button',
              'aria-label': `Remove ${file.name}`,
              onClick: () => {
                attached = attached.filter((entry) => entry !== file);
                showAttached();
              },
            },
            icon('close'),
          ),
        ),
      ),
    );
  picker.addEventListener('change', () => {
    attached = [...attached, ...picker.files];
    picker.value = '';
    showAttached();
    text.focus();
  });

  async function send() {
    const line = text.value.trim();
    if (line === '' && attached.length === 0) return;
    const sent = [line, ...remembered(channel.id).filter((entry) => entry !== line)].slice(0, MOST_REMEMBERED);
    if (line !== '') localStorage.setItem(`sent:${channel.id}`, JSON.stringify(sent));
    at = -1;
    const files = attached;
    attached = [];
    showAttached();
    fill('');
    try {
      const [command = '', ...rest] = line.split(' ');
      const membership = { '/invite': true, '/remove': false }[command];
      if (line.startsWith('/') && threadTs !== null) {
        toast('Commands do not work in threads.');
        fill(line);
      } else if (membership !== undefined) {
        await act('membership', { channel: channel.id, member: membership });
        toast(
          membership ? `${workspace.app.name} is now in this channel.` : `${workspace.app.name} has left this channel.`,
        );
      } else if (line.startsWith('/') && command !== workspace.command) {
        toast(`${command} is not a valid command.`);
        fill(line);
      } else if (line.startsWith('/')) {
        state.textContent = 'Sending…';
        await act('command', { command, text: rest.join(' '), channel: channel.id });
      } else {
        const form = new FormData();
        const mentions = escapeText(line).replaceAll(`@${workspace.app.name}`, `<@${workspace.app.userId}>`);
        for (const [name, value] of Object.entries({
          channel: channel.id,
          user: workspace.user,
          text: mentions,
          threadTs: threadTs ?? '',
        }))
          form.append(name, value);
        for (const file of files) form.append('file', file);
        await act('message', form);
      }
    } catch (error) {
      toast(error.message === 'is_archived' ? 'This channel is archived.' : error.message);
      if (text.value === '') fill(line);
    } finally {
      state.textContent = '';
    }
  }

  text.addEventListener('input', () => {
    grow();
    showHints();
  });
  text.addEventListener('blur', () => {
    hints.hidden = true;
  });
  text.addEventListener('focus', showHints);
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && !hints.hidden) {
      event.stopPropagation();
      hints.hidden = true;
    } else if (event.key === 'Tab' && !event.shiftKey && !hints.hidden && text.value.length > 1) {
      event.preventDefault();
      fill(`${hintsFor(text.value)[0].command} `);
    } else if ((event.key === 'ArrowUp' && (text.value === '' || at >= 0)) || (event.key === 'ArrowDown' && at >= 0)) {
      event.preventDefault();
      const lines = remembered(channel.id);
      at = Math.min(Math.max(at + (event.key === 'ArrowUp' ? 1 : -1), -1), lines.length - 1);
      fill(lines[at] ?? '');
      hints.hidden = true;
    }
  });
  return h(
    'div',
    { class: 'composer' },
    hints,
    h(
      'div',
      { class: 'composer-box' },
      chips,
      text,
      h(
        'div',
        { class: 'composer-bar' },
        picker,
        iconButton('clip', 'Attach a file', () => picker.click()),
        threadTs === null
          ? workspace.shortcuts
              .filter((shortcut) => shortcut.kind === 'global')
              .map((shortcut) =>
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'button small',
                    onClick: () =>
                      act('shortcut', { callbackId: shortcut.callbackId }).catch((error) => toast(error.message)),
                  },
                  icon('bolt'),
                  shortcut.name,
                ),
              )
          : null,
        state,
        h('span', { class: 'keys', 'aria-hidden': 'true' }, 'Enter sends · Shift+Enter new line'),
        iconButton('send', 'Send', send, { class: 'icon-button send' }),
      ),
    ),
  );
}
