/** Block Kit as Slack enforces it on messages, modals and home tabs: shapes, places, limits, unique ids, usable files. */
import { anyText, ELEMENTS, imageSource, PLACES, plainText } from './check-elements.ts';
import {
  all,
  boolean,
  byType,
  type Check,
  formatProblem,
  integer,
  isObject,
  type Json,
  list,
  number,
  object,
  oneOf,
  type Problem,
  rule,
  string,
} from './check-shape.ts';
import { LIMITS } from './limits.ts';

export type Surface = 'message' | 'modal' | 'home';

/** Says whether a file referenced by id or address may stand in a block: it exists and its processing is over. */
export type FileLookup = (reference: { id?: string; url?: string }) => boolean;

const B = LIMITS.block;

const style = object({}, { bold: boolean, italic: boolean, strike: boolean, underline: boolean, code: boolean });
const inline: Check = byType(
  {
    text: object({ type: oneOf('text'), text: string({ min: 1 }) }, { style }),
    link: object({ type: oneOf('link'), url: string({ min: 1 }) }, { text: string(), style, unsafe: boolean }),
    emoji: object({ type: oneOf('emoji'), name: string({ min: 1 }) }, { unicode: string(), url: string(), style }),
    user: object({ type: oneOf('user'), user_id: string({ min: 1 }) }, { style }),
    channel: object({ type: oneOf('channel'), channel_id: string({ min: 1 }) }, { style }),
    usergroup: object({ type: oneOf('usergroup'), usergroup_id: string({ min: 1 }) }, { style }),
    broadcast: object({ type: oneOf('broadcast'), range: oneOf('here', 'channel', 'everyone') }, { style }),
    date: object(
      { type: oneOf('date'), timestamp: integer(0, 99_999_999_999), format: string({ min: 1 }) },
      { url: string(), fallback: string(), style },
    ),
    color: object({ type: oneOf('color'), value: string() }, { style }),
  },
  ['text', 'link', 'emoji', 'user', 'channel', 'usergroup', 'broadcast', 'date', 'color'],
);
const inlines = list(inline, { max: 1_000 });
const richSection = object({ type: oneOf('rich_text_section'), elements: inlines });
const richParts: Check = byType(
  {
    rich_text_section: richSection,
    rich_text_list: object(
      { type: oneOf('rich_text_list'), style: oneOf('bullet', 'ordered'), elements: list(richSection, { max: 1_000 }) },
      { indent: integer(0, 8), offset: integer(0, 100_000), border: oneOf(0, 1) },
    ),
    rich_text_quote: object({ type: oneOf('rich_text_quote'), elements: inlines }, { border: oneOf(0, 1) }),
    rich_text_preformatted: object(
      { type: oneOf('rich_text_preformatted'), elements: inlines },
      { border: oneOf(0, 1), language: string() },
    ),
  },
  ['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted'],
);
const block_id = string({ min: 1, max: B.id });
const richText = object({ type: oneOf('rich_text'), elements: list(richParts, { max: 1_000 }) }, { block_id });

const cell: Check = byType(
  {
    raw_text: object({ type: oneOf('raw_text'), text: string({ min: 1 }) }),
    raw_number: object({ type: oneOf('raw_number'), value: number }, { text: string() }),
    rich_text: richText,
  },
  ['raw_text', 'raw_number', 'rich_text'],
);
const tableRows = list(list(cell, { min: 1, max: B.tableColumns }), { min: 1, max: B.tableRows });

const point = object({ label: string({ min: 1, max: LIMITS.chart.label }), value: number });
const series = list(
  object({
    name: string({ min: 1, max: LIMITS.chart.label }),
    data: list(point, { min: 1, max: LIMITS.chart.points }),
  }),
  { min: 1, max: LIMITS.chart.series },
);
const axes = object(
  { categories: list(string({ min: 1, max: LIMITS.chart.label }), { min: 1, max: LIMITS.chart.points }) },
  { x_label: string({ max: LIMITS.chart.axisLabel }), y_label: string({ max: LIMITS.chart.axisLabel }) },
);
const labelsFollowCategories = rule((chart) => {
  const categories = isObject(chart.axis_config) ? chart.axis_config.categories : undefined;
  if (!Array.isArray(categories) || !Array.isArray(chart.series)) return null;
  const names = chart.series.map((entry) => (isObject(entry) ? entry.name : undefined));
  if (new Set(names).size !== names.length) return 'series names must be unique';
  const follows = chart.series.every(
    (entry) =>
      isObject(entry) &&
      Array.isArray(entry.data) &&
      entry.data.length === categories.length &&
      entry.data.every((value, index) => isObject(value) && value.label === categories[index]),
  );
  return follows ? null : 'series data labels must match axis_config categories';
});
function xyChart(type: string): Check {
  return all(object({ type: oneOf(type), series, axis_config: axes }), labelsFollowCategories);
}
const chart: Check = byType(
  {
    bar: xyChart('bar'),
    line: xyChart('line'),
    area: xyChart('area'),
    pie: object({ type: oneOf('pie'), segments: list(point, { min: 1, max: LIMITS.chart.segments }) }),
  },
  ['bar', 'line', 'area', 'pie'],
);

