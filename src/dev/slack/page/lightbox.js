/** A picture at full size over the page. Esc, the close button or a click beside it close it. */
import { h, icon, iconButton } from './dom.js';

const dialog = document.getElementById('lightbox');

/** @param {{ url: string, alt: string, download: string | null }} picture */
export function openLightbox({ url, alt, download }) {
  dialog.replaceChildren(
    h(
      'div',
      { class: 'lightbox-bar' },
      h('p', {}, alt),
      download === null
        ? null
        : h(
            'a',
            { class: 'icon-button', href: download, download: '', 'aria-label': 'Download picture' },
            icon('download'),
          ),
      iconButton('close', 'Close picture', () => dialog.close()),
    ),
    h('img', { src: url, alt }),
  );
  dialog.showModal();
}

dialog.addEventListener('click', (event) => {
  if (event.target === dialog) dialog.close();
});
