/** The sync: incremental, idempotent, whole or not at all, one at a time; precedence, conflicts and what corrections touch. */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { findTraceSubject, traceFinding } from '../../../src/data/lineage.ts';
import type { Database } from '../../../src/data/store/database.ts';
import { migrate } from '../../../src/data/store/migrate.ts';
import { openDatabase } from '../../../src/data/store/open.ts';
import { createRunStore } from '../../../src/data/store/repositories/runs.ts';
import { listConflicts } from '../../../src/data/sync/conflicts.ts';
import { syncSource, syncSources } from '../../../src/data/sync/sync.ts';
import { latestSyncs } from '../../../src/data/sync/sync-log.ts';
import type { Document } from '../../../src/document/document.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import { AppError } from '../../../src/errors.ts';
import type { RunSlice } from '../../../src/ports.ts';
import { describeOnEveryDatabase } from '../../support/databases.ts';
import { MARKET, memorySource, scores, syncTools } from './memory-source.ts';

const spools = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`digi-cadence-sync-${process.pid}-`));

describeOnEveryDatabase('syncing', (open, databases) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await database.query(`TRUNCATE digicadence.import_batches, digicadence.projects, digicadence.brands, digicadence.categories,
      digicadence.sections, digicadence.normalisedvalue, digicadence.normalisedvalue_history, digicadence.sync_cursors,
      digicadence.syncs, digicadence.project_weights, digicadence.project_weights_history, bot.runs CASCADE`);
    await database.query(`UPDATE digicadence.data_version SET version = 'empty'`);
  });

  const stored = async (period: string, brand = 'Aurora', project = 'IN'): Promise<unknown> => {
    const [row] = await database.query<{ normalised: number; source: string; line: number }>(
      'SELECT normalised, source, line FROM digicadence.scores WHERE project = $1 AND brand = $2 AND period = $3',
      [project, brand, period],
    );
    return row;
  };

  it('stores rows with the place to go on from, and goes on there', async () => {
    const source = memorySource('warehouse');
    source.tables = { ...MARKET, 'scores.csv': scores(['IN', 'Aurora', '2026-01-01', '50']) };
    source.cursor = 'one';
    const first = await syncSource(source.configuration, syncTools(database));
    expect(first).toMatchObject({ outcome: 'loaded', rowsRead: 7, conflicts: 0, outdatedRuns: 0, error: null });
    expect(await stored('2026-01-01')).toEqual({ normalised: 50, source: 'warehouse', line: 2 });
    source.tables = {};
    source.cursor = 'two';
    expect(await syncSource(source.configuration, syncTools(database))).toMatchObject({
      outcome: 'unchanged',
      batch: null,
    });
    await syncSource(source.configuration, syncTools(database));
    expect(source.asked).toEqual([null, 'one', 'two']);
    await syncSource(source.configuration, { ...syncTools(database), full: true });
    // Another configuration may mean other rows.
    const changed = { ...source.configuration, options: { table: 'another' } };
    await syncSource(changed, syncTools(database));
    expect(source.asked.slice(3)).toEqual([null, null]);
    expect(spools()).toEqual([]);
  });

  it('changes nothing when the same rows come again', async () => {
    const source = memorySource('warehouse');
    source.tables = { ...MARKET, 'scores.csv': scores(['IN', 'Aurora', '2026-01-01', '50']) };
    await syncSource(source.configuration, syncTools(database));
    const [before] = await database.query('SELECT version FROM digicadence.data_version');
    expect(await syncSource(source.configuration, syncTools(database))).toMatchObject({ outcome: 'unchanged' });
    expect(await database.query('SELECT version FROM digicadence.data_version')).toEqual([before]);
  });

  it('stores nothing of a source that fails in the middle, and goes on with the others', async () => {
    const broken = memorySource('broken', 5);
    broken.tables = { ...MARKET, 'scores.csv': scores(['IN', 'Aurora', '2026-01-01', '1']) };
    broken.cursor = 'never';
    broken.beforeLast = async () => {
      throw new AppError({ code: 'source', what: 'It broke.', why: 'A cable.', fix: 'Mend it.' });
    };
    const sound = memorySource('sound');
    sound.tables = MARKET;
    const reports = await syncSources([sound.configuration, broken.configuration], syncTools(database));
    expect(reports.map(({ source, outcome }) => [source, outcome])).toEqual([
      ['broken', 'failed'],
      ['sound', 'loaded'],
    ]);
    expect(reports[0]?.error).toEqual({ code: 'source', what: 'It broke.', why: 'A cable.', fix: 'Mend it.' });
    expect(await database.query('SELECT source FROM digicadence.sync_cursors')).toEqual([{ source: 'sound' }]);
    expect((await latestSyncs(database)).map(({ source, state }) => [source, state])).toEqual([
      ['broken', 'failed'],
      ['sound', 'done'],
    ]);
    broken.beforeLast = async () => undefined;
    expect(await syncSource(broken.configuration, syncTools(database))).toMatchObject({ outcome: 'loaded' });
    expect(broken.asked).toEqual([null, null]);
    expect(spools()).toEqual([]);
  });

  it('runs one sync of a source at a time, and a planned one once', async () => {
    const source = memorySource('warehouse');
    source.tables = MARKET;
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    source.beforeLast = async () => {
      reached.resolve();
      await gate.promise;
    };
    const due = new Date('2026-11-22T10:15:00Z');
    const first = syncSource(source.configuration, syncTools(database), due);
    await reached.promise;
    expect(await syncSource(source.configuration, syncTools(database))).toMatchObject({ outcome: 'busy' });
    gate.resolve();
    expect(await first).toMatchObject({ outcome: 'loaded' });
    expect(await syncSource(source.configuration, syncTools(database), due)).toMatchObject({ outcome: 'taken' });
    expect(source.asked).toHaveLength(1);
  });

  it.skipIf(databases.kind === 'embedded')('runs one sync of a source at a time over processes', async () => {
    const settings = await databases.settings();
    const [one, two] = [await openDatabase(settings), await openDatabase(settings)];
    try {
      await migrate(one);
      const source = memorySource('warehouse');
      source.tables = MARKET;
      const gate = Promise.withResolvers<void>();
      const reached = Promise.withResolvers<void>();
      source.beforeLast = async () => {
        reached.resolve();
        await gate.promise;
      };
      const first = syncSource(source.configuration, syncTools(one));
      await reached.promise;
      expect(await syncSource(source.configuration, syncTools(two))).toMatchObject({ outcome: 'busy' });
      gate.resolve();
      expect(await first).toMatchObject({ outcome: 'loaded' });
      expect(await syncSource(source.configuration, syncTools(two))).toMatchObject({ outcome: 'unchanged' });
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });

  it('gives up when another sync moved the cursor meanwhile', async () => {
    const source = memorySource('warehouse');
    source.tables = { ...MARKET, 'scores.csv': scores(['IN', 'Aurora', '2026-01-01', '1']) };
    source.beforeLast = async () =>
      void (await database.query(
        `INSERT INTO digicadence.sync_cursors (source, cursor, fingerprint) VALUES ('warehouse', 'other', 'x') ON CONFLICT DO NOTHING`,
      ));
    expect(await syncSource(source.configuration, syncTools(database))).toMatchObject({ outcome: 'failed' });
    expect(await stored('2026-01-01')).toBeUndefined();
  });

  it('stops when it is told to, and stores nothing', async () => {
    const source = memorySource('warehouse');
    source.tables = MARKET;
    const stop = new AbortController();
    source.beforeLast = async () => stop.abort();
    const report = await syncSource(source.configuration, syncTools(database, stop.signal));
    expect(report).toMatchObject({ outcome: 'failed', error: { code: 'cancelled' } });
    expect(await database.query('SELECT project FROM digicadence.projects')).toEqual([]);
  });

  it('lets the higher precedence hold, lists the conflict, and settles it when both agree', async () => {
    const [main, other] = [memorySource('main', 10), memorySource('other', 5)];
    main.tables = { ...MARKET, 'scores.csv': scores(['IN', 'Aurora', '2026-01-01', '50']) };
    other.tables = {
      'brands.csv': [
        ['brand', 'category', 'role'],
        ['Aurora', 'Haircare', 'competitor'],
      ],
      'scores.csv': scores(['IN', 'Aurora', '2026-01-01', '60'], ['IN', 'Aurora', '2026-02-01', '61']),
    };
    await syncSource(main.configuration, syncTools(database));
    const report = await syncSource(other.configuration, syncTools(database));
    expect(report).toMatchObject({ outcome: 'loaded', conflicts: 2 });
    expect(await stored('2026-01-01')).toEqual({ normalised: 50, source: 'main', line: 2 });
    expect(await stored('2026-02-01')).toEqual({ normalised: 61, source: 'other', line: 3 });
    expect(await database.query(`SELECT role FROM digicadence.brands WHERE brand = 'Aurora'`)).toEqual([
      { role: 'own' },
    ]);
    const { total, conflicts } = await listConflicts(database, 10);
    expect(total).toBe(2);
    expect(conflicts.find(({ file }) => file === 'scores.csv')).toMatchObject({
      row: {
        project: 'IN',
        brand: 'Aurora',
        section: 'Marketplace',
        platform: 'Amazon',
        metric: 'Rating',
        period: '2026-01-01',
      },
      source: 'other',
      offered: { raw: null, normalised: 60 },
      heldSource: 'main',
      held: { raw: null, normalised: 50 },
      resolution: 'kept',
    });
    // The same again changes nothing, and lists nothing twice.
    expect(await syncSource(other.configuration, syncTools(database))).toMatchObject({ outcome: 'unchanged' });
    expect((await listConflicts(database, 10)).total).toBe(2);
    // The higher one takes over what the lower one had brought.
    main.tables = { 'scores.csv': scores(['IN', 'Aurora', '2026-02-01', '70']) };
    expect(await syncSource(main.configuration, syncTools(database))).toMatchObject({
      outcome: 'loaded',
      conflicts: 1,
    });
    expect(await stored('2026-02-01')).toMatchObject({ normalised: 70, source: 'main' });
    // Both agree again.
    other.tables = { 'scores.csv': scores(['IN', 'Aurora', '2026-01-01', '50'], ['IN', 'Aurora', '2026-02-01', '70']) };
    await syncSource(other.configuration, syncTools(database));
    expect((await listConflicts(database, 10)).conflicts.map(({ file }) => file)).toEqual(['brands.csv']);
    // A source that ranks higher from now on may replace what was held against it.
    const promoted = { ...other.configuration, precedence: 20 };
    other.tables = { 'scores.csv': scores(['IN', 'Aurora', '2026-01-01', '99']) };
    await syncSource(promoted, syncTools(database));
    expect(await stored('2026-01-01')).toMatchObject({ normalised: 99, source: 'other' });
  });

  const FINDING: Finding = {
    id: 'movement:IN:Aurora:score',
    kind: 'movement',
    claim: 'Aurora rose.',
    subject: { project: 'IN', brand: 'Aurora' },
    measure: 'DC score',
    estimate: 1,
    unit: 'pt',
    interval: null,
    level: 0.95,
    n: 2,
    test: null,
    p: null,
    q: null,
    grade: null,
    caveats: [],
  };
  const SLICE: RunSlice = {
    markets: [
      {
        project: 'IN',
        projects: ['IN'],
        window: { from: '2026-02-01', to: '2026-02-01' },
        comparison: { from: '2026-01-01', to: '2026-01-01' },
      },
    ],
    tables: ['scores', 'weights'],
    outcomes: [],
  };

  /** A run that read `slice` at the present version and found FINDING. */
  const storeRun = async (slice: RunSlice): Promise<string> => {
    const runs = createRunStore(database, async () => undefined);
    const id = randomUUID();
    await runs.create({
      id,
      request: {
        reports: [],
        selection: { projects: null, brands: null, period: null },
        options: {},
        formats: [],
        seed: 1,
        locale: 'en-GB',
      },
      requestedBy: null,
      destination: { kind: 'none' },
      state: 'queued',
      stage: 'queued',
      share: 0,
      outcomes: null,
      error: null,
      dataVersion: null,
      createdAt: new Date().toISOString(),
      finishedAt: null,
      timings: {},
    });
    const [row] = await database.query<{ version: string }>('SELECT version FROM digicadence.data_version');
    const document = { findings: [FINDING] } as unknown as Document;
    await runs.analysed(
      id,
      [{ status: 'ready', report: 'dc-score-performance', document, analysis: null }],
      row?.version ?? '',
      slice,
    );
    return id;
  };
  const outdated = async (id: string) => (await createRunStore(database, async () => undefined).find(id))?.outdated;

  it('marks the runs whose data-health card rests on a stated score that was corrected', async () => {
    const source = memorySource('stating');
    const stated = (score: string) => [
      ['project', 'brand', 'period', 'score'],
      ['IN', 'Aurora', '2026-01-01', score],
    ];
    source.tables = { ...MARKET, 'stated_scores.csv': stated('50') };
    await syncSource(source.configuration, syncTools(database));
    const used = await storeRun(SLICE);
    const withoutScores = await storeRun({ ...SLICE, tables: ['outcomes'] });
    source.tables = { 'stated_scores.csv': stated('51') };
    expect(await syncSource(source.configuration, syncTools(database))).toMatchObject({ outdatedRuns: 1 });
    expect(await outdated(used)).toMatchObject({ source: 'stating', values: 1 });
    expect(await outdated(withoutScores)).toBeNull();
  });

  it('marks exactly the runs that used a corrected value, keeps it in history, and traces it', async () => {
    const source = memorySource('warehouse');
    source.tables = {
      ...MARKET,
      'scores.csv': scores(
        ['IN', 'Aurora', '2026-01-01', '50'],
        ['IN', 'Aurora', '2026-02-01', '51'],
        ['IN', 'Cirrus', '2026-02-01', '40'],
        ['DE', 'Aurora', '2026-01-01', '10'],
      ),
    };
    const first = await syncSource(source.configuration, syncTools(database));
    const used = await storeRun(SLICE);
    const elsewhere = await storeRun({
      ...SLICE,
      markets: SLICE.markets.map((each) => ({ ...each, projects: ['DE'] })),
    });
    const withoutScores = await storeRun({ ...SLICE, tables: ['outcomes'] });
    // A new period corrects nothing.
    source.tables = { 'scores.csv': scores(['IN', 'Aurora', '2026-03-01', '52']) };
    expect(await syncSource(source.configuration, syncTools(database))).toMatchObject({
      outcome: 'loaded',
      outdatedRuns: 0,
    });
    expect(await outdated(used)).toBeNull();
    source.tables = { 'scores.csv': scores(['IN', 'Aurora', '2026-01-01', '55']) };
    const corrected = await syncSource(source.configuration, syncTools(database));
    expect(corrected).toMatchObject({ outcome: 'loaded', outdatedRuns: 1 });
    expect(await outdated(used)).toMatchObject({ batch: corrected.batch, source: 'warehouse', values: 1 });
    expect(await outdated(elsewhere)).toBeNull();
    expect(await outdated(withoutScores)).toBeNull();
    const after = await storeRun(SLICE);
    expect(await outdated(after)).toBeNull();
    // A weight that was corrected concerns them all.
    source.tables = {
      'weights.csv': [...(MARKET['weights.csv']?.slice(0, 1) ?? []), ['IN', 'Marketplace', '3', '2026-01-01']],
    };
    await syncSource(source.configuration, syncTools(database));
    expect(await outdated(after)).toMatchObject({ values: 1 });
    expect(await outdated(used)).toMatchObject({ batch: corrected.batch, values: 2 });

    const options = { peers: false, history: false, limit: 10 };
    const old = await traceFinding(database, await findTraceSubject(database, FINDING.id, used), options);
    expect(old.values.filter(({ table }) => table === 'scores')).toEqual([
      {
        table: 'scores',
        project: 'IN',
        brand: 'Aurora',
        what: 'Marketplace › Amazon › Rating',
        period: '2026-01-01',
        value: 50,
        batch: first.batch,
        source: 'warehouse',
        file: 'scores.csv',
        origin: 'memory of warehouse',
        line: 2,
        replacedBy: corrected.batch,
        now: 55,
      },
      expect.objectContaining({ period: '2026-02-01', value: 51, line: 3, replacedBy: null, now: null }),
    ]);
    expect(old.values.find(({ table }) => table === 'weights')).toMatchObject({
      value: 2,
      now: 3,
      what: 'Marketplace',
    });
    expect(old.batches.find(({ table }) => table === 'scores')).toMatchObject({
      batch: first.batch,
      source: 'warehouse',
      origin: 'memory of warehouse',
      values: 2,
      firstLine: 2,
      lastLine: 3,
      replaced: 1,
    });
    // The latest run holding the finding read the corrected value.
    const latest = await findTraceSubject(database, FINDING.id, null);
    expect(latest.runId).toBe(after);
    const seen = await traceFinding(database, latest, { ...options, peers: true });
    expect(seen.values.filter(({ table }) => table === 'scores').map(({ brand, value }) => [brand, value])).toEqual([
      ['Aurora', 55],
      ['Aurora', 51],
      ['Cirrus', 40],
    ]);
    await expect(findTraceSubject(database, 'nothing', null)).rejects.toMatchObject({ code: 'not-found' });
  });
});