const BLOCKS: Readonly<Record<string, Check>> = {
  section: all(
    object(
      { type: oneOf('section') },
      {
        block_id,
        text: anyText(B.sectionText),
        fields: list(anyText(B.sectionField), { min: 1, max: B.sectionFields }),
        accessory: byType(ELEMENTS, PLACES.section),
        expand: boolean,
      },
    ),
    rule((block) =>
      block.text === undefined && block.fields === undefined ? 'must define either `text` or `fields`' : null,
    ),
  ),
  header: object({ type: oneOf('header'), text: plainText(B.header) }, { block_id, level: integer(1, 4) }),
  divider: object({ type: oneOf('divider') }, { block_id }),
  context: object(
    { type: oneOf('context'), elements: list(byType(ELEMENTS, PLACES.context), { min: 1, max: B.contextElements }) },
    { block_id },
  ),
  actions: object(
    { type: oneOf('actions'), elements: list(byType(ELEMENTS, PLACES.actions), { min: 1, max: B.actionsElements }) },
    { block_id },
  ),
  image: all(
    object(
      { type: oneOf('image'), alt_text: string({ min: 1, max: B.imageAlt }) },
      { block_id, title: plainText(B.imageTitle), ...imageSource.checks },
    ),
    imageSource.rule,
  ),
  input: object(
    { type: oneOf('input'), label: plainText(B.inputLabel), element: byType(ELEMENTS, PLACES.input) },
    { block_id, hint: plainText(B.inputHint), optional: boolean, dispatch_action: boolean },
  ),
  markdown: object({ type: oneOf('markdown'), text: string({ min: 1, max: B.markdown }) }, { block_id }),
  rich_text: richText,
  table: all(
    object(
      { type: oneOf('table'), rows: tableRows },
      {
        block_id,
        column_settings: list(
          (value, pointer, problems) => {
            // A null entry skips a column.
            if (value !== null)
              object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean })(value, pointer, problems);
          },
          { max: B.tableColumns },
        ),
      },
    ),
    rule((block) => {
      const widths = new Set(
        Array.isArray(block.rows) ? block.rows.map((row) => (Array.isArray(row) ? row.length : 0)) : [],
      );
      return widths.size > 1 ? 'rows must have the same number of cells' : null;
    }),
  ),
  data_visualization: object(
    { type: oneOf('data_visualization'), title: string({ min: 1, max: LIMITS.chart.title }), chart },
    { block_id },
  ),
};

const EVERYWHERE = ['section', 'header', 'divider', 'context', 'actions', 'image', 'input', 'rich_text'];
const SURFACES: Record<Surface, readonly string[]> = {
  message: [...EVERYWHERE, 'markdown', 'table', 'data_visualization'],
  modal: EVERYWHERE,
  home: EVERYWHERE,
};

/** Every complaint Slack would have about these blocks; empty when it would take them. */
export function checkBlocks(blocks: unknown, surface: Surface, usableFile: FileLookup, pointer = '/blocks'): Problem[] {
  const problems: Problem[] = [];
  const most = surface === 'message' ? LIMITS.message.blocks : LIMITS.view.blocks;
  list(byType(BLOCKS, SURFACES[surface]), { max: most })(blocks, pointer, problems);
  if (!Array.isArray(blocks)) return problems;
  checkUniqueIds(blocks, pointer, problems);
  checkFiles(blocks, pointer, usableFile, problems);
  checkFocus(blocks, pointer, problems);
  if (surface === 'message') {
    atMost(blocks, 'table', LIMITS.message.tables, pointer, problems);
    atMost(blocks, 'data_visualization', LIMITS.message.charts, pointer, problems);
    const markdown = blocks.reduce(
      (sum, block) =>
        sum + (isObject(block) && block.type === 'markdown' && typeof block.text === 'string' ? block.text.length : 0),
      0,
    );
    if (markdown > B.markdown)
      problems.push({ message: `cumulative markdown text must be less than ${B.markdown + 1} characters`, pointer });
  }
  return problems;
}

