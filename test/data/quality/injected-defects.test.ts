/** Each defect is put into a clean market in the store, and exactly it is found: by its dimension or check, at its place. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importFolder } from '../../../src/data/import/import-folder.ts';
import { loadTables } from '../../../src/data/import/load-tables.ts';
import { readQuality } from '../../../src/data/quality/read-quality.ts';
import { createDataReader } from '../../../src/data/reader.ts';
import type { Database } from '../../../src/data/store/database.ts';
import { periodAt, periodIndex } from '../../../src/domain/period.ts';
import type { CellProblem, QualityReport } from '../../../src/domain/quality.ts';
import { createRng } from '../../../src/domain/rng.ts';
import { resolveSelection } from '../../../src/domain/selection.ts';
import { describeOnEveryDatabase } from '../../support/databases.ts';
import { folder } from '../import/folders.ts';

const TODAY = '2025-01-20';
const NOW = new Date(`${TODAY}T00:00:00Z`);
const BRANDS = ['Aurora', 'Borealis', 'Zephyr'];
const METRICS = [
  ['Organic', 'Search', 'Visibility'],
  ['Shelf', 'Shop', 'Rating'],
  ['Shelf', 'Shop', 'Returns'],
] as const;
const FIRST = periodIndex('monthly', '2023-01-01');
const MONTHS = Array.from({ length: 24 }, (_, t) => periodAt('monthly', FIRST + t));
const month = (t: number): string => MONTHS[t] as string;

interface Score {
  readonly project: string;
  readonly brand: string;
  readonly metric: (typeof METRICS)[number];
  readonly t: number;
  readonly value: number;
}

/** Two currencies, two markets; AR(1) noise around 45–55: nothing is wrong with it. */
function cleanScores(): Score[] {
  const rng = createRng(3);
  return ['Alpha', 'Beta'].flatMap((project) =>
    BRANDS.flatMap((brand, b) =>
      METRICS.flatMap((metric) => {
        let x = 0;
        return MONTHS.map((_, t) => {
          x = 0.5 * x + 2 * rng.normal();
          return { project, brand, metric, t, value: Math.round(100 * (45 + 5 * b + x)) / 100 };
        });
      }),
    ),
  );
}

const HEAD = 'project,brand,section,platform,metric,period,raw,normalised';
const rowOf = ({ project, brand, metric, t, value }: Score): string =>
  [project, brand, ...metric, MONTHS[t], '', value].join(',');

const FILES = {
  'projects.csv':
    'project,market,category,currency,frequency,start\nAlpha,IN,Tea,INR,monthly,2023-01-01\nBeta,UK,Tea,GBP,monthly,2023-01-01\n',
  'brands.csv': `brand,category,role\n${BRANDS.map((brand) => `${brand},Tea,own`).join('\n')}\n`,
  'metrics.csv': `metric,section,platform,direction\n${METRICS.map(([s, p, m]) => `${m},${s},${p},higher`).join('\n')}\n`,
  'weights.csv': 'project,section,platform,metric,weight,valid_from\nAlpha,Shelf,,,2,2023-01-01\n',
};

const at = (wanted: Partial<{ project: string; brand: string; metric: string; t: number }>) => (score: Score) =>
  (wanted.project ?? 'Alpha') === score.project &&
  (wanted.brand ?? 'Aurora') === score.brand &&
  (wanted.metric === undefined || wanted.metric === score.metric[2]) &&
  (wanted.t === undefined || wanted.t === score.t);

const change = (scores: readonly Score[], where: (score: Score) => boolean, value: (score: Score) => number): Score[] =>
  scores.map((score) => (where(score) ? { ...score, value: value(score) } : score));

/** What was found: every dimension below 100 and every broken check, with where. */
function found({ health, integrity }: QualityReport): Record<string, readonly CellProblem[]> {
  return Object.fromEntries([
    ...health.dimensions
      .filter(({ score, offending }) => score !== 100 || offending.length > 0)
      .map(({ dimension, offending }) => [dimension, offending] as const),
    ...integrity.filter(({ passed }) => !passed).map(({ check, offending }) => [check, offending] as const),
  ]);
}

