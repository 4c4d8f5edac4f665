/** Makes DOM nodes. Text always becomes text nodes, so nothing from a message can become markup. */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [props] attributes; `on…` functions become listeners, `class` and `dataset` work as expected
 * @param {...(Node | string | null | undefined | false | Array<Node | string | null>)} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on') && typeof value === 'function') node.addEventListener(name.slice(2).toLowerCase(), value);
    else if (name === 'dataset') Object.assign(node.dataset, value);
    else if (name === 'value') node.value = value;
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat(3))
    if (child !== null && child !== undefined && child !== false) node.append(child);
}

const SVG = 'http://www.w3.org/2000/svg';

/** An SVG element; `text` children become text nodes. */
export function s(tag, props = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) if (value !== undefined) node.setAttribute(name, String(value));
  append(node, children);
  return node;
}

const PATHS = {
  hash: 'M9 4 7 20M17 4l-2 16M4 9h17M3 15h17',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z',
  home: 'M4 11 12 4l8 7v9h-5v-6H9v6H4z',
  archive: 'M4 5h16v4H4zM6 9v11h12V9M10 13h4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M15 5l-7 7 7 7',
  reply: 'M4 5h16v11H10l-4 4v-4H4z',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zm10 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  send: 'M4 4l17 8-17 8 3-8zM7 12h14',
  clip: 'M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 5 5l-8.5 8.5a1.8 1.8 0 0 1-2.6-2.6L15 7',
  moon: 'M20 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 10 10z',
  tools: 'M4 6h9M17 6h3M4 12h3M11 12h9M4 18h11M19 18h1M15 4v4M9 10v4M17 16v4',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  open: 'M9 5H5v14h14v-4M13 4h7v7M20 4l-9 9',
  file: 'M7 3h7l5 5v13H7zM14 3v5h5',
  chevron: 'M6 9l6 6 6-6',
  bolt: 'M13 3 5 14h6l-1 7 8-11h-6z',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  info: 'M12 11v6M12 7.5v.5M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  braces: 'M9 4c-3 0-3 2-3 4s0 4-3 4c3 0 3 2 3 4s0 4 3 4M15 4c3 0 3 2 3 4s0 4 3 4c-3 0-3 2-3 4s0 4-3 4',
};

/** A line icon; decoration only, so hidden from screen readers. */
export function icon(name) {
  return s(
    'svg',
    {
      viewBox: '0 0 24 24',
      class: 'icon',
      'aria-hidden': 'true',
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 1.8,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    },
    s('path', { d: PATHS[name] }),
  );
}

/** A button that shows an icon and says what it does. */
export function iconButton(name, label, onClick, extra = {}) {
  return h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onClick, ...extra },
    icon(name),
  );
}

let counter = 0;

/** An id that no other element on the page has. */
export function newId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}
