import { expect, it } from 'vitest';
import { assessHealth } from '../../../src/data/quality/health.ts';
import { generateWorld, type World } from '../../../src/data/sources/demo/world.ts';
import type { Dataset, ScoreCube } from '../../../src/domain/dataset.ts';
import { periodsIn } from '../../../src/domain/period.ts';
import type { DataHealth } from '../../../src/domain/quality.ts';
import { type Market, roundsOf } from '../../../src/domain/selection.ts';

/** Assesses the current rounds of a world, as the loader would hand them over. */
function healthOf(world: World): DataHealth {
  const brands = world.brands.map(({ brand }) => brand).sort();
  const metrics = world.metrics.map(({ section, platform, metric }) => ({ section, platform, metric }));
  const brandAt = new Map(brands.map((brand, at) => [brand, at]));
  const metricAt = new Map(metrics.map((metric, at) => [`${metric.platform} ${metric.metric}`, at]));
  const rows = [...world.scores()];
  const scores = world.projects.map(({ project }): ScoreCube => {
    const own = rows.filter((row) => row.project === project);
    const seen = own.map(({ period }) => period).sort();
    const periods = periodsIn('monthly', { from: seen[0] as string, to: seen.at(-1) as string });
    const values = new Float64Array(brands.length * metrics.length * periods.length).fill(Number.NaN);
    const periodAt = new Map(periods.map((period, at) => [period, at]));
    for (const row of own) {
      const b = brandAt.get(row.brand) as number;
      const m = metricAt.get(`${row.platform} ${row.metric}`) as number;
      values[(b * metrics.length + m) * periods.length + (periodAt.get(row.period) as number)] = row.normalised;
    }
    return { project, brands, metrics, periods, values };
  });
  const dataset: Dataset = { ...world, scores, outcomes: [], spend: [] };
  const catalogue = world.projects.map((project) => ({
    ...project,
    brands,
    firstPeriod: scores.find((cube) => cube.project === project.project)?.periods[0] ?? null,
    lastPeriod: scores.find((cube) => cube.project === project.project)?.periods.at(-1) ?? null,
    outcomes: [],
  }));
  const followed = new Set(catalogue.map(({ follows }) => follows));
  const markets = catalogue
    .filter(({ project }) => !followed.has(project))
    .map((project): Market => {
      const rounds = roundsOf(catalogue, project);
      const window = { from: '2025-11-01', to: '2026-10-01' };
      return {
        ...project,
        rounds: rounds.map((round) => round.project),
        brands,
        peers: brands,
        firstPeriod: rounds[0]?.firstPeriod as string,
        lastPeriod: project.lastPeriod as string,
        window,
        comparison: { project: project.project, range: window },
      };
    });
  const selection = { markets, brands: [], comparison: 'previous-period' as const };
  return assessHealth({ dataset, selection, quarantined: 0, duplicates: 0, replaced: 0 });
}

const scored = (health: DataHealth, name: string) => health.dimensions.find(({ dimension }) => dimension === name);

it('finds the planted gaps and weight change of the demo market and accuses nothing else', () => {
  const health = healthOf(generateWorld());
  expect(health.dataAsOf).toBe('2026-10-31');
  expect(health.weightChanges).toEqual([
    { project: 'India Skincare Round 2', validFrom: '2025-05-01' },
    { project: 'Gulf Haircare', validFrom: '2025-05-01' },
  ]);
  const gaps = scored(health, 'completeness')?.offending.filter(({ metric }) => metric === undefined) ?? [];
  const outage = gaps.filter(({ platform }) => platform === 'Short Video');
  // Quillon is not yet launched then: eleven brands for two months.
  expect(outage).toHaveLength(22);
  expect(new Set(outage.map(({ period }) => period))).toEqual(new Set(['2025-07-01', '2025-08-01']));
  const delisted = gaps.filter(({ platform }) => platform === undefined);
  expect(delisted.map(({ brand, period }) => [brand, period])).toEqual([
    ['Verity', '2024-11-01'],
    ['Verity', '2024-12-01'],
    ['Verity', '2025-01-01'],
  ]);
  expect(scored(health, 'completeness')?.score).toBeGreaterThan(96);
  expect(scored(health, 'completeness')?.score).toBeLessThan(98.5);
  for (const name of ['validity', 'uniqueness', 'consistency'])
    expect(scored(health, name)).toMatchObject({ score: 100, offending: [] });
  expect(health.notes.filter((note) => note.startsWith('Quillon appears'))).toHaveLength(2);
});

it('finds nothing at all in the world without anything', () => {
  for (const seed of [1, 2, 3]) expect(healthOf(generateWorld({ seed, without: ['all'] })).score).toBe(100);
});
