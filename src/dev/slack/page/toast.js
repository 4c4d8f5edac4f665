/** Short notes at the foot of the page; they stay long enough to be read and are announced. */
import { h, iconButton } from './dom.js';

const place = document.getElementById('toasts');
const LIFE_MS = 8_000;

export function toast(text) {
  const note = h(
    'div',
    { class: 'toast' },
    h('span', {}, text),
    iconButton('close', 'Dismiss', () => note.remove()),
  );
  place.append(note);
  setTimeout(() => note.remove(), LIFE_MS);
}
