import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ImportReport, importFolder } from '../../../src/data/import/import-folder.ts';
import { isEmpty, loadDemo, worldSources } from '../../../src/data/import/load-demo.ts';
import { loadTables } from '../../../src/data/import/load-tables.ts';
import type { TableSource } from '../../../src/data/import/table-source.ts';
import { generateWorld } from '../../../src/data/sources/demo/world.ts';
import { writeWorld } from '../../../src/data/sources/demo/write-world.ts';
import type { Database } from '../../../src/data/store/database.ts';
import { describeOnEveryDatabase } from '../../support/databases.ts';
import { folder, NOW, SMALL } from './folders.ts';

const DATA_TABLES = [
  'categories',
  'brands',
  'projects',
  'sections',
  'platforms',
  'metrics',
  'project_weights',
  'normalisedvalue',
  'normalisedvalue_history',
  'score_coverage',
  'metric_coverage',
  'outcomevalue',
  'outcomevalue_history',
  'outcome_coverage',
  'spend',
  'spend_history',
  'events',
];

/** Everything that readers see, without ids, times and batches. */
async function contents(database: Database): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of DATA_TABLES) {
    const rows = await database.query<Record<string, unknown>>(`SELECT * FROM digicadence.${table}`);
    all[table] = rows.map(({ batch_id: _, ...row }) => JSON.stringify(row)).sort();
  }
  all.data_version = (await database.query('SELECT version FROM digicadence.data_version')).map((row) =>
    JSON.stringify(row),
  );
  return all;
}

async function empty(database: Database): Promise<void> {
  const tables = [...DATA_TABLES, 'quarantine', 'import_batches'].map((table) => `digicadence.${table}`);
  await database.query(`TRUNCATE ${tables.join(', ')} CASCADE`);
  await database.query(`DELETE FROM digicadence.outcomes WHERE outcome = 'nps'`);
  await database.query(`UPDATE digicadence.data_version SET version = 'empty'`);
}

const fileOf = (report: ImportReport, name: string) => report.files.find(({ file }) => file === name);
const totals = (report: ImportReport) => ({
  taken: report.files.reduce((sum, file) => sum + file.taken, 0),
  replaced: report.files.reduce((sum, file) => sum + file.replaced, 0),
  unchanged: report.files.reduce((sum, file) => sum + file.unchanged, 0),
  rejected: report.files.reduce((sum, file) => sum + file.rejectedCount, 0),
});

/** Data versions by database: the same imports must give the same ones. */
const versions = new Map<string, string>();

