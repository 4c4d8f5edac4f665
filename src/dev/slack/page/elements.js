/** Block Kit's interactive elements. What is chosen is kept in Slack's own form, as it stands in `state.values`. */
import { combobox } from './combobox.js';
import { h, icon, newId } from './dom.js';
import { channelName, personName, workspace } from './store.js';
import { plain, textObject } from './text.js';

/**
 * @typedef {object} Surface where the elements stand
 * @property {(blockId: string, actionId: string) => any} value what was chosen so far, undefined when untouched
 * @property {(blockId: string, actionId: string, value: any) => void} set
 * @property {(block: any, element: any, choice?: any) => Promise<void>} act tells the app
 * @property {(block: any, element: any, query: string) => Promise<any>} options asks the app for options
 */

/** @param {any} names ids of the label and of hint and error */
export function renderElement(element, block, surface, names = {}) {
  const dispatches = block.type !== 'input' || block.dispatch_action === true;
  const key = `${block.block_id}/${element.action_id}`;
  const current = surface.value(block.block_id, element.action_id);
  const change = (value, act = dispatches) => {
    surface.set(block.block_id, element.action_id, value);
    if (act) surface.act(block, element, value);
  };
  const aria = {
    'aria-labelledby': names.label,
    'aria-label':
      names.label === undefined ? (element.placeholder?.text ?? element.accessibility_label ?? names.text) : undefined,
    'aria-describedby': names.describedBy,
    'aria-required': block.type === 'input' && block.optional !== true ? 'true' : undefined,
    autofocus: element.focus_on_load === true,
    dataset: { key },
  };
  const render = KINDS[element.type];
  if (render === undefined) return h('span', { class: 'unknown' }, `(${element.type} is not shown here)`);
  return render({ element, block, surface, current, change, aria, key, names });
}

function button({ element, block, surface, key }) {
  const props = {
    class: `button ${element.style ?? ''}`,
    'aria-label': element.accessibility_label,
    dataset: { key, action: element.action_id },
  };
  const node = h('button', { type: 'button', ...props }, plain(element.text.text));
  node.addEventListener('click', async () => {
    if (node.getAttribute('aria-busy') === 'true') return;
    if (element.confirm !== undefined && !(await confirmed(element.confirm))) return;
    if (element.url !== undefined) window.open(element.url, '_blank', 'noopener');
    node.setAttribute('aria-busy', 'true');
    try {
      await surface.act(block, element);
    } finally {
      node.removeAttribute('aria-busy');
    }
  });
  return node;
}

