/** Slack's two markup dialects as DOM nodes: mrkdwn, and the Markdown of markdown blocks. Links go to http, https or mailto only. */
import { h } from './dom.js';

const EMOJI = {
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  warning: '⚠️',
  x: '❌',
  rotating_light: '🚨',
  bar_chart: '📊',
  chart_with_upwards_trend: '📈',
  chart_with_downwards_trend: '📉',
  hourglass_flowing_sand: '⏳',
  hourglass: '⌛',
  mag: '🔍',
  bell: '🔔',
  no_bell: '🔕',
  calendar: '📅',
  clock3: '🕒',
  rocket: '🚀',
  bulb: '💡',
  information_source: 'ℹ️',
  page_facing_up: '📄',
  file_folder: '📁',
  paperclip: '📎',
  gear: '⚙️',
  wave: '👋',
  tada: '🎉',
  eyes: '👀',
  '+1': '👍',
  thumbsup: '👍',
  '-1': '👎',
  arrow_up: '⬆️',
  arrow_down: '⬇️',
  arrow_right: '➡️',
  large_blue_circle: '🔵',
  blue_circle: '🔵',
  large_green_circle: '🟢',
  large_orange_circle: '🟠',
  large_yellow_circle: '🟡',
  red_circle: '🔴',
  white_circle: '⚪',
  black_circle: '⚫',
  lock: '🔒',
  link: '🔗',
  star: '⭐',
  pushpin: '📌',
  memo: '📝',
  inbox_tray: '📥',
  outbox_tray: '📤',
  arrows_counterclockwise: '🔄',
  repeat: '🔁',
  stopwatch: '⏱️',
  question: '❓',
};

let people = new Map();
let channels = new Map();

/** Names for mentions. */
export function setNames(given) {
  people = given.people;
  channels = given.channels;
}

export function emoji(name) {
  return EMOJI[name.replace(/::skin-tone-\d/, '')] ?? `:${name}:`;
}

function decode(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** A link, or plain text when its address is of another kind. */
export function link(url, text) {
  return /^(https?:|mailto:)/i.test(url)
    ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text)
    : text;
}

function mention(text) {
  return h('span', { class: 'mention' }, text);
}

/** @returns {Node | string} what stands between `<` and `>` in mrkdwn */
function angle(body) {
  const [target, label] = body.split('|');
  if (target.startsWith('@')) return mention(`@${people.get(target.slice(1)) ?? decode(label ?? target.slice(1))}`);
  if (target.startsWith('#')) return mention(`#${decode(label || (channels.get(target.slice(1)) ?? target.slice(1)))}`);
  if (target.startsWith('!date^')) return dateText(target, label);
  if (target.startsWith('!subteam^')) return mention(decode(label ?? '@group'));
  if (target.startsWith('!')) return mention(`@${target.slice(1)}`);
  return link(decode(target), decode(label ?? target.replace(/^mailto:/, '')));
}

function dateText(target, fallback) {
  const [, seconds, format = ''] = target.split('^');
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return decode(fallback ?? '');
  const parts = {
    date_num: date.toISOString().slice(0, 10),
    date: date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }),
    date_short: date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }),
    date_long: date.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    time: date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }),
    time_secs: date.toLocaleTimeString('en-GB'),
  };
  const text = format.replace(/\{(\w+)\}/g, (_all, name) => parts[name.replace('_pretty', '')] ?? '');
  return h('time', { datetime: date.toISOString(), title: decode(fallback ?? '') }, text);
}

const INLINE =
  /(`[^`\n]+`)|<([^<>\n]+)>|(?<![\w*])\*(\S(?:[^*\n]*?\S)?)\*(?![\w*])|(?<![\w_])_(\S(?:[^_\n]*?\S)?)_(?![\w_])|(?<![\w~])~(\S(?:[^~\n]*?\S)?)~(?![\w~])|:([a-z0-9_+-]+(?:::skin-tone-\d)?):/g;

function inline(text) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(decode(text.slice(last, match.index)));
    const [, code, bracket, bold, italic, strike, name] = match;
    if (code !== undefined) nodes.push(h('code', {}, decode(code.slice(1, -1))));
    else if (bracket !== undefined) nodes.push(angle(bracket));
    else if (bold !== undefined) nodes.push(h('strong', {}, inline(bold)));
    else if (italic !== undefined) nodes.push(h('em', {}, inline(italic)));
    else if (strike !== undefined) nodes.push(h('s', {}, inline(strike)));
    else nodes.push(emoji(name));
    last = match.index + match[0].length;
  }
  nodes.push(decode(text.slice(last)));
  return nodes;
}

function lines(text) {
  return text.split('\n').flatMap((line, index) => (index === 0 ? inline(line) : [h('br'), ...inline(line)]));
}

/** mrkdwn → nodes. */
export function mrkdwn(text) {
  return text.split(/```\n?([\s\S]+?)\n?```/).flatMap((part, index) => {
    if (index % 2 === 1) return [h('pre', {}, decode(part))];
    return part.split(/((?:^(?:>|&gt;).*(?:\n|$))+)/m).flatMap((piece, at) => {
      if (piece === '') return [];
      return at % 2 === 1 ? [h('blockquote', {}, lines(piece.trimEnd().replace(/^(?:>|&gt;) ?/gm, '')))] : lines(piece);
    });
  });
}

/** plain_text → nodes: only emoji names and line breaks mean anything. */
export function plain(text) {
  return text
    .replace(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] ?? all)
    .split('\n')
    .flatMap((line, index) => (index === 0 ? [decode(line)] : [h('br'), decode(line)]));
}

/** A text object → nodes. */
export function textObject(object) {
  return object.type === 'mrkdwn' ? mrkdwn(object.text) : plain(object.text);
}

const SPAN =
  /(`[^`]+`)|\[([^\]]+)\]\(([^)\s]+)\)|\*\*(.+?)\*\*|__(.+?)__|\*([^*]+?)\*|(?<!\w)_([^_]+?)_(?!\w)|~~(.+?)~~|:([a-z0-9_+-]+):/g;

