/** CSV: what a strict parser reads back is what the table holds, and no cell is a formula. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell, TableSpec } from '../../../src/document/table.ts';
import { inertText, tableCsv } from '../../../src/render/csv/csv.ts';

const tableWith = (rows: readonly (readonly Cell[])[]): TableSpec => ({
  id: 't',
  title: 'T',
  caption: '',
  columns: [
    { id: 'a', label: 'Brand', type: 'text', unit: null, decimals: null, show: 'always' },
    { id: 'b', label: 'Score', type: 'number', unit: 'points', decimals: 1, show: 'full' },
  ],
  rows,
  paperRows: 1,
  notes: [],
});
const textOf = (rows: readonly (readonly Cell[])[]): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(tableCsv(tableWith(rows)));

describe('tables as CSV', () => {
  test('UTF-8 with mark, CRLF, units in the head, full precision, empty for no data, every row and column', () => {
    expect(
      textOf([
        ['花椿 "スキン"', 65.123456789012],
        ['a,b\nc', null],
        ['Glow ✨', -0.1],
      ]),
    ).toBe('\uFEFFBrand,Score (points)\r\n"花椿 ""スキン""",65.123456789012\r\n"a,b\nc",\r\nGlow ✨,-0.1\r\n');
  });

  test.each(['=1+1', '+44', '-2', '@SUM(A1)', ' =1', '\t=1', '\r@x', '＝1', '\n+1', "=cmd|' /C calc'!A0"])(
    'the text %j is made inert',
    (text) => {
      expect(inertText(text)).toBe(`'${text}`);
    },
  );

  test('numbers stay numbers, plain text stays as it is', () => {
    expect(textOf([['A–B = 3', -3.5]])).toContain('\r\nA–B = 3,-3.5\r\n');
  });

  test('any table is read back by a parser of its own', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), (rows) => {
        const read = parse(Buffer.from(tableCsv(tableWith(rows))), { bom: true, record_delimiter: '\r\n' });
        const expected = rows.map((row) =>
          row.map((each) => (each === null ? '' : typeof each === 'number' ? String(each) : inertText(each))),
        );
        expect(read.slice(1)).toEqual(expected);
        for (const row of read.slice(1))
          for (const text of row) expect(Number.isNaN(Number(text)) && /^\s*[=+\-@]/.test(text)).toBe(false);
      }),
      { numRuns: 300, seed: 11 },
    );
  });
});
