/**
 * Every outgoing payload passes here. `checkPayload` names each violation of Slack's limits (development and tests
 * refuse such payloads); `fitPayload` makes any payload fit (production), spilling what is too much and counting it.
 */

import { LIMITS } from '../render/blocks/limits.ts';
import { breakBroadcasts, clip } from '../render/blocks/mrkdwn.ts';

export { LIMITS };

/** A payload or part of one as plain JSON. */
export type Json = Readonly<Record<string, unknown>>;

export interface Violation {
  /** JSON path, e.g. "blocks[2].text.text". */
  readonly path: string;
  readonly problem: string;
}

export class PayloadError extends Error {
  override readonly name = 'PayloadError';
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    super(violations.map(({ path, problem }) => `${path}: ${problem}`).join('; '));
    this.violations = violations;
  }
}

const MESSAGE_BLOCKS = new Set([
  'section',
  'image',
  'context',
  'actions',
  'header',
  'divider',
  'table',
  'data_visualization',
]);
const VIEW_BLOCKS = new Set(['section', 'image', 'context', 'actions', 'header', 'divider', 'input']);

/** Characters of blocks as Slack counts them: their JSON text. */
export const blocksSize = (blocks: readonly unknown[]): number => JSON.stringify(blocks).length;

/**
 * Violations of the platform's limits in a message (`blocks`, `text`, `metadata`) or in a view (under `view`).
 * @throws PayloadError listing all of them
 */
export function checkPayload(payload: Json): void {
  const violations = findViolations(payload);
  if (violations.length > 0) throw new PayloadError(violations);
}

export function findViolations(payload: Json): Violation[] {
  const found: Violation[] = [];
  const report = (path: string, problem: string): void => {
    found.push({ path, problem });
  };
  const { view, blocks } = payload;
  if (isJson(view)) checkView(view, report);
  if (blocks !== undefined) {
    if (Array.isArray(blocks)) checkMessage(blocks, payload, report);
    else report('blocks', 'is not a list');
  }
  if (typeof payload.text === 'string') {
    if (payload.text.length > LIMITS.messageText) report('text', tooLong(payload.text.length, LIMITS.messageText));
    if (hasBroadcast(payload.text)) report('text', 'mentions a whole channel');
  }
  if (payload.metadata !== undefined && bytes(payload.metadata) > LIMITS.metadataBytes)
    report('metadata', tooLong(bytes(payload.metadata), LIMITS.metadataBytes));
  if (Array.isArray(payload.options)) checkOptions(payload.options, 'options', report);
  if (Array.isArray(payload.option_groups)) checkGroups(payload.option_groups, 'option_groups', report);
  return found;
}

type Report = (path: string, problem: string) => void;

function checkMessage(blocks: readonly unknown[], payload: Json, report: Report): void {
  if (typeof payload.text !== 'string' || payload.text.trim() === '') report('text', 'missing beside blocks');
  if (blocks.length > LIMITS.messageBlocks) report('blocks', tooMany(blocks.length, LIMITS.messageBlocks));
  const size = blocksSize(blocks);
  if (size > LIMITS.blocksBudget) report('blocks', tooLong(size, LIMITS.blocksBudget));
  const count = (type: string) => blocks.filter((block) => isJson(block) && block.type === type).length;
  if (count('table') > LIMITS.tablesPerMessage) report('blocks', 'more than one table');
  if (count('data_visualization') > LIMITS.chartsPerMessage) report('blocks', 'more than two charts');
  checkBlocks(blocks, 'blocks', MESSAGE_BLOCKS, report);
}

function checkView(view: Json, report: Report): void {
  const blocks = Array.isArray(view.blocks) ? view.blocks : [];
  if (blocks.length === 0 || blocks.length > LIMITS.viewBlocks)
    report('view.blocks', `${blocks.length} blocks, allowed 1 to ${LIMITS.viewBlocks}`);
  if (bytes(view) > LIMITS.viewBytes) report('view', tooLong(bytes(view), LIMITS.viewBytes));
  for (const part of ['title', 'submit', 'close'])
    if (view[part] !== undefined) checkText(view[part], `view.${part}`, LIMITS.modalTitle, report, 'plain_text');
  if (view.type === 'modal' && view.title === undefined) report('view.title', 'missing');
  if (
    view.type === 'modal' &&
    view.submit === undefined &&
    blocks.some((each) => isJson(each) && each.type === 'input')
  )
    report('view.submit', 'missing in a modal with inputs');
  checkLength(view.private_metadata, 'view.private_metadata', LIMITS.privateMetadata, report);
  checkLength(view.callback_id, 'view.callback_id', LIMITS.identifier, report);
  checkBlocks(blocks, 'view.blocks', VIEW_BLOCKS, report);
}

