/** What a sample of the values says about how they are written: decimal commas, and which number stands for 100. */
import { AppError } from '../../../errors.ts';
import { isMissing, type NumberStyle, numberCell, styleOf } from '../foreign-cells.ts';
import { isText } from './inventory.ts';
import { type Mapping, tableLabel } from './mapping.ts';
import type { PostgresOptions } from './options.ts';
import { quoteName, tableSql } from './queries.ts';
import type { ForeignSession } from './session.ts';

const SAMPLE_ROWS = 1_000;
/** Fewer values than these inside 0–1 may well be low scores. */
const ENOUGH_FOR_SCALE = 20;

export interface ValueStyle {
  readonly value: NumberStyle;
  readonly raw: NumberStyle;
  /** Values are multiplied by it to run from 0 to 100. */
  readonly factor: 1 | 100;
}

/** @throws AppError `source` when all sampled values lie in 0–1 and nothing says what stands for 100 */
export async function sampleStyle(
  name: string,
  session: ForeignSession,
  mapping: Mapping,
  options: PostgresOptions,
): Promise<ValueStyle> {
  const values = mapping.get('values');
  if (!values) throw new Error('a mapping without values is refused before');
  const read = async (concept: 'value' | 'raw'): Promise<{ texts: string[]; style: NumberStyle }> => {
    const column = values.columns.get(concept)?.column;
    if (!column) return { texts: [], style: 'point' };
    const quoted = quoteName(column.name);
    const rows = await session.query(
      `SELECT ${quoted}::text AS text FROM ${tableSql(values.table)} WHERE ${quoted} IS NOT NULL LIMIT ${SAMPLE_ROWS}`,
    );
    const texts = rows.flatMap(({ text }) => (text === null || text === undefined || isMissing(text) ? [] : [text]));
    const style = options.numbers === 'auto' ? (isText(column) ? styleOf(texts) : 'point') : options.numbers;
    return { texts, style };
  };
  const [value, raw] = [await read('value'), await read('raw')];
  if (options.scale !== undefined) return { value: value.style, raw: raw.style, factor: options.scale === 1 ? 100 : 1 };
  const numbers = value.texts.map((text) => Number(numberCell(text, value.style, true))).filter(Number.isFinite);
  if (numbers.length >= ENOUGH_FOR_SCALE && numbers.every((number) => number >= 0 && number <= 1))
    throw new AppError({
      code: 'source',
      what: `The source ${name} was not read: the scale of its values is not clear.`,
      why: `All ${numbers.length} sampled values of ${tableLabel(values.table)} lie between 0 and 1.`,
      fix: 'Set "scale" of this source to 1 when 1 stands for 100, or to 100 when they really are that low.',
    });
  return { value: value.style, raw: raw.style, factor: 1 };
}
