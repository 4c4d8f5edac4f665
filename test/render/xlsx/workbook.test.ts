/** The workbook as a spreadsheet program reads it: sheets, types, frozen heads, equal bytes. */
import exceljs from 'exceljs';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { documentWorkbook } from '../../../src/render/xlsx/workbook.ts';
import { withZipDates } from '../../../src/render/xlsx/zip-dates.ts';
import { sampleDocument, sampleStamp } from '../../support/sample-document.ts';

const read = async (bytes: Uint8Array): Promise<exceljs.Workbook> => {
  const workbook = new exceljs.Workbook();
  await workbook.xlsx.load(Buffer.from(bytes) as unknown as Parameters<typeof workbook.xlsx.load>[0]);
  return workbook;
};

let workbook: exceljs.Workbook;
beforeAll(async () => {
  workbook = await read(await documentWorkbook(sampleDocument, sampleStamp));
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the workbook', () => {
  test('has an about sheet, the findings, and one sheet per table with all rows', () => {
    expect(workbook.worksheets.map(({ name }) => name)).toEqual([
      'About',
      'Findings',
      ...sampleDocument.tables.map(({ title }) => title),
    ]);
    for (const table of sampleDocument.tables) {
      const sheet = workbook.getWorksheet(table.title)!;
      expect(sheet.rowCount).toBe(table.rows.length + 1);
      expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    }
    expect(workbook.getWorksheet('Findings')!.rowCount).toBe(sampleDocument.findings.length + 1);
  });

  test('numbers are numbers in full precision with the format of their column; gaps are empty', () => {
    const sheet = workbook.getWorksheet('All metrics')!;
    const row = sampleDocument.tables.find(({ id }) => id === 'metrics')!.rows[0]!;
    const cell = sheet.getCell('D2');
    expect([cell.type, cell.value, cell.numFmt]).toEqual([exceljs.ValueType.Number, row[3], '#,##0.0']);
    expect(sheet.getCell('D19').value).toBeNull();
    expect(workbook.getWorksheet('Findings')!.getCell('F2').value).toBe(3.3);
  });

  test('texts that look like formulas stay texts', async () => {
    const [table, ...rest] = sampleDocument.tables;
    const evil = '=HYPERLINK("http://evil.test","x")';
    const tables = [
      { ...table!, title: '[a]/b: c?* and a very long name for a sheet', rows: [[evil, 1, 2, 3, 4]] },
      ...rest,
    ];
    const sheet = (await read(await documentWorkbook({ ...sampleDocument, tables }, sampleStamp))).worksheets[2]!;
    expect(sheet.name.length).toBeLessThanOrEqual(31);
    expect(sheet.name).not.toMatch(/[*?:\\/[\]]/);
    expect([sheet.getCell('A2').type, sheet.getCell('A2').value]).toEqual([exceljs.ValueType.String, evil]);
  });

  test('tables of one name get sheets of their own', async () => {
    const tables = ['History', 'Same', 'same', 'About', "''"].map((title) => ({ ...sampleDocument.tables[0]!, title }));
    const names = (await read(await documentWorkbook({ ...sampleDocument, tables }, sampleStamp))).worksheets.map(
      ({ name }) => name,
    );
    expect(names).toEqual(['About', 'Findings', 'History 2', 'Same', 'same 2', 'About 2', 'Table']);
  });

  test('the same document and run give the same bytes, whenever they are written', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00Z') });
    const early = await documentWorkbook(sampleDocument, sampleStamp);
    vi.setSystemTime(new Date('2031-07-09T12:34:56Z'));
    const late = await documentWorkbook(sampleDocument, sampleStamp);
    expect(Buffer.from(late).equals(Buffer.from(early))).toBe(true);
  });

  test('what is no ZIP is refused', () => {
    expect(() => withZipDates(new Uint8Array(40), new Date(0))).toThrow(RangeError);
  });
});
