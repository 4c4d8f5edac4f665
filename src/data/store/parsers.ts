/**
 * How PostgreSQL's values arrive in JavaScript, the same for server and embedded store: dates as ISO strings (never
 * shifted by a time zone), int8 as a number, numeric as its exact text, timestamptz as Date; the rest as pg's own.
 */
import pg from 'pg';

const { builtins, getTypeParser } = pg.types;
/** Array types that pg's table of builtins does not name. */
const [TEXT_ARRAY, DATE_ARRAY, INT8_ARRAY] = [1009, 1182, 1016];

/** @throws RangeError beyond 2^53, where a number would be silently wrong */
function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`the integer ${text} does not fit a JavaScript number`);
  return value;
}

const textArray = getTypeParser(TEXT_ARRAY) as (text: string) => (string | null)[];

const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [builtins.DATE]: (text) => text,
  [builtins.TIMESTAMP]: (text) => text,
  [builtins.INT8]: wholeNumber,
  [builtins.NUMERIC]: (text) => text,
  [DATE_ARRAY]: textArray,
  [INT8_ARRAY]: (text) => textArray(text).map((item) => (item === null ? null : wholeNumber(item))),
};

export const parsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : PARSERS[oid]) ??
    getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};