function checkBlocks(blocks: readonly unknown[], at: string, allowed: ReadonlySet<string>, report: Report): void {
  const ids = new Set<unknown>();
  for (const [i, block] of blocks.entries()) {
    const path = `${at}[${i}]`;
    if (!isJson(block)) {
      report(path, 'is not a block');
      continue;
    }
    const type = String(block.type);
    if (!allowed.has(type)) {
      report(`${path}.type`, `"${type}" is not allowed here`);
      continue;
    }
    checkLength(block.block_id, `${path}.block_id`, LIMITS.identifier, report);
    if (block.block_id !== undefined) {
      if (ids.has(block.block_id)) report(`${path}.block_id`, `"${block.block_id}" is used twice`);
      ids.add(block.block_id);
    }
    checkBlock(type, block, path, report);
  }
}

function checkBlock(type: string, block: Json, path: string, report: Report): void {
  if (type === 'section') {
    if (block.text === undefined && block.fields === undefined) report(path, 'has neither text nor fields');
    if (block.text !== undefined) checkText(block.text, `${path}.text`, LIMITS.sectionText, report);
    if (Array.isArray(block.fields)) {
      if (block.fields.length > LIMITS.sectionFields)
        report(`${path}.fields`, tooMany(block.fields.length, LIMITS.sectionFields));
      for (const [i, field] of block.fields.entries()) {
        checkText(field, `${path}.fields[${i}]`, LIMITS.sectionField, report);
      }
    }
    if (isJson(block.accessory)) checkElement(block.accessory, `${path}.accessory`, report);
  } else if (type === 'header') checkText(block.text, `${path}.text`, LIMITS.header, report, 'plain_text');
  else if (type === 'image') {
    if (typeof block.alt_text !== 'string' || block.alt_text === '') report(`${path}.alt_text`, 'missing');
    checkLength(block.alt_text, `${path}.alt_text`, LIMITS.imageAlt, report);
    if (block.title !== undefined) checkText(block.title, `${path}.title`, LIMITS.imageTitle, report, 'plain_text');
    checkLength(block.image_url, `${path}.image_url`, LIMITS.imageUrl, report);
    if (block.image_url === undefined && !isJson(block.slack_file)) report(path, 'has no image');
  } else if (type === 'context' || type === 'actions') {
    const elements = Array.isArray(block.elements) ? block.elements : [];
    const most = type === 'context' ? LIMITS.contextElements : LIMITS.actionsElements;
    if (elements.length === 0 || elements.length > most)
      report(`${path}.elements`, `${elements.length}, allowed 1 to ${most}`);
    for (const [i, element] of elements.entries()) {
      const at = `${path}.elements[${i}]`;
      if (type === 'context') checkText(element, at, LIMITS.contextText, report);
      else if (isJson(element)) checkElement(element, at, report);
    }
  } else if (type === 'input') {
    checkText(block.label, `${path}.label`, LIMITS.inputLabel, report, 'plain_text');
    if (block.hint !== undefined) checkText(block.hint, `${path}.hint`, LIMITS.inputHint, report, 'plain_text');
    if (isJson(block.element)) checkElement(block.element, `${path}.element`, report);
    else report(`${path}.element`, 'missing');
  } else if (type === 'table') checkTable(block, path, report);
  else if (type === 'data_visualization') checkChart(block, path, report);
}