const cell = (t: number, metric: string | null = 'Rating') => ({
  project: 'Alpha',
  brand: 'Aurora',
  ...(metric === null ? {} : { section: 'Shelf', platform: 'Shop', metric }),
  period: month(t),
});

describeOnEveryDatabase('quality of a market in the store', (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await database.query(
      `TRUNCATE digicadence.categories, digicadence.brands, digicadence.projects, digicadence.sections,
         digicadence.normalisedvalue, digicadence.quarantine, digicadence.import_batches CASCADE`,
    );
    await database.query(`UPDATE digicadence.data_version SET version = 'empty'`);
  });

  async function assess(
    scores: readonly Score[],
    more: Record<string, string> = {},
    today = TODAY,
  ): Promise<QualityReport> {
    const csv = `${[HEAD, ...scores.map(rowOf)].join('\n')}\n${more.scores ?? ''}`;
    const { scores: _, ...others } = more;
    await importFolder(database, folder({ ...FILES, 'scores.csv': csv, ...others }), { now: NOW });
    return readQuality(database, createDataReader(database), { projects: null, today });
  }

  it('finds nothing in the clean market', async () => {
    const report = await assess(cleanScores());
    expect(found(report)).toEqual({});
    expect(report.health.score).toBe(100);
    expect(report.cells).toHaveLength(2 * 3 * 2);
    for (const { score, scores } of report.cells) {
      expect(score).toBe(100);
      expect(Object.values(scores)).toEqual(Array(6).fill(100));
    }
    expect(report.integrity.map(({ check, passed }) => [check, passed])).toEqual([
      ['orphans', true],
      ['duplicate-keys', true],
      ['period-gaps', true],
      ['currency-mix', true],
    ]);
  });

  describe('finds, and finds only,', () => {
    const CASES: readonly (readonly [
      string,
      (scores: Score[]) => Score[],
      Record<string, string>,
      Record<string, readonly Partial<CellProblem>[]>,
    ])[] = [
      [
        'a missing value',
        (scores) => scores.filter((score) => !at({ metric: 'Rating', t: 9 })(score)),
        {},
        { completeness: [{ ...cell(9), problem: 'value missing' }] },
      ],
      [
        'a value that the format does not allow',
        (scores) => scores.filter((score) => !at({ metric: 'Rating', t: 23 })(score)).concat(),
        { scores: `Alpha,Aurora,Shelf,Shop,Rating,${MONTHS[23]},,730\n` },
        {
          completeness: [{ ...cell(23), problem: 'value missing' }],
          validity: [
            { brand: 'Aurora', metric: 'Rating', problem: '1 row refused at import: normalised 730 is outside 0–100' },
          ],
        },
      ],
      [
        'a key that is given twice',
        (scores) => scores,
        { scores: `Alpha,Aurora,Shelf,Shop,Rating,${MONTHS[3]},,50\n` },
        {
          uniqueness: [{ brand: 'Aurora', metric: 'Rating' }],
          'duplicate-keys': [{ brand: 'Aurora', metric: 'Rating' }],
        },
      ],
      [
        'a row that names an unknown brand',
        (scores) => scores,
        { scores: `Alpha,Nobody,Shelf,Shop,Rating,${MONTHS[3]},,50\n` },
        { orphans: [{ brand: 'Nobody', problem: 'brand "Nobody" is unknown; add it to brands.csv (1×)' }] },
      ],
      [
        'frozen values',
        (scores) =>
          change(
            scores,
            (s) => at({ metric: 'Rating' })(s) && s.t >= 8 && s.t < 16,
            () => 45.55,
          ),
        {},
        { consistency: [{ ...cell(8), problem: 'frozen: 8 equal values of 45.55 in a row' }] },
      ],
      [
        'an impossible jump',
        (scores) => change(scores, at({ metric: 'Rating', t: 11 }), () => 99),
        {},
        {
          consistency: [
            { metric: 'Rating', period: month(11) },
            { metric: 'Rating', period: month(12) },
          ],
        },
      ],
      [
        'a change of scale',
        (scores) =>
          change(
            scores,
            (s) => at({ metric: 'Rating' })(s) && s.t >= 12,
            ({ value }) => value / 10,
          ),
        {},
        { consistency: [{ ...cell(12), problem: expect.stringContaining('scale changed') as unknown as string }] },
      ],
      [
        'a weight that moved',
        (scores) => scores,
        { 'weights.csv': `${FILES['weights.csv']}Alpha,Shelf,,,4,2024-01-01\n` },
        {
          stability: [
            { project: 'Alpha', section: 'Organic', period: '2024-01-01' },
            { project: 'Alpha', section: 'Shelf', period: '2024-01-01' },
          ],
        },
      ],
      [
        'a period without any value',
        (scores) => scores.filter(({ project, t }) => project !== 'Alpha' || t !== 7),
        {},
        {
          completeness: BRANDS.map((brand) => ({
            brand,
            period: month(7),
            problem: 'no value of the brand in this period',
          })),
          'period-gaps': [{ project: 'Alpha', period: month(7) }],
        },
      ],
      [
        'one market in two currencies',
        (scores) => scores,
        {
          'projects.csv':
            'project,market,category,currency,frequency,start\nAlpha,IN,Tea,INR,monthly,2023-01-01\nBeta,IN,Tea,USD,monthly,2023-01-01\n',
        },
        { 'currency-mix': [{ project: 'Alpha' }, { project: 'Beta' }] },
      ],
    ];

    it.each(CASES)('%s', async (_, damage, files, expected) => {
      const report = await assess(damage(cleanScores()), files);
      const all = found(report);
      expect(Object.keys(all).sort()).toEqual(Object.keys(expected).sort());
      for (const [name, problems] of Object.entries(expected)) {
        expect(all[name]).toHaveLength(problems.length);
        for (const [i, problem] of problems.entries()) expect(all[name]?.[i]).toMatchObject(problem);
      }
      // The cells that are not concerned keep their hundred.
      const concerned = new Set(Object.values(all).flatMap((problems) => problems.map(({ project }) => project)));
      for (const each of report.cells) if (!concerned.has(each.project)) expect(each.score).toBe(100);
    });

    it('a section that is late', async () => {
      const late = cleanScores().filter(
        ({ project, brand, metric, t }) =>
          project !== 'Alpha' || brand !== 'Aurora' || metric[0] !== 'Organic' || t < 21,
      );
      // In January the values up to November are due; the section ends with September.
      const report = await assess(late);
      const all = found(report);
      expect(Object.keys(all).sort()).toEqual(['completeness', 'timeliness']);
      expect(all.timeliness).toEqual([
        {
          project: 'Alpha',
          brand: 'Aurora',
          section: 'Organic',
          period: '2024-09-01',
          problem: `last value is of 2024-09-01; by ${TODAY} values up to 2024-11-01 were due (2 late)`,
        },
      ]);
      expect(
        report.cells.find(
          ({ project, brand, section }) => project === 'Alpha' && brand === 'Aurora' && section === 'Organic',
        )?.scores.timeliness,
      ).toBe(50);
      // Nothing is due from a project that has ended.
      await database.query(`UPDATE digicadence.projects SET end_date = '2024-09-30'`);
      const ended = await readQuality(database, createDataReader(database), { projects: null, today: '2025-06-01' });
      expect(found(ended).timeliness).toBeUndefined();
    });

    it('a stated score that the roll-up does not meet', async () => {
      const scores = cleanScores();
      const value = (metric: string): number => scores.find(at({ metric, t: 5 }))?.value as number;
      // Shelf weighs 2 with both its metrics alike, Organic 1.
      const shelf = (value('Rating') + value('Returns')) / 2;
      const whole = (2 * value('Rating') + 2 * value('Returns') + value('Visibility')) / 5;
      const stated = (section: string, score: number): string =>
        `Alpha,Aurora,${section},${MONTHS[5]},${score.toFixed(1)}\n`;
      const head = 'project,brand,section,period,score\n';
      const right = await assess(scores, { 'stated_scores.csv': head + stated('Shelf', shelf) + stated('', whole) });
      expect(found(right)).toEqual({});
      const wrong = await assess(scores, {
        'stated_scores.csv': head + stated('Shelf', shelf) + stated('', whole + 3),
      });
      expect(Object.keys(found(wrong))).toEqual(['consistency']);
      expect(found(wrong).consistency).toMatchObject([
        { project: 'Alpha', brand: 'Aurora', period: month(5), problem: expect.stringContaining('the source states') },
      ]);
      // One of the two stated scores, and no series at fault: (100 + 50) / 2.
      expect(wrong.health.dimensions.find(({ dimension }) => dimension === 'consistency')?.score).toBe(75);
    });

    it('values whose project or brand no list knows', async () => {
      await assess(cleanScores());
      await database.query(
        `INSERT INTO digicadence.normalisedvalue (project_id, brand_id, period, metric_id, normalised, batch_id)
         VALUES (990001, 990002, '2024-01-01', 1, 50, 1)`,
      );
      const report = await readQuality(database, createDataReader(database), { projects: null, today: TODAY });
      expect(Object.keys(found(report))).toEqual(['orphans']);
      expect(found(report).orphans?.[0]?.problem).toContain('project 990001 and brand 990002');
    });

    it('values whose metric or brand the project does not know, which no report leaves out in silence', async () => {
      await assess(cleanScores());
      const insert = (brand: string, metric: string) =>
        database.query(
          `INSERT INTO digicadence.normalisedvalue (project_id, brand_id, period, metric_id, normalised, batch_id)
           SELECT project_id, ${brand}, '${month(3)}', ${metric}, 50, 1 FROM digicadence.projects WHERE project = 'Alpha'`,
        );
      await insert(`(SELECT brand_id FROM digicadence.brands WHERE brand = 'Aurora')`, '990003');
      await insert('990004', '(SELECT min(metric_id) FROM digicadence.metrics)');
      const reader = createDataReader(database);
      const report = await readQuality(database, reader, { projects: null, today: TODAY });
      expect(Object.keys(found(report))).toEqual(['orphans']);
      const problems = found(report).orphans?.map(({ problem }) => problem) ?? [];
      expect(problems).toHaveLength(2);
      expect(problems.join()).toContain('1 score is stored for metric 990003');
      expect(problems.join()).toContain('brand 990004');
      const resolved = resolveSelection(await reader.catalog(), {
        projects: ['Alpha'],
        brands: { role: 'all' },
        period: null,
      });
      if (!resolved.ok) throw new Error('no selection');
      await expect(reader.load(['scores'], resolved.selection, [])).rejects.toMatchObject({
        code: 'store-unavailable',
        why: expect.stringMatching(/brand #\d+ and metric #\d+ in /),
        fix: expect.stringContaining('dc quality'),
      });
    });

    it('gaps that are filled for display: they stay missing', async () => {
      const scores = cleanScores().filter((score) => !at({ metric: 'Rating', t: 9 })(score));
      await assess(scores);
      const filling = createDataReader(database, { fillGaps: true });
      const report = await readQuality(database, filling, { projects: null, today: TODAY });
      expect(found(report)).toEqual({ completeness: [{ ...cell(9), problem: 'value missing' }] });
    });
  });

  it('counts what a dry run would do, and keeps nothing', async () => {
    await assess(cleanScores());
    const count = async () => (await database.query('SELECT count(*) AS n FROM digicadence.normalisedvalue'))[0];
    const before = await count();
    const source = {
      file: 'scores.csv',
      *records() {
        yield { line: 1, cells: HEAD.split(',') };
        yield { line: 2, cells: ['Alpha', 'Aurora', 'Shelf', 'Shop', 'Rating', '2025-01-01', '', '50'] };
      },
    };
    const report = await loadTables(database, [source], 'test', { now: NOW, dryRun: true });
    expect(report.files[0]).toMatchObject({ taken: 1 });
    expect(await count()).toEqual(before);
    await expect(loadTables(database, [source], 'test', { now: NOW, maxRows: 0 })).rejects.toMatchObject({
      code: 'too-large',
      fix: expect.stringContaining('DATABASE_URL'),
    });
    expect(await count()).toEqual(before);
  });
});
