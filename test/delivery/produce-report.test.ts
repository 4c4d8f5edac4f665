/** What a report that tunes gets along: the searches that the store knows, asked for by name and seed. */
import { describe, expect, it, vi } from 'vitest';
import { produceReports } from '../../src/delivery/produce-report.ts';
import { createStopwatch } from '../../src/delivery/stopwatch.ts';
import type { ReportRequest } from '../../src/domain/request.ts';
import type { TuningRecord } from '../../src/domain/tuning.ts';
import type { AnalysisJob, DataReader } from '../../src/ports.ts';
import type { AnyReport, RunContext } from '../../src/reports/report.ts';
import { runReports } from '../../src/reports/run.ts';
import { EVERYTHING, runDataOf, worldData } from '../support/world-dataset.ts';

const seen: RunContext<unknown>['tunings'][] = [];

function reportOf(id: string, tunes?: readonly string[]): AnyReport {
  return {
    id,
    title: id,
    category: 'dc-score',
    question: '?',
    needs: { tables: ['scores'], outcomes: [], brands: { subject: 1, peers: 0 }, periods: 1 },
    options: [],
    adds: { depth: {}, extent: {} },
    ...(tunes === undefined ? {} : { tunes }),
    analyse: (_data: unknown, ctx: RunContext<unknown>) => void seen.push(ctx.tunings),
    present: () => ({ findings: [] }) as never,
  };
}

vi.mock('../../src/reports/catalog.ts', () => ({
  findReport: (id: string) => REPORTS.find((report) => report.id === id),
}));
const REPORTS = [reportOf('plain'), reportOf('tunes-one', ['shap']), reportOf('tunes-two', ['shap', 'forest'])];

const world = worldData({ brands: 3, periods: 30 });
const data: DataReader = {
  catalog: async () => world.catalog,
  searchBrands: async () => [],
  searchProjects: async () => [],
  load: async (_tables, selection) => runDataOf(world, selection),
};
const RECORD = { object: 'shap', seed: 5 } as TuningRecord;

async function produce(
  reports: readonly string[],
  latest: (objects: readonly string[], seed: number) => TuningRecord[],
) {
  const jobs: AnalysisJob[] = [];
  seen.length = 0;
  const request = { reports, selection: EVERYTHING, options: {}, formats: [], seed: 5, locale: 'en-GB' };
  await produceReports('run', request as ReportRequest, {
    data,
    tunings: { latest: async (objects, seed) => latest(objects, seed) },
    analysis: {
      run: async (job) => {
        jobs.push(job);
        return runReports(
          REPORTS.filter(({ id }) => job.reports.includes(id)),
          job.data,
          job,
        );
      },
      close: async () => {},
    },
    stopwatch: createStopwatch(),
    onProgress: () => {},
    signal: new AbortController().signal,
  });
  return jobs;
}

describe('known searches', () => {
  it('go to reports that tune, each object asked for once', async () => {
    const asked: unknown[] = [];
    const [job] = await produce(['plain', 'tunes-one', 'tunes-two'], (objects, seed) => {
      asked.push([objects, seed]);
      return [RECORD];
    });
    expect(asked).toEqual([[['shap', 'forest'], 5]]);
    expect(job!.tunings).toEqual([RECORD]);
    expect(seen).toEqual([[RECORD], [RECORD], [RECORD]]);
  });

  it('are not looked for when no report tunes', async () => {
    const latest = vi.fn(() => [RECORD]);
    const [job] = await produce(['plain'], latest);
    expect(latest).not.toHaveBeenCalled();
    expect(job).not.toHaveProperty('tunings');
    expect(seen).toEqual([[]]);
  });
});