/** Slack's confirmation dialog. */
function confirmed(confirm) {
  return new Promise((resolve) => {
    const titleId = newId('confirm');
    const answer = (yes) => {
      dialog.close();
      dialog.remove();
      resolve(yes);
    };
    const dialog = h(
      'dialog',
      { class: 'confirm', 'aria-labelledby': titleId },
      h('h2', { id: titleId }, confirm.title?.text ?? 'Are you sure?'),
      h('p', {}, textObject(confirm.text)),
      h(
        'div',
        { class: 'dialog-buttons' },
        h('button', { type: 'button', class: 'button', onClick: () => answer(false) }, confirm.deny?.text ?? 'Cancel'),
        h(
          'button',
          { type: 'button', class: `button ${confirm.style ?? 'primary'} solid`, onClick: () => answer(true) },
          confirm.confirm?.text ?? 'Yes',
        ),
      ),
    );
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      answer(false);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function overflow({ element, change, key }) {
  const menu = h('div', { class: 'menu', role: 'menu', hidden: true });
  const toggle = h(
    'button',
    {
      type: 'button',
      class: 'button',
      'aria-label': 'More actions',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      dataset: { key },
    },
    icon('more'),
  );
  const show = (open) => {
    menu.hidden = !open;
    toggle.setAttribute('aria-expanded', String(open));
    if (open) menu.firstElementChild.focus();
  };
  menu.append(
    ...element.options.map((option) =>
      h(
        'button',
        {
          type: 'button',
          role: 'menuitem',
          onClick: () => {
            show(false);
            toggle.focus();
            if (option.url !== undefined) window.open(option.url, '_blank', 'noopener');
            change({ selected_option: option }, true);
          },
        },
        plain(option.text.text),
      ),
    ),
  );
  toggle.addEventListener('click', () => show(menu.hidden));
  const root = h('div', { class: 'menu-root' }, toggle, menu);
  root.addEventListener('keydown', (event) => {
    if (menu.hidden) return;
    const items = [...menu.children];
    const at = items.indexOf(document.activeElement);
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      show(false);
      toggle.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      items[(at + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length].focus();
    }
  });
  root.addEventListener('focusout', (event) => {
    if (!root.contains(event.relatedTarget)) show(false);
  });
  return root;
}

const optionChoice = (option, group) => ({
  key: String(option.value ?? option.text.text),
  text: option.text.text,
  description: option.description?.text,
  group,
  raw: option,
});

const groupedChoices = (element) => [
  ...(element.options ?? []).map((option) => optionChoice(option)),
  ...(element.option_groups ?? []).flatMap((group) =>
    group.options.map((option) => optionChoice(option, group.label.text)),
  ),
];

const contains = (choices, query) => {
  const wanted = query.toLowerCase();
  return choices.filter((choice) => choice.text.toLowerCase().includes(wanted));
};

const peopleChoices = () =>
  workspace.people
    .filter((person) => !person.is_bot)
    .map((person) => ({ key: person.id, text: person.real_name, description: person.profile.title, raw: person.id }));

function channelChoices(element) {
  const kinds = element.type.includes('channels_select')
    ? ['public']
    : (element.filter?.include ?? ['public', 'private', 'im', 'mpim']);
  return workspace.channels
    .filter((channel) => kinds.includes(channel.kind) && !channel.isArchived)
    .filter((channel) => channel.kind !== 'im' || element.filter?.exclude_bot_users !== true)
    .map((channel) => ({
      key: channel.id,
      text: channel.kind === 'im' ? channelName(channel) : `#${channel.name}`,
      raw: channel.id,
    }));
}

/** One select of any kind: its field in `state.values`, its options, and how a stored value reads. */
function select(field, multiple, lookUp) {
  return ({ element, block, surface, current, change, aria, key }) => {
    const external = element.type.includes('external');
    const stored = current?.[field];
    const values = multiple ? (stored ?? []) : stored === null || stored === undefined ? [] : [stored];
    const local = external ? [] : lookUp(element);
    const chosen = values.map((value) =>
      typeof value === 'string'
        ? (local.find((choice) => choice.key === value) ?? {
            key: value,
            text: value.startsWith('U') ? personName(value) : value,
            raw: value,
          })
        : optionChoice(value),
    );
    return combobox({
      multiple,
      chosen,
      key,
      placeholder: element.placeholder?.text ?? (multiple ? 'Select options' : 'Select an option'),
      labelledBy: aria['aria-labelledby'],
      label: aria['aria-label'],
      describedBy: aria['aria-describedby'],
      autofocus: aria.autofocus,
      minQuery: external ? (element.min_query_length ?? 3) : 0,
      most: element.max_selected_items ?? 100,
      delayMs: external ? 200 : 0,
      async search(query) {
        if (!external) return { choices: contains(local, query), problem: null };
        const answer = await surface.options(block, element, query);
        return {
          choices: [
            ...answer.options.map((option) => optionChoice(option)),
            ...answer.groups.flatMap((group) => group.options.map((option) => optionChoice(option, group.label.text))),
          ],
          problem: answer.problem === null ? null : `Could not load options (${answer.problem})`,
        };
      },
      onChange: (entries) => {
        const raw = entries.map((entry) => entry.raw);
        change({ [field]: multiple ? raw : (raw[0] ?? null) });
      },
    });
  };
}

function textInput({ element, current, change, aria, block }) {
  const multiline = element.multiline === true;
  const kind = { email_text_input: 'email', url_text_input: 'url' }[element.type] ?? 'text';
  const on = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  const node = h(multiline ? 'textarea' : 'input', {
    ...aria,
    class: 'field',
    type: multiline ? undefined : kind,
    inputmode: element.type === 'number_input' ? (element.is_decimal_allowed ? 'decimal' : 'numeric') : undefined,
    rows: multiline ? 4 : undefined,
    maxlength: element.max_length,
    placeholder: element.placeholder?.text,
    value: current?.value ?? '',
  });
  node.addEventListener('input', () => {
    change(
      { value: node.value === '' ? null : node.value },
      block.dispatch_action === true && on.includes('on_character_entered'),
    );
  });
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || multiline || block.dispatch_action !== true || !on.includes('on_enter_pressed'))
      return;
    event.preventDefault();
    change({ value: node.value === '' ? null : node.value }, true);
  });
  return node;
}

