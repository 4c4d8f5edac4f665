/** The person's stack of modals: the topmost is shown, with its values, complaints and waiting states. */
import { renderBlocks } from './blocks.js';
import { h, iconButton } from './dom.js';
import { act, workspace } from './store.js';
import { toast } from './toast.js';

const dialog = document.getElementById('modal');

/** View id → what was entered: block → action → value. */
const entered = new Map();
let shown = { id: '', hash: '', depth: 0 };
let errors = {};
let busy = false;

const top = () => workspace.stack.at(-1);

function valuesOf(view) {
  if (!entered.has(view.id)) entered.set(view.id, structuredClone(view.entered ?? {}));
  return entered.get(view.id);
}

/** How elements of a view keep and send what is chosen; used by modals and the home tab. */
export function viewSurface(view) {
  const values = valuesOf(view);
  return {
    value: (blockId, actionId) => values[blockId]?.[actionId] ?? initial(view, blockId, actionId),
    set(blockId, actionId, value) {
      values[blockId] = { ...values[blockId], [actionId]: value };
      if (errors[blockId] !== undefined) {
        delete errors[blockId];
        const block = dialog.querySelector(`[data-block="${CSS.escape(blockId)}"]`);
        block?.querySelector('.error')?.remove();
        block?.querySelector('.invalid')?.classList.remove('invalid');
      }
    },
    act: (block, element, choice) =>
      act('act', {
        viewId: view.id,
        blockId: block.block_id,
        actionId: element.action_id,
        values,
        ...(choice === undefined ? {} : { choice }),
      }).catch((error) => toast(error.message)),
    options: (block, element, query) =>
      act('options', { viewId: view.id, blockId: block.block_id, actionId: element.action_id, query, values }),
  };
}

/** What an untouched element holds. */
export function initial(view, blockId, actionId) {
  const content = view.content ?? view;
  const block = content.blocks.find((entry) => entry.block_id === blockId);
  const element = [block?.element, block?.accessory, ...(block?.elements ?? [])].find(
    (entry) => entry?.action_id === actionId,
  );
  if (element === undefined) return undefined;
  return {
    value: element.initial_value,
    selected_option: element.initial_option,
    selected_options: element.initial_options,
    selected_user: element.initial_user,
    selected_users: element.initial_users,
    selected_conversation: element.initial_conversation,
    selected_conversations: element.initial_conversations,
    selected_channel: element.initial_channel,
    selected_channels: element.initial_channels,
    selected_date: element.initial_date,
    selected_time: element.initial_time,
    selected_date_time: element.initial_date_time,
  };
}

export function drawModal() {
  const view = top();
  if (view === undefined) {
    shown = { id: '', hash: '', depth: 0 };
    if (dialog.open) dialog.close();
    return;
  }
  if (view.id === shown.id && view.hash === shown.hash && dialog.open) return;
  const isNew = view.id !== shown.id;
  if (isNew) errors = {};
  shown = { id: view.id, hash: view.hash, depth: workspace.stack.length };
  busy = false;
  draw(view, isNew);
}

function draw(view, isNew) {
  const { content } = view;
  const active = dialog.contains(document.activeElement) ? document.activeElement : null;
  const focused = active?.dataset.key;
  const footer = ['footer [type=submit]', 'footer [type=button]'].find((place) => active?.matches(place));
  const caret = active?.selectionStart;
  // A list that is being searched stays open while the app changes the view around it.
  const searched = active?.getAttribute('aria-expanded') === 'true' ? active.value : null;
  // A view that came without fields ("one moment") and now has them begins anew.
  const begins = isNew || dialog.querySelector('.modal-body [data-key]') === null;
  const scroll = dialog.querySelector('.modal-body')?.scrollTop ?? 0;
  const stacked = workspace.stack.length > 1;
  const submit = content.submit
    ? h(
        'button',
        {
          type: 'submit',
          class: 'button primary solid',
          'aria-busy': busy ? 'true' : undefined,
          disabled: content.submit_disabled === true,
        },
        content.submit.text,
      )
    : null;
  const form = h(
    'form',
    { novalidate: true, class: 'modal-form' },
    h(
      'header',
      {},
      stacked ? iconButton('back', 'Back', () => close(false)) : null,
      h('h2', { id: 'modal-title' }, content.title.text),
      iconButton('close', 'Close', () => close(true)),
    ),
    h('div', { class: 'modal-body', tabindex: '-1' }, renderBlocks(content.blocks, viewSurface(view), errors)),
    h(
      'footer',
      {},
      h(
        'button',
        { type: 'button', class: 'button', onClick: () => close(false) },
        content.close?.text ?? (stacked ? 'Back' : 'Cancel'),
      ),
      submit,
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (content.submit) submitView(view);
  });
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
  const again =
    focused === undefined
      ? footer && dialog.querySelector(footer)
      : [...dialog.querySelectorAll('[data-key]')].find((node) => node.dataset.key === focused);
  if (again && !begins) {
    again.focus();
    if (searched !== null) {
      again.value = searched;
      again.click();
    } else if (typeof caret === 'number' && again.type === 'text') again.setSelectionRange(caret, caret);
  } else if (begins)
    (
      dialog.querySelector('[autofocus]') ??
      dialog.querySelector('.modal-body :is(input, textarea, button, select)') ??
      dialog.querySelector('footer .button:last-child')
    ).focus();
  if (!isNew) dialog.querySelector('.modal-body').scrollTop = scroll;
}

async function submitView(view) {
  if (busy) return;
  busy = true;
  const button = dialog.querySelector('footer [type=submit]');
  button?.setAttribute('aria-busy', 'true');
  try {
    const answer = await act('submit', { viewId: view.id, values: valuesOf(view) });
    errors = answer.errors ?? {};
    busy = false;
    if (answer.outcome === 'errors' || answer.outcome === 'incomplete') {
      draw(view, false);
      const first = dialog.querySelector('.invalid');
      first?.scrollIntoView({ block: 'center' });
      first?.querySelector('[data-key]')?.focus();
    }
  } catch (error) {
    toast(error.message);
  } finally {
    busy = false;
    button?.removeAttribute('aria-busy');
  }
}

function close(all) {
  const view = top();
  if (view !== undefined) act('close', { viewId: view.id, all }).catch((error) => toast(error.message));
}

dialog.addEventListener('cancel', (event) => {
  event.preventDefault();
  close(false);
});

// Tab stays inside: a browser's own trap would visit its address bar on the way round.
dialog.addEventListener('keydown', (event) => {
  if (event.key !== 'Tab') return;
  const stops = [...dialog.querySelectorAll('button, input, textarea, select, a[href], [tabindex="0"]')].filter(
    (node) => !node.disabled && node.offsetParent !== null,
  );
  const first = stops[0];
  const last = stops.at(-1);
  if (event.shiftKey && document.activeElement === first) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
});
