/** One row of an import file, read by column with reasons a person can act on. */
import { type Frequency, isIsoDate, periodIndex, periodOf } from '../../domain/period.ts';
import { dateProblem, numberProblem } from './spelling.ts';

/** `orphan`: names something unknown · `duplicate`: its key came before in the file · `invalid`: anything else. */
export type RefusalKind = 'invalid' | 'orphan' | 'duplicate';

/** Why a row is not taken. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;

  constructor(kind: RefusalKind, reason: string) {
    super(reason);
    this.kind = kind;
  }
}

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;
/** Index entries of PostgreSQL are limited to about 2,700 bytes; no honest name comes near. */
const MAX_NAME_CHARACTERS = 200;
/** Dates outside are typing errors, and each year of scores would get a partition of its own. */
const [FIRST_YEAR, LAST_YEAR] = [1970, 2100];

/** Tabs and line breaks are control characters too: a name holds none of them. */
const isControl = (character: string): boolean => character < ' ' || character === '\u007f';
const printable = (text: string): string => [...text].map((each) => (isControl(each) ? '\ufffd' : each)).join('');

/** A cell as quoted in a reason: short, and without control characters. */
export function quote(text: string): string {
  return `"${printable(text.length > 60 ? `${text.slice(0, 60)}…` : text)}"`;
}

/** Counts what is worth a warning, with the first line on which it occurred. */
export class Warnings {
  readonly #found = new Map<string, { count: number; line: number; example: string }>();

  add(kind: string, line: number, example: string): void {
    const known = this.#found.get(kind);
    if (known) known.count += 1;
    else this.#found.set(kind, { count: 1, line, example });
  }

  /** One sentence a kind, in the order of their first occurrence. */
  sentences(): string[] {
    return [...this.#found].map(
      ([kind, { count, line, example }]) =>
        `${count} row${count === 1 ? '' : 's'}: ${kind}; first in line ${line}: ${example}.`,
    );
  }
}

export class Row {
  readonly line: number;
  readonly #cells: readonly string[];
  readonly #columns: ReadonlyMap<string, number>;
  readonly #warnings: Warnings;

  constructor(line: number, cells: readonly string[], columns: ReadonlyMap<string, number>, warnings: Warnings) {
    this.line = line;
    this.#cells = cells;
    this.#columns = columns;
    this.#warnings = warnings;
  }

  warn(kind: string, example: string): void {
    this.#warnings.add(kind, this.line, example);
  }

  #cell(column: string): string {
    const at = this.#columns.get(column);
    return at === undefined ? '' : (this.#cells[at] ?? '');
  }

  /** A name or label; null when the cell is empty or the column absent. */
  optionalText(column: string, maxCharacters = MAX_NAME_CHARACTERS): string | null {
    const text = this.#cell(column);
    if (text === '') return null;
    if ([...text].some(isControl))
      throw new Refusal('invalid', `${column} ${quote(text)} holds a control character or line break`);
    if (text.length > maxCharacters)
      throw new Refusal('invalid', `${column} ${quote(text)} is longer than ${maxCharacters} characters`);
    return text;
  }

  text(column: string): string {
    const text = this.optionalText(column);
    if (text === null) throw new Refusal('invalid', `${column} is empty`);
    return text;
  }

  oneOf<T extends string>(column: string, allowed: readonly T[]): T {
    const text = this.text(column);
    const found = allowed.find((each) => each === text);
    if (found === undefined) throw new Refusal('invalid', `${column} ${quote(text)} is none of ${allowed.join(', ')}`);
    return found;
  }

  optionalNumber(column: string): number | null {
    const text = this.#cell(column);
    if (text === '') return null;
    const value = Number(text);
    if (!DECIMAL.test(text) || !Number.isFinite(value))
      throw new Refusal(
        'invalid',
        `${column} ${quote(text)} ${numberProblem(text) ?? 'is not a number (digits and a decimal point)'}`,
      );
    return value;
  }

  number(column: string): number {
    const value = this.optionalNumber(column);
    if (value === null) throw new Refusal('invalid', `${column} is empty; leave the row out when the value is missing`);
    return value;
  }

  optionalDate(column: string): string | null {
    const text = this.#cell(column);
    if (text === '') return null;
    if (!isIsoDate(text))
      throw new Refusal(
        'invalid',
        `${column} ${quote(text)} ${dateProblem(text) ?? 'is not a calendar date in the form YYYY-MM-DD'}`,
      );
    const year = Number(text.slice(0, 4));
    if (year < FIRST_YEAR || year > LAST_YEAR)
      throw new Refusal('invalid', `${column} ${text} is outside the years ${FIRST_YEAR}–${LAST_YEAR}`);
    return text;
  }

  date(column: string): string {
    const date = this.optionalDate(column);
    if (date === null) throw new Refusal('invalid', `${column} is empty`);
    return date;
  }

  /**
   * The first day of the period that holds the date. A day inside a period, and a period that starts after `today`,
   * are taken with a warning.
   */
  period(column: string, frequency: Frequency, today: string): string {
    const date = this.date(column);
    const period = periodOf(frequency, date);
    if (period !== date)
      this.warn(
        `${column} is not the first day of a ${frequency} period and counts for that day`,
        `${date} → ${period}`,
      );
    if (periodIndex(frequency, period) > periodIndex(frequency, today))
      this.warn(`${column} starts after today, ${today}`, period);
    return period;
  }

  /** The row by column name, as quarantine keeps it; NUL, which PostgreSQL cannot store, is replaced. */
  toJson(): string {
    const named: Record<string, string> = {};
    for (const [column, at] of this.#columns) named[column] = this.#cells[at] ?? '';
    this.#cells.slice(this.#columns.size).forEach((cell, i) => {
      named[`(cell ${this.#columns.size + i + 1})`] = cell;
    });
    return JSON.stringify(named, (_, value: unknown) =>
      typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value,
    );
  }

  /** The project that the row names, known or not. */
  get project(): string | null {
    const text = this.#cell('project').replaceAll('\0', '\ufffd');
    return text === '' ? null : text;
  }
}