describeOnEveryDatabase('importing folders', (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterEach(() => empty(database));

  it('takes a whole folder and reports every file', async () => {
    const progress: string[] = [];
    const report = await importFolder(database, folder(SMALL), {
      now: NOW,
      onProgress: ({ file, rows }) => progress.push(`${file} ${rows}`),
    });
    expect(report.files.map(({ file, rows, taken }) => [file, rows, taken])).toEqual([
      ['projects.csv', 1, 1],
      ['brands.csv', 2, 2],
      ['metrics.csv', 2, 2],
      ['weights.csv', 2, 2],
      ['scores.csv', 3, 3],
      ['outcomes.csv', 2, 2],
      ['spend.csv', 1, 1],
      ['events.csv', 2, 2],
    ]);
    expect(report.files.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(progress).toContain('scores.csv 3');
    expect(
      await database.query(
        `SELECT project, brand, section, platform, metric, period, raw, normalised, source FROM digicadence.scores
         ORDER BY brand, period`,
      ),
    ).toEqual(
      [
        ['Aurora', '2024-01-01', 4.1, 70],
        ['Aurora', '2024-02-01', 4.2, 72.5],
        ['Mint, Inc.', '2024-01-01', null, 55],
      ].map(([brand, period, raw, normalised]) => ({
        project: 'Alpha',
        brand,
        section: 'Shelf',
        platform: 'Shop',
        metric: 'Rating',
        period,
        raw,
        normalised,
        source: 'folder',
      })),
    );
    expect(
      await database.query('SELECT first_period, last_period FROM digicadence.score_coverage ORDER BY 1, 2'),
    ).toEqual([
      { first_period: '2024-01-01', last_period: '2024-01-01' },
      { first_period: '2024-01-01', last_period: '2024-02-01' },
    ]);
    expect(await database.query('SELECT count(*) AS n FROM digicadence.metric_coverage')).toEqual([{ n: 1 }]);
    expect(await database.query('SELECT count(*) AS n FROM digicadence.outcome_coverage')).toEqual([{ n: 2 }]);
    const [batch] = await database.query<Record<string, unknown>>('SELECT * FROM digicadence.import_batches');
    expect(batch).toMatchObject({ state: 'loaded', rows_read: 15, rows_inserted: 15, rows_rejected: 0 });
  });

  it('changes nothing the second time', async () => {
    const directory = folder(SMALL);
    const first = await importFolder(database, directory, { now: NOW });
    const before = await contents(database);
    const second = await importFolder(database, directory, { now: NOW });
    expect(totals(second)).toEqual({ taken: 0, replaced: 0, unchanged: 15, rejected: 0 });
    expect(second.dataVersion).toBe(first.dataVersion);
    expect(first.dataVersion).not.toBe('empty');
    expect(await contents(database)).toEqual(before);
  });

  it('replaces corrected values and keeps the former ones', async () => {
    const directory = folder(SMALL);
    const first = await importFolder(database, directory, { now: NOW });
    const change = (name: string, from: string, to: string): void => {
      const text = SMALL[name] as string;
      expect(text).toContain(from);
      writeFileSync(join(directory, name), text.replace(from, to));
    };
    change('scores.csv', '4.2,72.5', '4.3,73');
    change('outcomes.csv', '1000.5', '999');
    change('spend.csv', '5000,', ',7');
    change('weights.csv', 'Rating,2', 'Rating,3');
    change('brands.csv', 'Aurora,Tea,own', 'Aurora,Herbal tea,own');
    change('metrics.csv', 'Mean rating', 'Mean of all ratings');
    change('projects.csv', '2024-01-01,,', '2024-01-01,2025-12-31,');
    change('events.csv', 'Launch', 'Relaunch');
    const second = await importFolder(database, directory, { now: NOW });
    expect(second.files.map(({ file, taken, replaced, unchanged }) => [file, taken, replaced, unchanged])).toEqual([
      ['projects.csv', 0, 1, 0],
      ['brands.csv', 0, 1, 1],
      ['metrics.csv', 0, 1, 1],
      ['weights.csv', 0, 1, 1],
      ['scores.csv', 0, 1, 2],
      ['outcomes.csv', 0, 1, 1],
      ['spend.csv', 0, 1, 0],
      ['events.csv', 1, 0, 1],
    ]);
    expect(second.dataVersion).not.toBe(first.dataVersion);
    const batches = (
      await database.query<{ batch_id: number }>('SELECT batch_id FROM digicadence.import_batches ORDER BY 1')
    ).map(({ batch_id }) => batch_id);
    expect(
      await database.query('SELECT raw, normalised, batch_id, replaced_by FROM digicadence.normalisedvalue_history'),
    ).toEqual([{ raw: 4.2, normalised: 72.5, batch_id: batches[0], replaced_by: batches[1] }]);
    expect(await database.query('SELECT value FROM digicadence.outcomevalue_history')).toEqual([{ value: 1000.5 }]);
    expect(await database.query('SELECT amount, impressions, clicks FROM digicadence.spend_history')).toEqual([
      { amount: 100, impressions: 5000, clicks: null },
    ]);
    expect(await database.query(`SELECT normalised FROM digicadence.scores WHERE period = '2024-02-01'`)).toEqual([
      { normalised: 73 },
    ]);
    expect(await database.query('SELECT end_date FROM digicadence.projects')).toEqual([{ end_date: '2025-12-31' }]);
  });

  it('takes any subset, with names that an earlier import brought', async () => {
    const { 'scores.csv': scores, ...rest } = SMALL;
    await importFolder(database, folder(rest), { now: NOW });
    const report = await importFolder(database, folder({ 'scores.csv': scores as string }), { now: NOW });
    expect(fileOf(report, 'scores.csv')).toMatchObject({ taken: 3, rejectedCount: 0 });
  });

  it('takes columns in any order, a byte order mark, CRLF, quoted line breaks and blank lines; reports unknown columns', async () => {
    const report = await importFolder(
      database,
      folder({
        ...SMALL,
        'brands.csv': '\ufeffrole,Brand,colour,category\r\n\r\nown,Aurora,blue,Tea\r\ncompetitor,"Mint, Inc.",,Tea\r\n',
        'metrics.csv': SMALL['metrics.csv']?.replace('Mean rating', '"Mean\nrating"') as string,
      }),
      { now: NOW },
    );
    expect(fileOf(report, 'brands.csv')).toMatchObject({
      taken: 2,
      warnings: ['Unknown column left aside: "colour".'],
    });
    expect(fileOf(report, 'metrics.csv')).toMatchObject({ taken: 1, rejectedCount: 1 });
    expect(fileOf(report, 'metrics.csv')?.rejected).toEqual([
      { line: 2, reason: 'definition "Mean\ufffdrating" holds a control character or line break' },
    ]);
    expect(fileOf(report, 'scores.csv')?.rejectedCount).toBe(3);
  });

  it('floors days inside a period and takes future periods, both with a warning', async () => {
    const report = await importFolder(
      database,
      folder({
        ...SMALL,
        'scores.csv':
          'project,brand,section,platform,metric,period,normalised\n' +
          'Alpha,Aurora,Shelf,Shop,Rating,2024-03-17,60\nAlpha,Aurora,Shelf,Shop,Rating,2026-12-01,61\n' +
          'Alpha,Aurora,Shelf,Shop,Rating,2026-11-01,62\n',
      }),
      { now: NOW },
    );
    expect(fileOf(report, 'scores.csv')).toMatchObject({ taken: 3, rejectedCount: 0 });
    expect(fileOf(report, 'scores.csv')?.warnings).toEqual([
      '1 row: period is not the first day of a monthly period and counts for that day; first in line 2: 2024-03-17 → 2024-03-01.',
      '1 row: period starts after today, 2026-11-22; first in line 3: 2026-12-01.',
    ]);
    expect(await database.query(`SELECT period FROM digicadence.normalisedvalue ORDER BY period`)).toEqual([
      { period: '2024-03-01' },
      { period: '2026-11-01' },
      { period: '2026-12-01' },
    ]);
  });

  it('defines further outcomes', async () => {
    const definitions =
      'outcome,label,unit,direction,aggregation\nnps,,index,higher,mean\nrevenue,Revenue,currency,higher,sum\n';
    const report = await importFolder(
      database,
      folder({
        ...SMALL,
        'outcome_definitions.csv': definitions,
        'outcomes.csv': 'project,brand,outcome,period,value\nAlpha,Aurora,nps,2024-01-01,-12\n',
      }),
      { now: NOW },
    );
    expect(fileOf(report, 'outcome_definitions.csv')).toMatchObject({ taken: 1, unchanged: 1, rejectedCount: 0 });
    expect(fileOf(report, 'outcomes.csv')).toMatchObject({ taken: 1 });
    expect(await database.query(`SELECT label FROM digicadence.outcomes WHERE outcome = 'nps'`)).toEqual([
      { label: 'Nps' },
    ]);
  });

  it('links rounds whatever their order in the file', async () => {
    const header = 'project,market,category,currency,frequency,start,end,follows\n';
    const report = await importFolder(
      database,
      folder({
        'projects.csv': `${header}Second,T,Tea,EUR,monthly,2025-01-01,,First\nFirst,T,Tea,EUR,monthly,2024-01-01,2024-12-31,\n`,
      }),
      { now: NOW },
    );
    expect(report.files[0]).toMatchObject({ taken: 2, rejectedCount: 0 });
    const linked = await database.query(
      `SELECT p.project, f.project AS follows FROM digicadence.projects p
       LEFT JOIN digicadence.projects f ON f.project_id = p.follows_id ORDER BY 1`,
    );
    expect(linked).toEqual([
      { project: 'First', follows: null },
      { project: 'Second', follows: 'First' },
    ]);
  });

  describe('refusals', () => {
    beforeEach(async () => {
      await importFolder(database, folder(SMALL), { now: NOW });
    });

    /** Header and lines of one file, and the reasons expected by line. */
    const CASES: readonly (readonly [string, string, readonly (readonly [line: string, reason: string | null])[]])[] = [
      [
        'projects.csv',
        'project,market,category,currency,frequency,start,end,follows',
        [
          ['Beta,T,Tea,EUR,monthly,2024-01-01,,', null],
          [',T,Tea,EUR,monthly,2024-01-01,,', 'project is empty'],
          [
            'Gamma,T,Tea,euro,monthly,2024-01-01,,',
            'currency "euro" is not a code of three capital letters such as EUR',
          ],
          ['Gamma,T,Tea,EUR,daily,2024-01-01,,', 'frequency "daily" is none of weekly, monthly, quarterly'],
          ['Gamma,T,Tea,EUR,monthly,2024-02-30,,', 'start "2024-02-30" is not a calendar date in the form YYYY-MM-DD'],
          ['Gamma,T,Tea,EUR,monthly,2024-02-01,2024-01-01,', 'end 2024-01-01 is before start 2024-02-01'],
          ['Gamma,T,Tea,EUR,monthly,2024-01-01,,Gamma', 'the project follows itself'],
          ['Gamma,T,Tea,EUR,monthly,2024-01-01,,Nowhere', 'follows the unknown project "Nowhere"'],
          ['Delta,T,Tea,EUR,monthly,2024-01-01,,Gamma', 'follows the unknown project "Gamma"'],
          ['One,T,Tea,EUR,monthly,2024-01-01,,Two', 'the chain of follows leads back to the project itself'],
          ['Two,T,Tea,EUR,monthly,2024-01-01,,One', 'the chain of follows leads back to the project itself'],
          ['Beta,T,Tea,EUR,weekly,2024-01-01,,', 'repeats the key of line 2 (project)'],
          [
            'Alpha,Testland,Tea,EUR,weekly,2024-01-01,,',
            'frequency "weekly" differs from "monthly", in which the project already has values',
          ],
          ['Short,T', 'has 2 cells where the header has 8'],
        ],
      ],
      [
        'brands.csv',
        'brand,category,role',
        [
          ['Aurora,Tea,ours', 'role "ours" is none of own, competitor'],
          ['Aurora,,own', 'category is empty'],
          [`${'x'.repeat(201)},Tea,own`, `brand "${'x'.repeat(60)}…" is longer than 200 characters`],
          ['Aur\u0007ora,Tea,own', 'brand "Aur\ufffdora" holds a control character or line break'],
          ['NUL\u0000,Tea,own', 'brand "NUL\ufffd" holds a control character or line break'],
        ],
      ],
      [
        'metrics.csv',
        'metric,section,platform,direction',
        [['Speed,Site,Web,faster', 'direction "faster" is none of higher, lower']],
      ],
      [
        'outcome_definitions.csv',
        'outcome,unit,direction,aggregation',
        [
          ['nps,points,higher,mean', 'unit "points" is none of currency, count, percent, ratio, index, rank'],
          ['nps,index,up,mean', 'direction "up" is none of higher, lower'],
          ['nps,index,higher,median', 'aggregation "median" is none of sum, mean, last'],
          [
            'revenue,count,higher,sum',
            'outcome "revenue" is known as currency, higher, sum; use another name for another meaning',
          ],
        ],
      ],
      [
        'weights.csv',
        'project,section,platform,metric,weight,valid_from',
        [
          ['Alpha,Shelf,,,2,2024-02-01', null],
          ['Alpha,Shelf,,,-1,2024-03-01', 'weight -1 is negative'],
          ['Alpha,Shelf,,Rating,1,2024-01-01', 'metric "Rating" stands without its platform'],
          ['Alpha,Air,,,1,2024-01-01', 'section "Air" is unknown; add it to metrics.csv'],
          ['Alpha,Shelf,Shed,,1,2024-01-01', 'platform "Shelf" › "Shed" is unknown; add it to metrics.csv'],
          [
            'Alpha,Shelf,Shop,Roting,1,2024-01-01',
            'metric "Shelf" › "Shop" › "Roting" is unknown; add it to metrics.csv',
          ],
          ['Alpha,Shelf,,,3,2024-02-01', 'repeats the key of line 2 (project, section, platform, metric, valid_from)'],
          ['Alpha,Shelf,,,,2024-05-01', 'weight is empty; leave the row out when the value is missing'],
        ],
      ],
      [
        'scores.csv',
        'project,brand,section,platform,metric,period,raw,normalised',
        [
          ['Alpha,Aurora,Shelf,Shop,Rating,2024-05-01,4,60', null],
          ['Omega,Aurora,Shelf,Shop,Rating,2024-05-01,4,60', 'project "Omega" is unknown; add it to projects.csv'],
          ['Alpha,Auroro,Shelf,Shop,Rating,2024-05-01,4,60', 'brand "Auroro" is unknown; add it to brands.csv'],
          [
            'Alpha,Aurora,Shelf,Shop,Nothing,2024-05-01,4,60',
            'metric "Shelf" › "Shop" › "Nothing" is unknown; add it to metrics.csv',
          ],
          ['Alpha,Aurora,Shelf,Shop,,2024-05-01,4,60', 'metric is empty'],
          [
            'Alpha,Aurora,Shelf,Shop,Rating,01/05/2024,4,60',
            'period "01/05/2024" could be 2024-05-01 or 2024-01-05; say whether the day or the month comes first',
          ],
          ['Alpha,Aurora,Shelf,Shop,Rating,0204-05-01,4,60', 'period 0204-05-01 is outside the years 1970–2100'],
          ['Alpha,Aurora,Shelf,Shop,Rating,2024-06-01,4,100.1', 'normalised 100.1 is outside 0–100'],
          ['Alpha,Aurora,Shelf,Shop,Rating,2024-06-01,4,-0.1', 'normalised -0.1 is outside 0–100'],
          [
            'Alpha,Aurora,Shelf,Shop,Rating,2024-06-01,4,NaN',
            'normalised "NaN" is not a number (digits and a decimal point)',
          ],
          [
            'Alpha,Aurora,Shelf,Shop,Rating,2024-06-01,4,1e999',
            'normalised "1e999" is not a number (digits and a decimal point)',
          ],
          ['Alpha,Aurora,Shelf,Shop,Rating,2024-06-01,4,"60,500"', 'normalised 60500 is outside 0–100'],
          [
            'Alpha,Aurora,Shelf,Shop,Rating,2024-06-01,4,',
            'normalised is empty; leave the row out when the value is missing',
          ],
          [
            'Alpha,Aurora,Shelf,Shop,Rating,2024-06-01,four,60',
            'raw "four" is not a number (digits and a decimal point)',
          ],
          [
            'Alpha,Aurora,Shelf,Shop,Rating,2024-05-20,4,61',
            'repeats the key of line 2 (project, brand, section, platform, metric, period)',
          ],
          ['Alpha,Aurora,Shelf,Shop,Rating,2024-06-01,4,60,extra', 'has 9 cells where the header has 8'],
        ],
      ],
      [
        'outcomes.csv',
        'project,brand,outcome,unit,period,value',
        [
          [
            'Alpha,Aurora,happiness,,2024-01-01,1',
            'outcome "happiness" is unknown; define it in outcome_definitions.csv',
          ],
          ['Alpha,Aurora,revenue,USD,2024-01-01,1', 'unit "USD" of revenue is not the project’s currency EUR'],
          ['Alpha,Aurora,units,,2024-01-01,-1', 'value -1 of units is negative, which a count cannot be'],
        ],
      ],
      [
        'spend.csv',
        'project,brand,channel,period,amount,impressions,clicks',
        [
          ['Alpha,Aurora,,2024-01-01,1,1,1', 'channel is empty'],
          ['Alpha,Aurora,TV,2024-01-01,1,-1,1', 'impressions -1 is negative'],
          ['Alpha,Aurora,TV,2024-01-01,1,1,-1', 'clicks -1 is negative'],
        ],
      ],
      [
        'events.csv',
        'project,brand,date,label',
        [
          ['Alpha,,2024-01-01,', 'label is empty'],
          ['Alpha,Nobody,2024-01-01,Fair', 'brand "Nobody" is unknown; add it to brands.csv'],
        ],
      ],
    ];

    it.each(CASES)('of %s name line and reason and go to quarantine', async (file, header, cases) => {
      const text = `${[header, ...cases.map(([line]) => line)].join('\n')}\n`;
      const report = await importFolder(database, folder({ [file]: text }), { now: NOW });
      const expected = cases.flatMap(([, reason], at) => (reason === null ? [] : [{ line: at + 2, reason }]));
      expect(report.files[0]?.rejected).toEqual(expected.slice(0, 20));
      expect(report.files[0]).toMatchObject({
        rows: cases.length,
        taken: cases.length - expected.length,
        rejectedCount: expected.length,
      });
      const kept = await database.query<{ line: number; reason: string; row: Record<string, string> }>(
        'SELECT line, reason, row FROM digicadence.quarantine WHERE file = $1 ORDER BY line',
        [file],
      );
      expect(kept.map(({ line, reason }) => ({ line, reason }))).toEqual(expected);
      for (const { row } of kept) expect(Object.keys(row).length).toBeGreaterThan(1);
    });

    it('are kept once, and resolved when the corrected row arrives', async () => {
      const header = 'project,brand,section,platform,metric,period,raw,normalised\n';
      const wrong = 'Alpha,Aurora,Shelf,Shop,Rating,2024-05-01,4,600\n';
      const twice = 'Alpha,Aurora,Shelf,Shop,Rating,2024-06-01,4,60\nAlpha,Aurora,Shelf,Shop,Rating,2024-06-01,4,61\n';
      const waiting = () =>
        database.query<{ line: number; kind: string; project: string }>(
          'SELECT line, kind, project FROM digicadence.quarantine WHERE resolved_by IS NULL ORDER BY line',
        );
      const broken = folder({ 'scores.csv': header + wrong + twice });
      const first = await importFolder(database, broken, { now: NOW });
      const both = [
        { line: 2, kind: 'invalid', project: 'Alpha' },
        { line: 4, kind: 'duplicate', project: 'Alpha' },
      ];
      expect(await waiting()).toEqual(both);
      const again = await importFolder(database, broken, { now: NOW });
      expect(again.dataVersion).toBe(first.dataVersion);
      expect(again.files[0]?.rejectedCount).toBe(2);
      expect(await waiting()).toEqual(both);
      const fixed = header + wrong.replace('600', '60') + twice.split('\n')[1];
      const repaired = await importFolder(database, folder({ 'scores.csv': fixed }), { now: NOW });
      expect(repaired.files[0]).toMatchObject({ taken: 1, replaced: 1, rejectedCount: 0 });
      expect(await waiting()).toEqual([]);
    });
  });

  describe('files that cannot be read as a whole', () => {
    it.each<[string, string | Uint8Array, RegExp]>([
      [
        'a missing column',
        'project,brand,section,platform,metric,normalised\n',
        /scores\.csv.*no column "period".*Name the columns/,
      ],
      ['a repeated column', 'project,project,brand\n', /scores\.csv.*"project" twice/],
      ['an empty file', '', /scores\.csv.*It is empty/],
      ['an open quote', `${SMALL['scores.csv']}"Alpha,Aurora\n`, /scores\.csv.*not valid CSV.*Quote/],
      [
        'bytes that are no text',
        Buffer.concat([Buffer.from(SMALL['scores.csv'] as string), Buffer.from([0xff, 0x81, 0x0a])]),
        /scores\.csv.*not valid UTF-8.*line 5 holds the byte 0x81.*Save it as/,
      ],
    ])('%s stops the import and leaves the store as it was', async (_, text, message) => {
      const before = await contents(database);
      const directory = folder({ ...SMALL, 'scores.csv': text });
      await expect(importFolder(database, directory, { now: NOW })).rejects.toMatchObject({
        name: 'AppError',
        code: 'import',
        message: expect.stringMatching(message),
      });
      expect(await contents(database)).toEqual(before);
      expect(await database.query('SELECT count(*) AS n FROM digicadence.import_batches')).toEqual([{ n: 0 }]);
      // The connection is whole: the corrected folder goes in.
      await importFolder(database, folder(SMALL), { now: NOW });
    });

    it('names a folder that is absent or holds nothing of the format', async () => {
      await expect(importFolder(database, '/nowhere/at/all', { now: NOW })).rejects.toThrow(
        /could not be read.*ENOENT/,
      );
      const nothing = folder({ 'score.csv': 'a\n', 'truth.json': '{}' });
      await expect(importFolder(database, nothing, { now: NOW })).rejects.toThrow(
        /holds nothing to import.*scores\.csv/,
      );
    });

    it('a source that breaks in the middle leaves nothing behind', async () => {
      await importFolder(database, folder(SMALL), { now: NOW });
      const before = await contents(database);
      const breaking: TableSource = {
        file: 'events.csv',
        *records() {
          yield { line: 1, cells: ['project', 'brand', 'date', 'label'] };
          for (let line = 2; line < 12_000; line++) yield { line, cells: ['Alpha', '', '2024-01-01', `Event ${line}`] };
          throw new Error('the disk went away');
        },
      };
      await expect(loadTables(database, [breaking], 'test', { now: NOW })).rejects.toThrow('the disk went away');
      expect(await contents(database)).toEqual(before);
    });
  });

  it('loads a written world and the same world from memory alike', async () => {
    const options = { seed: 11, brands: 2, periods: 14 };
    const directory = folder({});
    await writeWorld(generateWorld(options), directory);
    const files = await importFolder(database, directory, { now: NOW });
    const fromFiles = await contents(database);
    expect(totals(files).rejected).toBe(0);
    expect(files.files.flatMap(({ warnings }) => warnings)).toEqual([]);
    const memory = await loadTables(database, worldSources(generateWorld(options)), 'demo', { now: NOW });
    expect(totals(memory)).toMatchObject({ taken: 0, replaced: 0 });
    expect(memory.dataVersion).toBe(files.dataVersion);
    await empty(database);
    const alone = await loadTables(database, worldSources(generateWorld(options)), 'demo', { now: NOW });
    expect(alone.dataVersion).toBe(files.dataVersion);
    const counts = (all: Record<string, string[]>) =>
      Object.fromEntries(Object.entries(all).map(([k, v]) => [k, v.length]));
    expect(counts(await contents(database))).toEqual(counts(fromFiles));
    versions.set(database.kind, alone.dataVersion);
    expect(new Set(versions.values()).size).toBe(1);
  });

  it('fills an empty store with the demo market', async () => {
    expect(await isEmpty(database)).toBe(true);
    const report = await loadDemo(database);
    expect(totals(report)).toMatchObject({ replaced: 0, unchanged: 0, rejected: 0 });
    expect(report.files.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(fileOf(report, 'scores.csv')?.taken).toBeGreaterThan(60_000);
    expect(await isEmpty(database)).toBe(false);
  });
});