function checkElement(element: Json, path: string, report: Report): void {
  const type = String(element.type);
  checkLength(element.action_id, `${path}.action_id`, LIMITS.identifier, report);
  if (element.placeholder !== undefined)
    checkText(element.placeholder, `${path}.placeholder`, LIMITS.placeholder, report, 'plain_text');
  if (type === 'button') {
    checkText(element.text, `${path}.text`, LIMITS.buttonText, report, 'plain_text');
    checkLength(element.value, `${path}.value`, LIMITS.buttonValue, report);
    checkLength(element.url, `${path}.url`, LIMITS.buttonUrl, report);
    checkLength(element.accessibility_label, `${path}.accessibility_label`, LIMITS.buttonText, report);
    if (isJson(element.confirm)) {
      checkText(element.confirm.title, `${path}.confirm.title`, LIMITS.confirmTitle, report);
      checkText(element.confirm.text, `${path}.confirm.text`, LIMITS.confirmText, report);
      checkText(element.confirm.confirm, `${path}.confirm.confirm`, LIMITS.confirmButton, report);
      checkText(element.confirm.deny, `${path}.confirm.deny`, LIMITS.confirmButton, report);
    }
  }
  if (type === 'plain_text_input')
    checkLength(element.initial_value, `${path}.initial_value`, LIMITS.inputInitial, report);
  const most =
    type === 'radio_buttons'
      ? LIMITS.radioOptions
      : type === 'checkboxes'
        ? LIMITS.checkboxOptions
        : type === 'overflow'
          ? LIMITS.overflowOptions
          : LIMITS.selectOptions;
  if (Array.isArray(element.options)) {
    if (element.options.length === 0 || element.options.length > most)
      report(`${path}.options`, `${element.options.length}, allowed 1 to ${most}`);
    checkOptions(element.options, `${path}.options`, report, most);
    const values = element.options.map((option) => (isJson(option) ? option.value : undefined));
    if (new Set(values).size !== values.length) report(`${path}.options`, 'two options share a value');
  }
  if (Array.isArray(element.option_groups)) checkGroups(element.option_groups, `${path}.option_groups`, report);
  if (Array.isArray(element.initial_options)) checkOptions(element.initial_options, `${path}.initial_options`, report);
  if (isJson(element.initial_option)) checkOptions([element.initial_option], `${path}.initial_option`, report);
}

function checkOptions(
  options: readonly unknown[],
  path: string,
  report: Report,
  most: number = LIMITS.selectOptions,
): void {
  if (options.length > most) report(path, tooMany(options.length, most));
  for (const [i, option] of options.entries()) {
    if (!isJson(option)) {
      report(`${path}[${i}]`, 'is not an option');
      continue;
    }
    checkText(option.text, `${path}[${i}].text`, LIMITS.optionText, report);
    checkLength(option.value, `${path}[${i}].value`, LIMITS.optionValue, report);
    if (option.description !== undefined)
      checkText(option.description, `${path}[${i}].description`, LIMITS.optionDescription, report);
  }
}

function checkGroups(groups: readonly unknown[], path: string, report: Report): void {
  if (groups.length > LIMITS.selectGroups) report(path, tooMany(groups.length, LIMITS.selectGroups));
  for (const [i, group] of groups.entries()) {
    if (!isJson(group)) {
      report(`${path}[${i}]`, 'is not a group');
      continue;
    }
    checkText(group.label, `${path}[${i}].label`, LIMITS.groupLabel, report, 'plain_text');
    if (Array.isArray(group.options)) checkOptions(group.options, `${path}[${i}].options`, report);
  }
}

function checkTable(block: Json, path: string, report: Report): void {
  const rows = Array.isArray(block.rows) ? block.rows : [];
  if (rows.length === 0 || rows.length > LIMITS.tableRows)
    report(`${path}.rows`, `${rows.length}, allowed 1 to ${LIMITS.tableRows}`);
  let characters = 0;
  for (const [i, row] of rows.entries()) {
    const cells = Array.isArray(row) ? row : [];
    if (cells.length === 0 || cells.length > LIMITS.tableColumns)
      report(`${path}.rows[${i}]`, `${cells.length} cells, allowed 1 to ${LIMITS.tableColumns}`);
    for (const cell of cells) {
      if (!isJson(cell) || typeof cell.text !== 'string' || cell.text === '')
        report(`${path}.rows[${i}]`, 'an empty cell');
      else characters += cell.text.length;
    }
  }
  if (characters > LIMITS.tableCharacters) report(path, tooLong(characters, LIMITS.tableCharacters));
}

