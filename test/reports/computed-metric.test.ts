/** A metric that is spend ÷ revenue under a neutral name, where nothing is linked: it is found, left out and told, and nothing is claimed. */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectWellMade, once, REPORT_IDS, ready, runAll } from '../support/every-report.ts';
import { withMetric } from '../support/planted-metric.ts';
import { type WorldData, worldData } from '../support/world-dataset.ts';

const METRIC = 'Quality Score';

/** @param noise points of a score that the formula does not know */
const nullWorld = (seed: number, noise: number): WorldData =>
  withMetric(
    worldData({ seed, without: ['all'], brands: 5, periods: 48 }, { withOutcomes: true }),
    { metric: METRIC, kept: ['Brand Query Share'] },
    ({ outcome, spend }, random) => {
      const revenue = outcome('revenue');
      return revenue === null ? null : 100 - (300 * spend) / revenue + noise * random;
    },
  );

const SEEDS = [9_301, 9_302, 9_303];
describe('in three worlds where nothing is linked', () => {
  const worlds = SEEDS.map((seed) => once(() => runAll(nullWorld(seed, 0), { depth: 'detailed' })));

  beforeAll(() => worlds.forEach((world) => void world()), 300_000);

  it.each(REPORT_IDS)('%s claims nothing of it', (id) => {
    const outcomes = worlds.map((world) => ready(world().get(id)));
    outcomes.forEach(expectWellMade);
    const claims = outcomes.map(({ document }) =>
      document.findings.flatMap(({ id: finding, kind, grade }) =>
        kind === 'association' && grade === 'supported' ? [finding] : [],
      ),
    );
    expect(claims.flat().filter((finding) => finding.includes('Digital Spends'))).toEqual([]);
    // A report may be wrong in one of twenty worlds.
    expect(claims.filter((each) => each.length > 0).length).toBeLessThanOrEqual(1);
  });

  it.each([
    'score-revenue-correlation',
    'market-share-impact',
    'acquisition-efficiency',
    'bestseller-rank-optimisation',
    'sales-correlation',
  ])('%s says what it left out, and why', (id) => {
    for (const world of worlds) {
      const { document } = ready(world().get(id));
      const cells = document.tables.flatMap(({ rows }) => rows.map((row) => row.join(' ')));
      expect(cells.join('\n')).toMatch(
        new RegExp(`${METRIC} \\(Search Ads\\) not tested: by its figures it is computed from revenue ÷ spend`),
      );
    }
  });

  it('equity is nothing of the kind, and keeps it', () => {
    for (const world of worlds)
      expect(JSON.stringify(ready(world().get('brand-equity-correlation')).document)).not.toContain('by its figures');
  });
});

it('would be claimed if it were not found: with noise that hides the formula, it is', () => {
  const { document } = ready(runAll(nullWorld(SEEDS[0]!, 2), { depth: 'basic' }).get('score-revenue-correlation'));
  expect(JSON.stringify(document)).not.toContain('by its figures');
  expect(document.findings.find(({ id }) => id === 'association:revenue:Digital Spends')?.grade).toBe('supported');
});
