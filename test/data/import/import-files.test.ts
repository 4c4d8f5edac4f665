/** Files as people have them: other headers, encodings, delimiters, decimal signs, dates; workbooks; what is refused and why. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import exceljs from 'exceljs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileWishes } from '../../../src/data/import/file-plan.ts';
import { importPlanned, planImport, rememberWishes } from '../../../src/data/import/import-files.ts';
import { canonicalDate, canonicalNumber, dateProblem, detectSpelling } from '../../../src/data/import/spelling.ts';
import type { Database } from '../../../src/data/store/database.ts';
import { migrate } from '../../../src/data/store/migrate.ts';
import { openDatabase } from '../../../src/data/store/open.ts';
import { createMappingMemory, INSTALLATION } from '../../../src/data/store/repositories/import-mappings.ts';
import { embeddedPlace } from '../../support/databases.ts';
import { folder, NOW, SMALL, writeFolder } from './folders.ts';
import { zipOf } from './zip.ts';

const fileIn = (name: string, content: string | Uint8Array): string => join(folder({ [name]: content }), name);
const utf16 = (text: string, big = false): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
};

async function workbook(fill: (book: exceljs.Workbook) => void): Promise<Buffer> {
  const book = new exceljs.Workbook();
  fill(book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

const SCORES = 'project,brand,section,platform,metric,period,raw,normalised\nAlpha,Aurora,Shelf,Shop,Rating,';

describe('planning a file', () => {
  it('reads the same table from every encoding and delimiter', async () => {
    const text = 'brand;category;role\nMüller;Tee;own\n"Größe; Söhne";Tee;own\n';
    const files: [string, Uint8Array][] = [
      ['UTF-8, semicolons', Buffer.from(text)],
      ['UTF-8, semicolons', Buffer.from(`\ufeff${text}`)],
      ['WINDOWS-1252, semicolons', Buffer.from(text, 'latin1')],
      ['UTF-16LE, semicolons', utf16(text)],
      ['UTF-16BE, semicolons', utf16(text, true)],
      ['UTF-8, tabs', Buffer.from(text.replaceAll('; ', '#').replaceAll(';', '\t').replaceAll('#', '; '))],
      ['UTF-8, bars', Buffer.from(text.replaceAll('; ', '#').replaceAll(';', '|').replaceAll('#', '; '))],
    ];
    for (const [format, bytes] of files) {
      const { tables } = await planImport(fileIn('any name.csv', bytes));
      expect(tables.map((plan) => [plan.format, plan.table.file])).toEqual([[format, 'brands.csv']]);
      expect(tables[0]?.firstRows).toEqual([
        ['Müller', 'Tee', 'own'],
        ['Größe; Söhne', 'Tee', 'own'],
      ]);
    }
  });

  it.each<[string, string]>([
    ['project_name,brand_name,sectionName,platformname,metric_new_name,Month,normalized', 'scores.csv'],
    ['Project,Brand Name,Outcome,Period,Value', 'outcomes.csv'],
    ['project,brand,channel,month,cost,impr,clicks', 'spend.csv'],
    ['project,sectionName,platformname,metricname,weights,effective_from', 'weights.csv'],
    ['metric_name,section,platform,direction,definition', 'metrics.csv'],
    ['project,event_date,event', 'events.csv'],
    ['project,brand,month,score', 'stated_scores.csv'],
    ['outcome,unit,direction,aggregation', 'outcome_definitions.csv'],
    ['Project Name,Country,Category,Currency Code,Granularity,Start Date', 'projects.csv'],
  ])('knows the table behind %s', async (header, table) => {
    const { tables } = await planImport(fileIn('export.csv', `${header}\n`));
    expect(tables[0]?.table.file).toBe(table);
    expect(tables[0]?.columns.filter(({ column }) => column === null)).toEqual([]);
  });

  it('skips what stands above the header, and types every column by its cells', async () => {
    const csv = 'Report of 1 Nov;;;\n\nBrandName;Monat;Umsatz;Notiz\nAurora;01.02.2024;1.234,50;\n';
    const { tables } = await planImport(fileIn('x.csv', csv), {
      table: 'outcomes',
      columns: { period: 'Monat', value: 'UMSATZ' },
      constants: { project: 'Alpha', outcome: 'revenue' },
    });
    expect(tables[0]).toMatchObject({ headerLine: 3, spelling: { decimal: 'comma', dates: null } });
    expect(tables[0]?.columns).toEqual([
      { header: 'BrandName', column: 'brand', type: 'text' },
      { header: 'Monat', column: 'period', type: 'date' },
      { header: 'Umsatz', column: 'value', type: 'number' },
      { header: 'Notiz', column: null, type: 'empty' },
    ]);
    const records = [];
    for await (const record of tables[0]?.source.records() ?? []) records.push(record);
    expect(records).toEqual([
      { line: 3, cells: ['brand', 'period', 'value', 'Notiz', 'project', 'outcome'] },
      { line: 4, cells: ['Aurora', '2024-02-01', '1234.50', '', 'Alpha', 'revenue'] },
    ]);
  });

  it('says what is missing, and how to say which column is which', async () => {
    const csv = fileIn('marken.csv', 'Marke,Kategorie,Rolle\nAurora,Tee,own\n');
    await expect(planImport(csv)).rejects.toMatchObject({
      code: 'import',
      what: expect.stringContaining('marken.csv'),
      fix: expect.stringContaining('--map '),
    });
    await expect(planImport(csv, { columns: { brand: 'Brnad' } })).rejects.toThrow(
      /no column "Brnad" to be read as "brand"; its header is "Marke", "Kategorie", "Rolle"/,
    );
    await expect(planImport(csv, { table: 'brand_list' })).rejects.toThrow(/no import table "brand_list"/);
    await expect(planImport(join(folder({}), 'absent.csv'))).rejects.toThrow(/ENOENT/);
    await expect(planImport(fileIn('a.csv', ''))).rejects.toThrow(/a\.csv.*It is empty/);
    await expect(
      planImport(folder({ 'a.csv': 'brand,category,role\n', 'b.csv': 'brand,category,role\n' })),
    ).rejects.toThrow(/a\.csv and b\.csv both are read as brands\.csv/);
  });

  it('leaves files of a folder aside that are no table, with the reason', async () => {
    const plan = await planImport(
      folder({ ...SMALL, 'notes.csv': 'todo\nbuy milk\n', 'my brands.csv': SMALL['brands.csv'] as string }),
    );
    expect(plan.tables.map(({ label }) => label).sort()).toEqual(Object.keys(SMALL).sort());
    expect(plan.leftAside.map(({ label }) => label)).toEqual(['my brands.csv', 'notes.csv']);
  });
});

describe('spellings', () => {
  it('rewrite only what can be read in one way', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), (value) => {
        const text = String(value);
        expect(canonicalNumber(text, null)).toBe(text);
        if (!text.includes('e')) expect(Number(canonicalNumber(text.replace('.', ','), 'comma'))).toBe(Number(text));
      }),
      { seed: 2 },
    );
    for (const odd of ['1,234', 'NaN', 'Infinity', '1.2.3', '1,2,3', '0x10', '12abc', '', '٣', '1e'])
      expect(canonicalNumber(odd, null)).toBe(odd);
    expect(detectSpelling(['1,5', '2'], [])).toEqual({ decimal: 'comma', dates: null });
    expect(detectSpelling(['1,5', '2.5'], [])).toEqual({ decimal: null, dates: null });
    expect(detectSpelling(['1,234'], ['13/02/2024', '01/02/2024']).dates).toBe('dmy');
    expect(detectSpelling([], ['13/02/2024', '02/13/2024']).dates).toBeNull();
  });

  it('of dates give a calendar day, or the cell back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('2100-12-31'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString().slice(0, 10);
          const [year, month, day] = iso.split('-') as [string, string, string];
          expect(canonicalDate(iso, null)).toBe(iso);
          expect(canonicalDate(`${day}.${month}.${year}`, null)).toBe(iso);
          expect(canonicalDate(`${year}/${month}/${day}`, null)).toBe(iso);
          expect(canonicalDate(`${day}/${month}/${year}`, 'dmy')).toBe(iso);
          expect(canonicalDate(`${month}/${day}/${year}`, 'mdy')).toBe(iso);
          const unclear = `${day}/${month}/${year}`;
          if (Number(day) <= 12 && day !== month) {
            expect(canonicalDate(unclear, null)).toBe(unclear);
            expect(dateProblem(unclear)).toContain(iso);
          } else expect(canonicalDate(unclear, null)).toBe(iso);
        },
      ),
      { seed: 2 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        const read = canonicalDate(text, 'dmy');
        if (read !== text) expect(read).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }),
      { seed: 2 },
    );
  });
});

describe('workbooks', () => {
  it('are read sheet by sheet: dates, formulas, rich text, empty cells, hidden sheets, names in every script', async () => {
    const long = 'Ω花😀'.repeat(2_000);
    const bytes = await workbook((book) => {
      const sheet = book.addWorksheet('Marken €');
      sheet.addRow(['Brand Name', 'category', 'role', 'long']);
      sheet.addRow([{ richText: [{ text: 'Auro' }, { text: 'ra', font: { bold: true } }] }, 'Tea', 'own', long]);
      sheet.addRow([{ formula: '"Bor"&"ealis"', result: 'Borealis' }, 'Tea']);
      const hidden = book.addWorksheet('Secret');
      hidden.state = 'hidden';
      hidden.addRow(['project', 'date', 'label']);
      const events = book.addWorksheet('Events');
      events.addRow(['project', 'date', 'label']);
      events.addRow(['Alpha', new Date('2024-03-31T00:00:00Z'), 'Launch']).getCell(2).numFmt = 'dd/mm/yyyy';
      book.addWorksheet('Notes').addRow(['nothing of interest']);
    });
    const plan = await planImport(fileIn('book.xlsx', bytes));
    expect(plan.tables.map(({ label, table }) => [label, table.file])).toEqual([
      ['book.xlsx, sheet Marken €', 'brands.csv'],
      ['book.xlsx, sheet Events', 'events.csv'],
    ]);
    expect(plan.leftAside.map(({ label }) => label)).toEqual(['book.xlsx, sheet Notes']);
    expect(plan.tables[0]?.firstRows).toEqual([
      ['Aurora', 'Tea', 'own', long],
      ['Borealis', 'Tea', '', ''],
    ]);
    expect(plan.tables[1]?.firstRows).toEqual([['Alpha', '2024-03-31', 'Launch']]);
  });

  const sheetXml = (rows: string): string =>
    `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${rows}</worksheet>`;
  const bookOf = (sheet: string | Buffer, more: Record<string, string | Buffer> = {}) =>
    zipOf({
      'xl/workbook.xml': '<workbook><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="rId1" Type="t" Target="worksheets/sheet1.xml"/></Relationships>',
      'xl/worksheets/sheet1.xml': sheet,
      ...more,
    });
  const header = '<sheetData><row r="1"><c r="A1" t="str"><v>brand</v></c></row></sheetData>';

  it.each<[string, () => Buffer, RegExp]>([
    [
      'a bomb in its texts',
      () => bookOf(sheetXml(header), { 'xl/sharedStrings.xml': Buffer.alloc(80_000_000, ' ') }),
      /unpacks to more than 64 MB/,
    ],
    [
      'a claim of a billion columns',
      () => bookOf(sheetXml(`<cols><col min="1" max="999999999" width="9"/></cols>${header}`)),
      /claims 999999999 columns/,
    ],
    [
      'a cell beyond the last column',
      () => bookOf(sheetXml('<sheetData><row r="1"><c r="ZZZZZ1"><v>1</v></c></row></sheetData>')),
      /cannot? be read|contents are not/,
    ],
    ['broken XML', () => bookOf('<worksheet><sheetData><row r="1"><c r="A1"'), /empty|contents are not/],
    [
      'a directory that lies',
      () => bookOf(sheetXml(header)).fill(0xff, 0, 60),
      /not a workbook|damaged|points to nothing|not valid UTF-8/,
    ],
    ['no sheet', () => zipOf({ 'xl/workbook.xml': '<workbook/>' }), /holds no sheet/],
    ['the format of 1997', () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4]), /Excel 97–2003/],
    ['half its bytes', () => bookOf(sheetXml(header)).subarray(0, 300), /no ZIP directory/],
  ])('with %s are refused with the reason', async (_, bytes, reason) => {
    await expect(planImport(fileIn('book.xlsx', bytes()))).rejects.toMatchObject({
      name: 'AppError',
      code: 'import',
      message: expect.stringMatching(reason),
    });
  });

  it('random damage never does worse than a refusal', async () => {
    const whole = await workbook((book) => {
      const sheet = book.addWorksheet('S');
      sheet.addRow(['brand', 'category', 'role']);
      for (let i = 0; i < 50; i++) sheet.addRow([`Brand ${i}`, 'Tea', 'own']);
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 }),
        fc.nat(whole.length),
        fc.boolean(),
        async (changes, cut, isCut) => {
          const bytes = Buffer.from(isCut ? whole.subarray(0, cut) : whole);
          for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
          try {
            const { tables } = await planImport(fileIn('book.xlsx', bytes));
            for (const { source } of tables)
              for await (const record of source.records()) expect(record.line).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toMatchObject({ name: 'AppError', code: 'import' });
          }
        },
      ),
      { numRuns: 60, seed: 9 },
    );
  });

  it('bombs are noticed by what they unpack to, not by what they claim', () => {
    // The bytes that make the bomb are few: the test does not carry what it warns of.
    expect(deflateRawSync(Buffer.alloc(80_000_000, ' ')).length).toBeLessThan(100_000);
  });
});

describe('importing files', () => {
  let database: Database;
  beforeAll(async () => {
    const { settings } = await embeddedPlace();
    database = await openDatabase({ ...settings, DATA_DIR: 'memory://' });
    await migrate(database);
    const directory = writeFolder(SMALL);
    await importPlanned(database, await planImport(directory), 'folder', { now: NOW });
    rmSync(directory, { recursive: true });
  }, 60_000);
  afterAll(() => database.close());

  const take = async (name: string, content: string | Uint8Array, wishes: FileWishes = {}, dryRun = false) => {
    const memory = createMappingMemory(database);
    const plan = await planImport(fileIn(name, content), wishes, (signature) =>
      memory.recall([INSTALLATION], signature),
    );
    const report = await importPlanned(database, plan, name, { now: NOW, dryRun });
    if (!dryRun) await rememberWishes(memory, INSTALLATION, plan);
    return report.files[0];
  };
  const count = async (table: string): Promise<number> =>
    (await database.query<{ n: number }>(`SELECT count(*) AS n FROM digicadence.${table}`))[0]?.n ?? 0;

  it('previews exactly what the import then does, and stores nothing', async () => {
    const csv = `${SCORES}01.05.2024,4,"71,5"\nAlpha,Aurora,Shelf,Shop,Rating,2024-02-01,4,80\nAlpha,Nobody,Shelf,Shop,Rating,2024-02-01,4,80\n`;
    const before = [await count('normalisedvalue'), await count('import_batches'), await count('quarantine')];
    const preview = await take('my scores.csv', csv, {}, true);
    expect([await count('normalisedvalue'), await count('import_batches'), await count('quarantine')]).toEqual(before);
    expect(preview).toMatchObject({ label: 'my scores.csv', rows: 3, taken: 1, replaced: 1, rejectedCount: 1 });
    expect(await take('my scores.csv', csv)).toEqual(preview);
    expect(await database.query(`SELECT normalised FROM digicadence.scores WHERE period = '2024-05-01'`)).toEqual([
      { normalised: 71.5 },
    ]);
  });

  it('remembers which column is which for the next file with the same header, and forgets for others', async () => {
    const csv = 'Marke,Kategorie,Rolle\nCirrus,Tea,own\n';
    const wishes = { columns: { brand: 'marke', category: 'Kategorie', role: 'ROLLE' } };
    expect(await take('marken.csv', csv, wishes)).toMatchObject({ taken: 1 });
    expect(await take('marken 2.csv', csv.replace('Cirrus', 'Halo').replace('Marke', 'MARKE'))).toMatchObject({
      taken: 1,
    });
    await expect(take('marken 3.csv', csv.replace('Rolle', 'Art'))).rejects.toThrow(/none of|those of no import table/);
    const memory = createMappingMemory(database);
    expect(await memory.recall(['T1'], 'no such header')).toBeNull();
  });

  it('takes hostile names as names: nothing is executed, lost or changed', async () => {
    const names = [
      '=HYPERLINK("http://x","y")',
      '<!channel> *bold* `code`',
      '<script>alert(1)</script>',
      "Robert'); DROP TABLE digicadence.brands; --",
      'مرحبا \u202Eevil\u202C',
      '👩‍👩‍👧‍👦 Family',
      '../../etc/passwd',
      '{{7*7}} $x',
      '\\N',
      'null',
    ];
    const csv = `brand,category,role\n${names.map((name) => `"${name.replaceAll('"', '""')}",Tea,own`).join('\n')}\n`;
    const report = await take('names.csv', csv);
    expect(report).toMatchObject({ taken: names.length, rejectedCount: 0 });
    const stored = await database.query<{ brand: string }>('SELECT brand FROM digicadence.brands');
    expect(stored.map(({ brand }) => brand)).toEqual(expect.arrayContaining(names));
    const nul = await take('nul.csv', 'brand,category,role\nA\u0000B,Tea,own\n');
    expect(nul).toMatchObject({
      taken: 0,
      rejected: [{ line: 2, reason: expect.stringContaining('control character') }],
    });
  });

  it('refuses numbers that are none, row by row', async () => {
    const odd = ['NaN', 'Infinity', '-Infinity', '1e999', '١٢', '0x1F', '1,234,56', '--5', '5 5', '#DIV/0!', '1,234'];
    const months = odd.map((_, i) => `2023-${String(i + 1).padStart(2, '0')}-01`);
    const csv = `project,brand,outcome,period,value\n${odd.map((text, i) => `Alpha,Aurora,revenue,${months[i]},"${text}"`).join('\n')}\n`;
    const report = await take('revenue.csv', csv);
    expect(report).toMatchObject({ rows: odd.length, taken: 0, rejectedCount: odd.length });
    for (const { reason } of report?.rejected ?? []) expect(reason).toMatch(/is not a number|could be 1\.234 or 1234/);
  });
});