function checkChart(block: Json, path: string, report: Report): void {
  checkLength(block.title, `${path}.title`, LIMITS.chartTitle, report);
  const chart = isJson(block.chart) ? block.chart : {};
  const axis = isJson(chart.axis_config) ? chart.axis_config : {};
  const categories = Array.isArray(axis.categories) ? axis.categories : [];
  const series = Array.isArray(chart.series) ? chart.series : [];
  checkLength(axis.y_label, `${path}.chart.axis_config.y_label`, LIMITS.chartAxisLabel, report);
  if (series.length === 0 || series.length > LIMITS.chartSeries)
    report(`${path}.chart.series`, `${series.length}, allowed 1 to ${LIMITS.chartSeries}`);
  if (categories.length === 0 || categories.length > LIMITS.chartPoints)
    report(`${path}.chart.axis_config.categories`, `${categories.length}, allowed 1 to ${LIMITS.chartPoints}`);
  for (const category of categories)
    checkLength(category, `${path}.chart.axis_config.categories`, LIMITS.chartLabel, report);
  for (const [i, each] of series.entries()) {
    if (!isJson(each)) {
      report(`${path}.chart.series[${i}]`, 'is not a series');
      continue;
    }
    checkLength(each.name, `${path}.chart.series[${i}].name`, LIMITS.chartLabel, report);
    const data = Array.isArray(each.data) ? each.data : [];
    const fits =
      data.length === categories.length && data.every((point, at) => isJson(point) && point.label === categories[at]);
    if (!fits) report(`${path}.chart.series[${i}].data`, 'does not match the categories');
    if (!data.every((point) => isJson(point) && Number.isFinite(point.value)))
      report(`${path}.chart.series[${i}].data`, 'has a value that is not a number');
  }
}

function checkText(value: unknown, path: string, most: number, report: Report, type?: 'plain_text'): void {
  if (!isJson(value) || typeof value.text !== 'string') {
    report(path, 'is not a text object');
    return;
  }
  if (type !== undefined && value.type !== type) report(`${path}.type`, `must be ${type}`);
  if (value.text === '') report(path, 'is empty');
  if (value.text.length > most) report(path, tooLong(value.text.length, most));
  if (value.type === 'mrkdwn' && hasBroadcast(value.text)) report(path, 'mentions a whole channel');
}

function checkLength(value: unknown, path: string, most: number, report: Report): void {
  if (typeof value === 'string' && value.length > most) report(path, tooLong(value.length, most));
}

const BROADCAST = /<!(?:channel|here|everyone|subteam)\b[^>]*>|@(?:channel|here|everyone)\b/i;
const hasBroadcast = (text: string): boolean => BROADCAST.test(text);
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const tooLong = (length: number, most: number): string => `${length} long, allowed ${most}`;
const tooMany = (count: number, most: number): string => `${count} entries, allowed ${most}`;

/** A payload that fits, what did not fit (to be posted in the thread, in portions that fit), and whether anything was cut. */
export interface Fitted {
  readonly payload: Json;
  readonly spilled: readonly (readonly unknown[])[];
  readonly trimmed: boolean;
}

/**
 * Makes a payload fit: texts and lists are cut at their limits (with an ellipsis), broadcasts are broken, blocks beyond
 * the message's budget are spilled. The result passes `checkPayload` for every payload made of known block types; a block
 * that still breaks a rule is left out.
 */
export function fitPayload(payload: Json): Fitted {
  if (findViolations(payload).length === 0) return { payload, spilled: [], trimmed: false };
  const fitted: Record<string, unknown> = { ...payload };
  let spilled: unknown[][] = [];
  if (typeof payload.text === 'string') fitted.text = clip(neutral(payload.text), LIMITS.messageText);
  if (payload.metadata !== undefined && bytes(payload.metadata) > LIMITS.metadataBytes) delete fitted.metadata;
  if (Array.isArray(payload.blocks)) {
    if (typeof fitted.text !== 'string' || fitted.text.trim() === '') fitted.text = 'Digi-Cadence';
    const portions = portion(payload.blocks.map(trimBlock).filter((block) => isValidBlock(block, MESSAGE_BLOCKS)));
    fitted.blocks = portions[0] ?? [];
    spilled = portions.slice(1);
  }
  if (isJson(payload.view)) fitted.view = fitView(payload.view);
  if (Array.isArray(payload.options)) fitted.options = payload.options.slice(0, LIMITS.selectOptions).map(trimOption);
  return { payload: fitted, spilled, trimmed: true };
}

/** Blocks in portions that each make one message: by number, by characters, one table and two charts at most. */
function portion(blocks: readonly unknown[]): unknown[][] {
  const portions: unknown[][] = [];
  let current: unknown[] = [];
  const fits = (candidate: readonly unknown[]): boolean => {
    const count = (type: string) => candidate.filter((block) => isJson(block) && block.type === type).length;
    return (
      candidate.length <= LIMITS.messageBlocks &&
      blocksSize(candidate) <= LIMITS.blocksBudget &&
      count('table') <= LIMITS.tablesPerMessage &&
      count('data_visualization') <= LIMITS.chartsPerMessage
    );
  };
  for (const block of blocks) {
    if (current.length > 0 && !fits([...current, block])) {
      portions.push(current);
      current = [];
    }
    current.push(block);
  }
  if (current.length > 0) portions.push(current);
  return portions;
}

