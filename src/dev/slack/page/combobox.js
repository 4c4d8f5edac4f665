/** A select that searches, for one or several choices, after the ARIA combobox pattern: arrows move, Enter chooses, Esc closes. */
import { h, icon, newId } from './dom.js';

/**
 * @typedef {{ key: string, text: string, description?: string, group?: string, raw: unknown }} Choice
 * @param {{
 *   multiple: boolean, placeholder: string, labelledBy?: string, label?: string, describedBy?: string, minQuery: number, most: number,
 *   chosen: Choice[], search: (query: string) => Promise<{ choices: Choice[], problem: string | null }>, onChange: (chosen: Choice[]) => void,
 *   key: string, delayMs: number, autofocus?: boolean,
 * }} options
 */
export function combobox(options) {
  let chosen = [...options.chosen];
  let choices = [];
  let active = -1;
  let request = 0;
  let timer = 0;
  const listId = newId('list');
  const input = h('input', {
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-expanded': 'false',
    'aria-controls': listId,
    'aria-autocomplete': 'list',
    'aria-labelledby': options.labelledBy,
    'aria-label': options.labelledBy === undefined ? options.label || options.placeholder || 'Choose' : undefined,
    'aria-describedby': options.describedBy,
    autofocus: options.autofocus === true,
    dataset: { key: options.key },
  });
  const list = h('ul', {
    id: listId,
    role: 'listbox',
    class: 'listbox',
    hidden: true,
    'aria-multiselectable': options.multiple ? 'true' : undefined,
    'aria-label': 'Options',
  });
  const chips = h('span', { class: 'chips' });
  const box = h(
    'div',
    {
      class: 'combobox',
      onMousedown: (event) => {
        if (event.target === input || event.target.closest('button')) return;
        event.preventDefault();
        input.focus();
        open();
      },
    },
    chips,
    input,
    icon('chevron'),
  );
  const status = h('span', { class: 'visually-hidden', role: 'status' });
  const root = h('div', { class: 'combobox-root' }, box, list, status);

  const isOpen = () => !list.hidden;

  function showChosen() {
    if (!options.multiple) {
      input.value = chosen[0]?.text ?? '';
      input.placeholder = options.placeholder;
      return;
    }
    chips.replaceChildren(
      ...chosen.map((choice) =>
        h(
          'span',
          { class: 'chip' },
          choice.text,
          h(
            'button',
            {
              type: 'button',
              'aria-label': `Remove ${choice.text}`,
              onClick: () => {
                choose(choice);
                input.focus();
              },
            },
            icon('close'),
          ),
        ),
      ),
    );
    input.placeholder = chosen.length === 0 ? options.placeholder : '';
  }

  function place() {
    const bounds = box.getBoundingClientRect();
    const below = window.innerHeight - bounds.bottom;
    const above = below < 200 && bounds.top > below;
    Object.assign(list.style, {
      left: `${bounds.left}px`,
      width: `${bounds.width}px`,
      maxHeight: `${Math.max(120, Math.min(280, (above ? bounds.top : below) - 16))}px`,
      top: above ? 'auto' : `${bounds.bottom + 4}px`,
      bottom: above ? `${window.innerHeight - bounds.top + 4}px` : 'auto',
    });
  }

  function showChoices(problem) {
    let group;
    const rows = choices.flatMap((choice, index) => {
      const selected = chosen.some((entry) => entry.key === choice.key);
      const row = h(
        'li',
        {
          role: 'option',
          id: `${listId}-${index}`,
          class: index === active ? 'active' : undefined,
          'aria-selected': selected ? 'true' : 'false',
          onMousedown: (event) => {
            event.preventDefault();
            choose(choice);
          },
        },
        h('span', {}, choice.text),
        choice.description ? h('small', {}, choice.description) : null,
      );
      if (choice.group === undefined || choice.group === group) return [row];
      group = choice.group;
      return [h('li', { role: 'presentation', class: 'group' }, group), row];
    });
    const note = problem ?? (choices.length === 0 ? 'No results' : null);
    list.replaceChildren(
      ...(note === null
        ? rows
        : [h('li', { role: 'presentation', class: problem === null ? 'note' : 'note bad' }, note)]),
    );
    status.textContent = note ?? `${choices.length} options`;
    if (active >= 0) {
      input.setAttribute('aria-activedescendant', `${listId}-${active}`);
      list.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
    } else input.removeAttribute('aria-activedescendant');
  }

  async function search() {
    const query = !options.multiple && input.value === chosen[0]?.text ? '' : input.value;
    request += 1;
    const mine = request;
    if (query.length < options.minQuery) {
      choices = [];
      active = -1;
      list.replaceChildren(
        h(
          'li',
          { role: 'presentation', class: 'note' },
          `Type ${options.minQuery === 1 ? 'to search' : `${options.minQuery} letters to search`}`,
        ),
      );
      return;
    }
    if (options.delayMs > 0) list.replaceChildren(h('li', { role: 'presentation', class: 'note' }, 'Searching…'));
    const found = await options.search(query);
    if (mine !== request || !isOpen()) return;
    choices = found.choices;
    active = choices.length > 0 ? 0 : -1;
    showChoices(found.problem);
  }

  function open() {
    if (isOpen()) return;
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    place();
    search();
  }

  function close() {
    clearTimeout(timer);
    request += 1;
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    if (options.multiple) input.value = '';
    else showChosen();
  }

  function choose(choice) {
    const without = chosen.filter((entry) => entry.key !== choice.key);
    if (!options.multiple) chosen = [choice];
    else if (without.length < chosen.length) chosen = without;
    else if (chosen.length >= options.most) {
      status.textContent = `No more than ${options.most}`;
      return;
    } else chosen = [...chosen, choice];
    showChosen();
    if (options.multiple) {
      input.value = '';
      if (isOpen()) search();
    } else close();
    options.onChange(chosen);
  }

  input.addEventListener('focus', () => {
    if (!options.multiple) input.select();
  });
  input.addEventListener('click', open);
  input.addEventListener('blur', close);
  input.addEventListener('input', () => {
    open();
    clearTimeout(timer);
    timer = setTimeout(search, options.delayMs);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isOpen()) {
        open();
        return;
      }
      if (choices.length === 0) return;
      active = (active + (event.key === 'ArrowDown' ? 1 : -1) + choices.length) % choices.length;
      showChoices(null);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (!isOpen()) open();
      else if (choices[active] !== undefined) choose(choices[active]);
    } else if (event.key === 'Escape' && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Backspace' && input.value === '' && options.multiple && chosen.length > 0)
      choose(chosen.at(-1));
  });
  showChosen();
  return root;
}