function dateInput(field, type) {
  return ({ current, change, aria }) => {
    const stored = current?.[field];
    const node = h('input', {
      ...aria,
      class: 'field',
      type,
      value: type === 'datetime-local' && stored ? localDateTime(stored) : (stored ?? ''),
    });
    node.addEventListener('change', () => {
      const value =
        node.value === ''
          ? null
          : type === 'datetime-local'
            ? Math.floor(new Date(node.value).getTime() / 1000)
            : node.value;
      change({ [field]: value });
    });
    return node;
  };
}

function localDateTime(seconds) {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function choices(type) {
  const many = type === 'checkbox';
  return ({ element, current, change, aria, key }) => {
    const name = newId('choice');
    const isChosen = (option) =>
      many
        ? (current?.selected_options ?? []).some((entry) => entry.value === option.value)
        : current?.selected_option?.value === option.value;
    const rows = element.options.map((option, index) => {
      const input = h('input', {
        type,
        name,
        checked: isChosen(option),
        dataset: { key: index === 0 ? key : `${key}/${index}` },
      });
      input.addEventListener('change', () => {
        const picked = element.options.filter((_option, at) => rows[at].querySelector('input').checked);
        change(many ? { selected_options: picked } : { selected_option: picked[0] ?? null });
      });
      return h(
        'label',
        { class: 'choice' },
        input,
        h(
          'span',
          {},
          textObject(option.text),
          option.description ? h('small', {}, textObject(option.description)) : null,
        ),
      );
    });
    const { dataset: _dataset, autofocus: _autofocus, ...group } = aria;
    if (!many) return h('div', { ...group, role: 'radiogroup', class: 'choices' }, rows);
    const { 'aria-required': _required, ...plainGroup } = group;
    return h('div', { ...plainGroup, role: 'group', class: 'choices' }, rows);
  };
}

const KINDS = {
  button,
  overflow,
  static_select: select('selected_option', false, groupedChoices),
  multi_static_select: select('selected_options', true, groupedChoices),
  external_select: select('selected_option', false),
  multi_external_select: select('selected_options', true),
  users_select: select('selected_user', false, peopleChoices),
  multi_users_select: select('selected_users', true, peopleChoices),
  conversations_select: select('selected_conversation', false, channelChoices),
  multi_conversations_select: select('selected_conversations', true, channelChoices),
  channels_select: select('selected_channel', false, channelChoices),
  multi_channels_select: select('selected_channels', true, channelChoices),
  datepicker: dateInput('selected_date', 'date'),
  timepicker: dateInput('selected_time', 'time'),
  datetimepicker: dateInput('selected_date_time', 'datetime-local'),
  checkboxes: choices('checkbox'),
  radio_buttons: choices('radio'),
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
};
