/** Draws blocks as Slack does, in messages, modals and the home tab. */
import { renderChart } from './chart.js';
import { h, newId } from './dom.js';
import { renderElement } from './elements.js';
import { openLightbox } from './lightbox.js';
import { personName, workspace } from './store.js';
import { emoji, link, markdown, mrkdwn, plain, textObject } from './text.js';

/**
 * @param {any[]} blocks
 * @param {import('./elements.js').Surface} surface
 * @param {Record<string, string>} [errors] block id → complaint
 */
export function renderBlocks(blocks, surface, errors = {}) {
  return blocks.map((block) => {
    const draw = KINDS[block.type];
    const body =
      draw === undefined
        ? h('p', { class: 'unknown' }, `(${block.type} is not shown here)`)
        : draw(block, surface, errors[block.block_id]);
    return h('div', { class: `block block-${block.type}`, dataset: { block: block.block_id } }, body);
  });
}

function imageUrl(image) {
  if (image.slack_file === undefined) return image.image_url;
  const id = image.slack_file.id ?? /(F[A-Z0-9]+)/.exec(image.slack_file.url)?.[1];
  return `/dev/files/${id}`;
}

function image(block) {
  const url = imageUrl(block);
  return h(
    'figure',
    { class: 'picture' },
    block.title ? h('figcaption', {}, plain(block.title.text)) : null,
    h(
      'button',
      {
        type: 'button',
        class: 'picture-button',
        'aria-label': `Enlarge: ${block.alt_text}`,
        onClick: () =>
          openLightbox({ url, alt: block.alt_text, download: url.startsWith('/dev/') ? `${url}?download=1` : null }),
      },
      h('img', { src: url, alt: block.alt_text, loading: 'lazy' }),
    ),
  );
}

function section(block, surface) {
  const { accessory } = block;
  const text = block.text === undefined ? null : h('div', { class: 'text' }, textObject(block.text));
  const fields =
    block.fields === undefined
      ? null
      : h(
          'div',
          { class: 'fields' },
          block.fields.map((field) => h('div', {}, textObject(field))),
        );
  const names = { text: block.text?.text.replace(/[*_~`]/g, '') };
  const side =
    accessory === undefined
      ? null
      : accessory.type === 'image'
        ? h('img', { class: 'thumb', src: imageUrl(accessory), alt: accessory.alt_text })
        : h('div', { class: 'accessory' }, renderElement(accessory, block, surface, names));
  return h('div', { class: 'section' }, h('div', { class: 'section-main' }, text, fields), side);
}

function input(block, surface, error) {
  const label = newId('label');
  const hint = newId('hint');
  const complaint = newId('error');
  const describedBy = [block.hint ? hint : '', error ? complaint : ''].filter(Boolean).join(' ') || undefined;
  return h(
    'div',
    { class: error ? 'input invalid' : 'input' },
    h(
      'div',
      { class: 'label', id: label },
      plain(block.label.text),
      block.optional === true ? h('span', { class: 'optional' }, ' (optional)') : null,
    ),
    renderElement(block.element, block, surface, { label, describedBy }),
    block.hint ? h('div', { class: 'hint', id: hint }, plain(block.hint.text)) : null,
    error ? h('div', { class: 'error', id: complaint, role: 'alert' }, error) : null,
  );
}

function richInline(part) {
  const text = {
    text: () => part.text,
    link: () => link(part.url, part.text ?? part.url),
    emoji: () => emoji(part.name),
    user: () => h('span', { class: 'mention' }, `@${personName(part.user_id)}`),
    channel: () =>
      h(
        'span',
        { class: 'mention' },
        `#${workspace.channels.find((entry) => entry.id === part.channel_id)?.name ?? part.channel_id}`,
      ),
    usergroup: () => h('span', { class: 'mention' }, `@${part.usergroup_id}`),
    broadcast: () => h('span', { class: 'mention' }, `@${part.range}`),
    date: () => h('time', {}, part.fallback ?? new Date(part.timestamp * 1000).toLocaleString('en-GB')),
    color: () => part.value,
  }[part.type]?.();
  let node =
    typeof text === 'string'
      ? h('span', {}, ...text.split('\n').flatMap((line, index) => (index === 0 ? [line] : [h('br'), line])))
      : text;
  for (const [style, tag] of [
    ['bold', 'strong'],
    ['italic', 'em'],
    ['strike', 's'],
    ['underline', 'u'],
    ['code', 'code'],
  ])
    if (part.style?.[style] === true) node = h(tag, {}, node);
  return node;
}

function richText(block) {
  return block.elements.map((part) => {
    if (part.type === 'rich_text_list')
      return h(
        part.style === 'ordered' ? 'ol' : 'ul',
        { class: `indent-${part.indent ?? 0}`, start: part.offset ? part.offset + 1 : undefined },
        part.elements.map((item) => h('li', {}, item.elements.map(richInline))),
      );
    const tag = { rich_text_quote: 'blockquote', rich_text_preformatted: 'pre' }[part.type] ?? 'div';
    return h(tag, {}, part.elements.map(richInline));
  });
}

function table(block) {
  const cell = (value, tag, column) => {
    const align = block.column_settings?.[column]?.align ?? (value.type === 'raw_number' ? 'right' : 'left');
    const wraps = block.column_settings?.[column]?.is_wrapped === true;
    const content = value.type === 'rich_text' ? richText(value) : (value.text ?? String(value.value));
    return h(
      tag,
      { class: `align-${align} ${wraps ? 'wraps' : ''}`, scope: tag === 'th' ? 'col' : undefined },
      content,
    );
  };
  const [head, ...rows] = block.rows;
  return h(
    'div',
    { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': 'Table' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((value, column) => cell(value, 'th', column)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row) =>
          h(
            'tr',
            {},
            row.map((value, column) => cell(value, 'td', column)),
          ),
        ),
      ),
    ),
  );
}

const KINDS = {
  section,
  input,
  table,
  image,
  header: (block) =>
    h(
      'div',
      { class: `header header-${block.level ?? 1}`, role: 'heading', 'aria-level': String((block.level ?? 1) + 2) },
      plain(block.text.text),
    ),
  divider: () => h('hr'),
  context: (block) =>
    h(
      'div',
      { class: 'context' },
      block.elements.map((part) =>
        part.type === 'image' ? h('img', { src: imageUrl(part), alt: part.alt_text }) : h('span', {}, textObject(part)),
      ),
    ),
  actions: (block, surface) =>
    h(
      'div',
      { class: 'actions' },
      block.elements.map((element) => renderElement(element, block, surface)),
    ),
  markdown: (block) => h('div', { class: 'markdown' }, markdown(block.text)),
  rich_text: (block) => h('div', { class: 'rich' }, richText(block)),
  data_visualization: renderChart,
};

/** Legacy attachments: a coloured bar beside text or blocks. */
export function renderAttachment(attachment, surface) {
  return h(
    'div',
    {
      class: 'attachment',
      style: /^#?[0-9a-f]{6}$/i.test(attachment.color ?? '')
        ? `border-color:#${attachment.color.replace('#', '')}`
        : undefined,
    },
    attachment.pretext ? h('div', {}, mrkdwn(attachment.pretext)) : null,
    attachment.title
      ? h('strong', {}, attachment.title_link ? link(attachment.title_link, attachment.title) : attachment.title)
      : null,
    attachment.text ? h('div', {}, mrkdwn(attachment.text)) : null,
    Array.isArray(attachment.blocks) ? renderBlocks(attachment.blocks, surface) : null,
  );
}