function spans(text) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(SPAN)) {
    nodes.push(text.slice(last, match.index));
    const [, code, label, url, bold, bold2, italic, italic2, strike, name] = match;
    if (code !== undefined) nodes.push(h('code', {}, code.slice(1, -1)));
    else if (label !== undefined) nodes.push(link(url, label));
    else if (bold ?? bold2) nodes.push(h('strong', {}, spans(bold ?? bold2)));
    else if (italic ?? italic2) nodes.push(h('em', {}, spans(italic ?? italic2)));
    else if (strike !== undefined) nodes.push(h('s', {}, spans(strike)));
    else nodes.push(emoji(name));
    last = match.index + match[0].length;
  }
  nodes.push(text.slice(last));
  return nodes;
}

const cells = (row) =>
  row
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());

/** The Markdown of markdown blocks → nodes: headings, lists, quotes, code, rules, tables, paragraphs. */
export function markdown(text) {
  const rows = text.split('\n');
  const nodes = [];
  const takeWhile = (test) => {
    const taken = [];
    while (rows.length > 0 && test(rows[0])) taken.push(rows.shift());
    return taken;
  };
  while (rows.length > 0) {
    const row = rows[0];
    if (row.trim() === '') rows.shift();
    else if (row.startsWith('```')) {
      rows.shift();
      const body = takeWhile((line) => !line.startsWith('```'));
      rows.shift();
      nodes.push(h('pre', {}, body.join('\n')));
    } else if (/^#{1,6} /.test(row)) {
      const [, marks, title] = /^(#+) (.*)$/.exec(rows.shift());
      nodes.push(
        h(
          'p',
          { class: `md-heading md-h${Math.min(marks.length, 3)}`, role: 'heading', 'aria-level': marks.length + 2 },
          spans(title),
        ),
      );
    } else if (/^(-{3,}|\*{3,})$/.test(row.trim())) {
      rows.shift();
      nodes.push(h('hr'));
    } else if (/^\s*[-*+] /.test(row)) {
      const items = takeWhile((line) => /^\s*[-*+] /.test(line));
      nodes.push(
        h(
          'ul',
          {},
          items.map((line) => h('li', {}, spans(line.replace(/^\s*[-*+] /, '')))),
        ),
      );
    } else if (/^\s*\d+[.)] /.test(row)) {
      const items = takeWhile((line) => /^\s*\d+[.)] /.test(line));
      nodes.push(
        h(
          'ol',
          { start: Number.parseInt(row, 10) },
          items.map((line) => h('li', {}, spans(line.replace(/^\s*\d+[.)] /, '')))),
        ),
      );
    } else if (row.startsWith('>')) {
      nodes.push(
        h(
          'blockquote',
          {},
          spans(
            takeWhile((line) => line.startsWith('>'))
              .map((line) => line.replace(/^> ?/, ''))
              .join(' '),
          ),
        ),
      );
    } else if (row.includes('|') && /^[\s|:-]+$/.test(rows[1] ?? '')) {
      const head = cells(rows.shift());
      rows.shift();
      const body = takeWhile((line) => line.includes('|')).map(cells);
      nodes.push(
        h(
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
                head.map((cell) => h('th', { scope: 'col' }, spans(cell))),
              ),
            ),
            h(
              'tbody',
              {},
              body.map((line) =>
                h(
                  'tr',
                  {},
                  line.map((cell) => h('td', {}, spans(cell))),
                ),
              ),
            ),
          ),
        ),
      );
    } else {
      const paragraph = [
        rows.shift(),
        ...takeWhile((line) => line.trim() !== '' && !/^(#{1,6} |```|>|\s*[-*+] |\s*\d+[.)] )/.test(line)),
      ];
      nodes.push(
        h(
          'p',
          {},
          paragraph.flatMap((line, index) => (index === 0 ? spans(line) : [h('br'), ...spans(line)])),
        ),
      );
    }
  }
  return nodes;
}
