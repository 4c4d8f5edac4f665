/** The developer's panel: troubles on a switch, and the latest traffic between Slack and the app. */
import { h, newId } from './dom.js';
import { setFaults, workspace } from './store.js';
import { toast } from './toast.js';

const SINGLE = [
  {
    name: 'Rate limit the next post (429, retry after 2 s)',
    rule: { kind: 'rate_limit', method: 'chat.postMessage', count: 1, retryAfterSeconds: 2 },
  },
  { name: 'Answer the next call with 503', rule: { kind: 'server_error', method: '*', count: 1, status: 503 } },
  { name: 'Slow the next 5 calls (4 s)', rule: { kind: 'slow', method: '*', count: 5, delayMs: 4000 } },
  {
    name: 'Drop the next post after carrying it out',
    rule: { kind: 'drop', method: 'chat.postMessage', count: 1, when: 'after' },
  },
  {
    name: 'Next post: not_in_channel',
    rule: { kind: 'error', method: 'chat.postMessage', count: 1, error: 'not_in_channel' },
  },
  {
    name: 'Next post: is_archived',
    rule: { kind: 'error', method: 'chat.postMessage', count: 1, error: 'is_archived' },
  },
];

const set = (changes) => setFaults(changes).catch((error) => toast(error.message));

function toggle(label, on, changes) {
  const input = h('input', { type: 'checkbox', checked: on, onChange: () => set(changes(input.checked)) });
  return h('label', { class: 'choice' }, input, h('span', {}, label));
}

export function faultsPanel() {
  const { faults } = workspace;
  const signatureId = newId('signature');
  const signature = h(
    'select',
    { id: signatureId, class: 'field', onChange: () => set({ signature: signature.value }) },
    ['valid', 'stale', 'future', 'wrong', 'replayed'].map((value) =>
      h('option', { value, selected: faults.signature === value }, value),
    ),
  );
  return h(
    'section',
    { class: 'panel', 'aria-label': 'Faults' },
    h('h3', {}, 'Faults'),
    toggle('Uploads disabled', faults.uploadsDisabled, (on) => ({ uploadsDisabled: on })),
    toggle('Files are processed late (5 s)', faults.fileProcessingMs > 0, (on) => ({
      fileProcessingMs: on ? 5000 : 0,
    })),
    toggle('Every click is sent twice', faults.doubleClicks, (on) => ({ doubleClicks: on })),
    toggle('Every event is sent twice', faults.duplicateEvents > 0, (on) => ({ duplicateEvents: on ? 1 : 0 })),
    h('label', { class: 'label', for: signatureId }, 'Request signature'),
    signature,
    h(
      'div',
      { class: 'stack' },
      SINGLE.map(({ name, rule }) =>
        h(
          'button',
          { type: 'button', class: 'button small', onClick: () => set({ rules: [...faults.rules, rule] }) },
          name,
        ),
      ),
    ),
    faults.rules.length > 0
      ? h(
          'ul',
          { class: 'rules' },
          faults.rules.map((rule) => h('li', {}, `${rule.kind} · ${rule.method} × ${rule.count}`)),
        )
      : null,
    h('button', { type: 'button', class: 'button small', onClick: () => set(null) }, 'Switch everything off'),
  );
}

const traffic = [];
const MOST_SHOWN = 60;

/** Remembers one call of the app or one request to it. */
export function noteTraffic(kind, data) {
  const entry =
    kind === 'call'
      ? {
          arrow: '←',
          name: data.call.method,
          ok: data.call.response.ok === true,
          result: data.call.response.ok === true ? 'ok' : data.call.response.error,
          ms: data.call.ms,
        }
      : {
          arrow: '→',
          name: data.delivery.kind,
          ok: data.delivery.failure === null,
          result: data.delivery.failure ?? String(data.delivery.status),
          ms: data.delivery.ackMs,
        };
  traffic.unshift(entry);
  traffic.length = Math.min(traffic.length, MOST_SHOWN);
}

export function trafficPanel() {
  return h(
    'section',
    { class: 'panel', 'aria-label': 'Traffic' },
    h('h3', {}, 'Traffic'),
    traffic.length === 0
      ? h('p', { class: 'muted' }, 'Nothing yet. → Slack to the app, ← the app to Slack.')
      : h(
          'ol',
          { class: 'traffic' },
          traffic.map((entry) =>
            h(
              'li',
              { class: entry.ok ? '' : 'bad' },
              h('span', {}, entry.arrow),
              h('code', {}, entry.name),
              h('span', {}, entry.result),
              h('span', { class: 'ms' }, `${entry.ms} ms`),
            ),
          ),
        ),
  );
}
