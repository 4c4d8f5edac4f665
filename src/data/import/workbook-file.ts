/** Reads the visible sheets of an Excel workbook as streams of records, in bounded memory. */
import exceljs from 'exceljs';
import type { SourceRecord } from './table-source.ts';
import { inflateEntry, readZipEntries, storedZip, type ZipEntry, ZipError } from './zip-entries.ts';

/** A million rows of scores are about 450 MB of XML. */
const MAX_SHEET_BYTES = 1_500_000_000;
/** Texts and styles are held in memory. */
const MAX_OTHER_BYTES = 64_000_000;
const MAX_SHEETS = 50;
/** Excel's own bound of columns; a file may claim more, and the reader would make room for all of them. */
const MAX_COLUMNS = 16_384;
/** No import table has nearly as many. */
const MAX_CELLS = 500;

/** In the order in which the reader needs them: texts before the sheets that refer to them. */
const PARTS = ['xl/_rels/workbook.xml.rels', 'xl/workbook.xml', 'xl/styles.xml', 'xl/sharedStrings.xml'];
const SHEET = /^xl\/worksheets\/sheet\d+\.xml$/;

export interface Sheet {
  readonly name: string;
  records(): AsyncGenerator<SourceRecord>;
}

/**
 * An entry as pure ASCII: the reader decodes chunk by chunk and would break characters that lie across two of them.
 * @throws ZipError also for a claim of more columns than Excel has
 */
async function* asciiEntry(path: string, entry: ZipEntry, maxBytes: number): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let before = '';
  for await (const chunk of inflateEntry(path, entry, maxBytes)) {
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch {
      throw new ZipError(`${entry.name} is not UTF-8`);
    }
    const seam = before + text;
    for (let at = seam.indexOf('<col '); at >= 0; at = seam.indexOf('<col ', at + 1)) {
      const max = /^<col [^>]*?\bmax\s*=\s*["']([^"']*)/.exec(seam.slice(at, at + 400))?.[1];
      if (max !== undefined && !(/^\d{1,5}$/.test(max) && Number(max) <= MAX_COLUMNS))
        throw new ZipError(`${entry.name} claims ${max.slice(0, 20)} columns`);
    }
    before = seam.slice(-400);
    yield Buffer.from(
      text.replace(/[\u0080-\u{10ffff}]/gu, (character) => `&#${character.codePointAt(0)};`),
      'latin1',
    );
  }
}

async function measured(path: string, entry: ZipEntry) {
  const maxBytes = SHEET.test(entry.name) ? MAX_SHEET_BYTES : MAX_OTHER_BYTES;
  let bytes = 0;
  for await (const chunk of asciiEntry(path, entry, maxBytes)) bytes += chunk.length;
  return { name: entry.name, bytes, content: () => asciiEntry(path, entry, maxBytes) };
}

type CellValue = exceljs.CellValue;

/** A cell as text: dates as ISO days, formulas by their last result, errors as Excel shows them. */
function textOf(value: CellValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) {
    // Serial numbers are binary fractions of days; half a minute heals midnight.
    const ms = value.getTime() + 30_000;
    return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString().slice(0, 10) : 'not a date';
  }
  if (typeof value !== 'object') return String(value);
  if ('richText' in value) return value.richText.map(({ text }) => text ?? '').join('');
  if ('result' in value) return textOf(value.result ?? null);
  if ('text' in value) return textOf(value.text);
  if ('error' in value) return String(value.error);
  return '';
}

function cellsOf(row: exceljs.Row): string[] {
  const cells: string[] = [];
  row.eachCell({ includeEmpty: false }, (cell, column) => {
    if (column > MAX_CELLS) return;
    while (cells.length < column) cells.push('');
    cells[column - 1] = textOf(cell.value).trim();
  });
  return cells;
}

/**
 * The visible sheets, in the order of their files.
 * @throws ZipError when the file is no workbook, is damaged, or unpacks to more than is allowed
 */
export async function openWorkbook(path: string): Promise<Sheet[]> {
  const entries = await readZipEntries(path);
  const sheets = entries
    .filter(({ name }) => SHEET.test(name))
    .sort((a, b) => Number(/\d+/.exec(a.name)?.[0]) - Number(/\d+/.exec(b.name)?.[0]));
  if (sheets.length === 0 || !entries.some(({ name }) => name === 'xl/workbook.xml'))
    throw new ZipError('it holds no sheet');
  if (sheets.length > MAX_SHEETS) throw new ZipError(`it holds more than ${MAX_SHEETS} sheets`);
  const parts: Awaited<ReturnType<typeof measured>>[] = [];
  for (const name of PARTS) {
    const entry = entries.find((each) => each.name === name);
    if (entry) parts.push(await measured(path, entry));
    // The reader puts sheets aside until it has seen texts; a workbook without any needs an empty list.
    else if (name === 'xl/sharedStrings.xml') {
      const empty = Buffer.from('<sst/>');
      parts.push({
        name,
        bytes: empty.length,
        async *content() {
          yield empty;
        },
      });
    }
  }
  const found: Sheet[] = [];
  for (const entry of sheets) {
    const part = await measured(path, entry);
    async function* worksheets(): AsyncGenerator<exceljs.stream.xlsx.WorksheetReader & exceljs.Worksheet> {
      const stream = storedZip([...parts, part]);
      const reader = new exceljs.stream.xlsx.WorkbookReader(stream, { styles: 'cache', worksheets: 'emit' });
      try {
        yield* reader as unknown as AsyncIterable<exceljs.stream.xlsx.WorksheetReader & exceljs.Worksheet>;
      } finally {
        stream.destroy();
      }
    }
    let name = '';
    let visible = true;
    for await (const worksheet of worksheets()) {
      name = worksheet.name;
      visible = (worksheet.state ?? 'visible') === 'visible';
      break;
    }
    if (!visible) continue;
    found.push({
      name,
      async *records() {
        let width = 0;
        for await (const worksheet of worksheets())
          for await (const row of worksheet as unknown as AsyncIterable<exceljs.Row>) {
            const cells = cellsOf(row);
            if (cells.every((cell) => cell === '')) continue;
            // Empty cells at a row's end are not in the file.
            while (cells.length < width) cells.push('');
            width = Math.max(width, cells.length);
            yield { line: row.number, cells };
          }
      },
    });
  }
  return found;
}
