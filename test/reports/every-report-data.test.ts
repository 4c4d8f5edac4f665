/**
 * Every report of the catalogue on data that are thin, other than usual, or noise. A new report falls under it with its line
 * in the catalogue.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { SelectionRequest } from '../../src/domain/selection.ts';
import { REPORTS } from '../../src/reports/catalog.ts';
import { expectWellMade, type Options, once, REPORT_IDS, ready, runAll, smallMarket } from '../support/every-report.ts';
import { expectSound } from '../support/expect-sound.ts';
import { inWeeks } from '../support/weekly-world.ts';
import { type WorldData, worldData } from '../support/world-dataset.ts';

const oneBrand = { brands: { names: ['Aurora'] } };

/** What can be thin or different in the data; each names what is asked of it. */
const SCOPES: readonly (readonly [
  name: string,
  world: () => WorldData,
  options: Options,
  request: Partial<SelectionRequest>,
])[] = [
  ['one brand', smallMarket, { depth: 'standard' }, oneBrand],
  ['one market', smallMarket, { depth: 'basic' }, { projects: ['Gulf Haircare'] }],
  [
    'another market to compare with',
    smallMarket,
    { depth: 'basic', compare: 'project:Gulf Haircare' },
    { projects: ['India Skincare Round 2'] },
  ],
  ['a few months', once(() => worldData({ brands: 5, periods: 8 }, { withOutcomes: true })), { depth: 'standard' }, {}],
  ['two years', once(() => worldData({ brands: 5, periods: 25 }, { withOutcomes: true })), { depth: 'standard' }, {}],
  ['two brands', once(() => worldData({ brands: 2, periods: 40 }, { withOutcomes: true })), { depth: 'standard' }, {}],
  [
    'weeks',
    once(() => inWeeks(worldData({ brands: 5, periods: 60 }, { withOutcomes: true }))),
    { depth: 'standard' },
    {},
  ],
];

describe.each(SCOPES)('%s', (_, world, options, request) => {
  const outcomes = once(() => runAll(world(), options, request));

  beforeAll(() => void outcomes(), 300_000);

  it.each(REPORT_IDS)('%s', (id) => {
    const outcome = outcomes().get(id)!;
    if (outcome.status === 'ready') return expectWellMade(outcome);
    expect(outcome.missing.length).toBeGreaterThan(0);
    for (const { need, have, fix } of outcome.missing) {
      expect([need, have, fix]).not.toContain('');
      expect(need).not.toBe('an analysis that ends without an error');
    }
  });
});

describe('both rounds of a market', () => {
  const [first, second] = ['India Skincare Round 1', 'India Skincare Round 2'] as const;
  const said = `; ${first} and ${second} were chosen and count as one market, ${second}.`;
  const outcomes = once(() =>
    [[second], [first, second], [second, first, second]].map((projects) =>
      runAll(smallMarket(), { depth: 'basic' }, { ...oneBrand, projects }),
    ),
  );

  beforeAll(() => void outcomes(), 300_000);

  it.each(REPORT_IDS)('%s is the later round, and says so', (id) => {
    const [later, ...both] = outcomes().map((reports) => JSON.stringify(ready(reports.get(id)).document));
    expect(later).not.toContain(said);
    for (const document of both) {
      expect(document).toContain(said);
      // But for what says the choice, the same byte for byte.
      expect(document.replaceAll(said, '.') === later).toBe(true);
    }
  });
});

describe('rows in another order', () => {
  /** Spend is summed in the order of its rows, events of one day are told in theirs. */
  const turned = (): WorldData => {
    const { dataset, ...world } = smallMarket();
    const { weights, scores, outcomes } = dataset;
    return {
      ...world,
      dataset: {
        ...dataset,
        weights: weights.toReversed(),
        scores: scores.toReversed(),
        outcomes: outcomes.toReversed(),
      },
    };
  };
  const outcomes = once(() => [smallMarket(), turned()].map((world) => runAll(world, { depth: 'standard' }, oneBrand)));

  beforeAll(() => void outcomes(), 300_000);

  it.each(REPORT_IDS)('%s gives the same bytes', (id) => {
    const [straight, back] = outcomes().map((world) => JSON.stringify(ready(world.get(id))));
    // Compared as a whole: a difference would be megabytes of output.
    expect(back === straight).toBe(true);
  });
});

describe('without outcomes and spend', () => {
  const outcomes = once(() => {
    const { dataset, catalog, truth } = smallMarket();
    const projects = catalog.projects.map((project) => ({ ...project, outcomes: [] }));
    const bare = { dataset: { ...dataset, outcomes: [], spend: [] }, catalog: { ...catalog, projects }, truth };
    return runAll(bare, { depth: 'basic' }, oneBrand);
  });

  it.each(REPORTS.map(({ id, needs }) => [id, needs.outcomes] as const))('%s says what to import', (id, needed) => {
    const outcome = outcomes().get(id)!;
    expect(outcome.status).toBe(needed.length === 0 ? 'ready' : 'unavailable');
    for (const [any] of needed) expect(JSON.stringify(outcome)).toContain(`import ${any}`);
  });
});

describe('where nothing is', () => {
  const worlds = [1, 2, 3].map((seed) =>
    once(() =>
      runAll(worldData({ seed: 9_200 + seed, without: ['all'], brands: 5, periods: 48 }, { withOutcomes: true }), {
        depth: 'basic',
      }),
    ),
  );

  beforeAll(() => worlds.forEach((world) => void world()), 300_000);

  it.each(REPORT_IDS)('%s claims nothing', (id) => {
    const outcomes = worlds.map((world) => ready(world().get(id)));
    const documents = outcomes.map(({ document }) => document);
    const claiming = documents.filter((document) => document.findings.some(({ grade }) => grade === 'supported'));
    // A report may be wrong in one of twenty worlds: twice in three is a fault (p < .01).
    expect(claiming.length).toBeLessThanOrEqual(1);
    for (const outcome of outcomes) {
      const { document } = outcome;
      expectSound(outcome);
      if (claiming.includes(document)) continue;
      expect(document.kpis.map(({ grade }) => grade)).not.toContain('supported');
      expect(document.summary.drivers.map(({ grade }) => grade)).not.toContain('supported');
    }
  });
});