/** The visible characters of blocks, on which Slack puts a bound for a whole message. */
export function blockCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + blockCharacters(entry), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce((sum, [name, entry]) => {
    if (typeof entry === 'string')
      return sum + (['text', 'alt_text', 'label', 'title', 'name'].includes(name) ? entry.length : 0);
    return sum + blockCharacters(entry);
  }, 0);
}

/** Gives every block and interactive element the id Slack would generate, so that state and actions can name it. */
export function withIds(blocks: readonly Json[], nextId: () => string): Json[] {
  return blocks.map((block) => {
    const filled: Json = { ...block, block_id: typeof block.block_id === 'string' ? block.block_id : nextId() };
    for (const place of ['accessory', 'element'] as const)
      if (isObject(filled[place])) filled[place] = withActionId(filled[place], nextId);
    if (filled.type === 'actions' && Array.isArray(filled.elements))
      filled.elements = filled.elements.map((entry) => withActionId(entry as Json, nextId));
    return filled;
  });
}

function withActionId(element: Json, nextId: () => string): Json {
  const interactive = element.type !== 'image' && element.type !== 'plain_text' && element.type !== 'mrkdwn';
  return interactive && typeof element.action_id !== 'string' ? { ...element, action_id: nextId() } : element;
}

/** The interactive elements of one block with their pointers inside it. */
export function elementsOf(block: Json): { element: Json; pointer: string }[] {
  const found: { element: Json; pointer: string }[] = [];
  for (const place of ['accessory', 'element'])
    if (isObject(block[place])) found.push({ element: block[place], pointer: `/${place}` });
  if (block.type === 'actions' && Array.isArray(block.elements))
    block.elements.forEach((element, index) => {
      if (isObject(element)) found.push({ element, pointer: `/elements/${index}` });
    });
  return found;
}

function checkUniqueIds(blocks: readonly unknown[], pointer: string, problems: Problem[]): void {
  const blockIds = new Set<unknown>();
  blocks.forEach((block, index) => {
    if (!isObject(block)) return;
    if (block.block_id !== undefined && blockIds.has(block.block_id))
      problems.push({
        message: `\`block_id\` \`${block.block_id}\` already exists`,
        pointer: `${pointer}/${index}/block_id`,
      });
    blockIds.add(block.block_id);
    const actionIds = new Set<unknown>();
    for (const { element, pointer: place } of elementsOf(block)) {
      if (element.action_id === undefined) continue;
      if (actionIds.has(element.action_id))
        problems.push({
          message: `\`action_id\` \`${element.action_id}\` already exists`,
          pointer: `${pointer}/${index}${place}/action_id`,
        });
      actionIds.add(element.action_id);
    }
  });
}

function checkFiles(value: unknown, pointer: string, usableFile: FileLookup, problems: Problem[]): void {
  if (Array.isArray(value))
    value.forEach((entry, index) => {
      checkFiles(entry, `${pointer}/${index}`, usableFile, problems);
    });
  else if (isObject(value))
    for (const [name, entry] of Object.entries(value)) {
      if (name === 'slack_file' && isObject(entry)) {
        if (!usableFile(entry)) problems.push({ message: 'invalid slack file', pointer: `${pointer}/${name}` });
      } else checkFiles(entry, `${pointer}/${name}`, usableFile, problems);
    }
}

function checkFocus(blocks: readonly unknown[], pointer: string, problems: Problem[]): void {
  const focused = blocks.filter(
    (block) => isObject(block) && elementsOf(block).some(({ element }) => element.focus_on_load === true),
  );
  if (focused.length > 1) problems.push({ message: 'only one element may have `focus_on_load`', pointer });
}

function atMost(blocks: readonly unknown[], type: string, most: number, pointer: string, problems: Problem[]): void {
  if (blocks.filter((block) => isObject(block) && block.type === type).length > most)
    problems.push({ message: `no more than ${most} ${type} blocks allowed`, pointer });
}

/** Slack's two ways of saying the same: `errors` and `response_metadata.messages`. */
export function problemDetails(problems: readonly Problem[]): Json {
  const errors = problems.map(formatProblem);
  return { errors, response_metadata: { messages: errors.map((message) => `[ERROR] ${message}`) } };
}
