/** Gaps that were interpolated on loading: shown and marked in paths and their table, absent from every level and test. */
import { expect, it } from 'vitest';
import { fillGaps } from '../../src/data/quality/fill-gaps.ts';
import type { Document } from '../../src/document/document.ts';
import { dcScorePerformance } from '../../src/reports/dc-score/dc-score-performance.ts';
import { runReports } from '../../src/reports/run.ts';
import { runDataOf, select } from '../support/world-dataset.ts';
import { goldenMarket } from './golden-market.ts';

/** Holes of one month in every metric of Aurora, of two in one metric, and of three, which stay open. */
function withHoles(): ReturnType<typeof goldenMarket> {
  const market = goldenMarket();
  const scores = market.dataset.scores.map((cube) => {
    const values = cube.values.slice();
    const span = cube.periods.length;
    const drop = (period: string, metrics: readonly number[]): void => {
      const t = cube.periods.indexOf(period);
      if (t < 0) return;
      for (const m of metrics)
        values[(cube.brands.indexOf('Aurora') * cube.metrics.length + m) * span + t] = Number.NaN;
    };
    drop(
      '2025-06-01',
      cube.metrics.map((_, m) => m),
    );
    for (const period of ['2023-04-01', '2023-05-01']) drop(period, [0]);
    for (const period of ['2025-08-01', '2025-09-01', '2025-10-01']) drop(period, [1]);
    return { ...cube, values };
  });
  return { ...market, dataset: { ...market.dataset, scores } };
}

function run(market: ReturnType<typeof goldenMarket>, brands: readonly string[]): Document {
  const selection = select(market.catalog, { brands: { names: brands } });
  const [outcome] = runReports([dcScorePerformance], runDataOf(market, selection), {
    selection,
    options: { extent: 'comprehensive' },
    seed: 1,
    locale: 'en-GB',
  });
  if (outcome?.status !== 'ready') throw new Error(JSON.stringify(outcome));
  return outcome.document;
}

const open = withHoles();
const filled = {
  ...open,
  dataset: { ...open.dataset, scores: open.dataset.scores.map((cube) => fillGaps(cube, 'monthly').cube) },
};
const HOLLOW = ['2023-04-01', '2023-05-01', '2025-06-01'];

it('closes the line with hollow dots, and says in the table how much of each score was filled', () => {
  const document = run(filled, ['Aurora', 'Borealis']);
  const path = document.charts.find(({ id }) => id === 'path');
  if (path?.kind !== 'lines') throw new Error('no path');
  const [, aurora, borealis] = path.series;
  expect(aurora?.values.every((value) => value !== null)).toBe(true);
  expect(path.periods.filter((_, t) => aurora?.hollow?.[t])).toEqual(HOLLOW);
  expect(borealis?.hollow).toBeUndefined();
  expect(path.note).toContain('Hollow dots');
  const history = document.tables.find(({ id }) => id === 'history')!;
  const column = history.columns.findIndex(({ label }) => label === 'Aurora filled');
  const shares = new Map(history.rows.map((row) => [row[0], row[column] as number]));
  expect(shares.get('2025-06-01')).toBeCloseTo(100, 9);
  expect(shares.get('2023-04-01')).toBeGreaterThan(1);
  expect([...shares].filter(([, share]) => share > 0).map(([period]) => period)).toEqual(HOLLOW);
  expect(history.columns.some(({ label }) => label === 'Borealis filled')).toBe(false);
});

it('changes no level, test, finding or word', () => {
  // The line of the whole score, alone and behind a section's events.
  const isPath = ({ id }: { readonly id: string }): boolean =>
    id === 'path' || id === 'history' || id.startsWith('event');
  const rest = (document: Document): unknown => ({
    ...document,
    // Assessed before anything is filled, by the loader.
    dataHealth: null,
    kpis: document.kpis.map((kpi) => ({ ...kpi, sparkline: [] })),
    charts: document.charts.filter((each) => !isPath(each)),
    tables: document.tables.filter((each) => !isPath(each)),
  });
  const [plain, shown] = [run(open, ['Aurora']), run(filled, ['Aurora'])];
  expect(rest(shown)).toEqual(rest(plain));
  const gap = plain.charts.find(({ id }) => id === 'path');
  expect(gap?.kind === 'lines' && gap.series.some(({ values }) => values.includes(null))).toBe(true);
});