function fitView(view: Json): Json {
  const fitted: Record<string, unknown> = { ...view };
  for (const part of ['title', 'submit', 'close'])
    if (isJson(view[part])) fitted[part] = trimText(view[part], LIMITS.modalTitle);
  let blocks = (Array.isArray(view.blocks) ? view.blocks : [])
    .map(trimBlock)
    .filter((block) => isValidBlock(block, VIEW_BLOCKS));
  blocks = blocks.slice(0, LIMITS.viewBlocks);
  while (blocks.length > 1 && bytes({ ...fitted, blocks }) > LIMITS.viewBytes) blocks = blocks.slice(0, -1);
  fitted.blocks = blocks;
  return fitted;
}

function isValidBlock(block: unknown, allowed: ReadonlySet<string>): boolean {
  const found: Violation[] = [];
  checkBlocks([block], 'blocks', allowed, (path, problem) => {
    found.push({ path, problem });
  });
  return found.length === 0 && blocksSize([block]) <= LIMITS.blocksBudget;
}

function trimBlock(block: unknown): unknown {
  if (!isJson(block)) return block;
  const trimmed: Record<string, unknown> = { ...block };
  if (block.type === 'section') {
    if (isJson(block.text)) trimmed.text = trimText(block.text, LIMITS.sectionText);
    if (Array.isArray(block.fields))
      trimmed.fields = block.fields.slice(0, LIMITS.sectionFields).map((field) => trimText(field, LIMITS.sectionField));
    if (isJson(block.accessory)) trimmed.accessory = trimElement(block.accessory);
  } else if (block.type === 'header') trimmed.text = trimText(block.text, LIMITS.header);
  else if (block.type === 'image') {
    trimmed.alt_text = typeof block.alt_text === 'string' ? clip(block.alt_text, LIMITS.imageAlt) || 'Image' : 'Image';
    if (isJson(block.title)) trimmed.title = trimText(block.title, LIMITS.imageTitle);
  } else if (block.type === 'context' && Array.isArray(block.elements))
    trimmed.elements = block.elements
      .slice(0, LIMITS.contextElements)
      .map((each) => trimText(each, LIMITS.contextText));
  else if (block.type === 'actions' && Array.isArray(block.elements))
    trimmed.elements = block.elements.slice(0, LIMITS.actionsElements).map(trimElement);
  else if (block.type === 'input') {
    if (isJson(block.label)) trimmed.label = trimText(block.label, LIMITS.inputLabel);
    if (isJson(block.hint)) trimmed.hint = trimText(block.hint, LIMITS.inputHint);
    if (isJson(block.element)) trimmed.element = trimElement(block.element);
  } else if (block.type === 'table' && Array.isArray(block.rows)) {
    trimmed.rows = block.rows
      .slice(0, LIMITS.tableRows)
      .map((row) => (Array.isArray(row) ? row.slice(0, LIMITS.tableColumns) : row));
  }
  return trimmed;
}

function trimElement(element: unknown): unknown {
  if (!isJson(element)) return element;
  const trimmed: Record<string, unknown> = { ...element };
  if (element.type === 'button') {
    trimmed.text = trimText(element.text, LIMITS.buttonText);
    if (typeof element.url === 'string' && element.url.length > LIMITS.buttonUrl) delete trimmed.url;
  }
  if (isJson(element.placeholder)) trimmed.placeholder = trimText(element.placeholder, LIMITS.placeholder);
  if (typeof element.initial_value === 'string')
    trimmed.initial_value = clip(element.initial_value, LIMITS.inputInitial);
  if (Array.isArray(element.options)) trimmed.options = element.options.slice(0, LIMITS.selectOptions).map(trimOption);
  return trimmed;
}

function trimOption(option: unknown): unknown {
  if (!isJson(option)) return option;
  return {
    ...option,
    text: trimText(option.text, LIMITS.optionText),
    ...(isJson(option.description) ? { description: trimText(option.description, LIMITS.optionDescription) } : {}),
  };
}

function trimText(value: unknown, most: number): unknown {
  if (!isJson(value) || typeof value.text !== 'string') return value;
  return { ...value, text: clip(neutral(value.text), most) };
}

/** Broadcast mentions as harmless text. */
function neutral(text: string): string {
  return breakBroadcasts(text.replace(/<!(channel|here|everyone|subteam)\b([^>]*)>/gi, '$1'));
}
