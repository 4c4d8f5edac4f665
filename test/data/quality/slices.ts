/** A clean loaded slice for the tests of data health, and ways to damage it. */
import type { Dataset, MetricKey, ScoreCube } from '../../../src/domain/dataset.ts';
import { periodAt, periodIndex } from '../../../src/domain/period.ts';
import { createRng } from '../../../src/domain/rng.ts';
import type { Market, Selection } from '../../../src/domain/selection.ts';

export const BRANDS = ['Aurora', 'Borealis', 'Zephyr'];
export const METRICS: readonly MetricKey[] = [
  { section: 'Organic', platform: 'Search', metric: 'Visibility' },
  { section: 'Shelf', platform: 'Shop', metric: 'Rating' },
  { section: 'Shelf', platform: 'Shop', metric: 'Returns' },
];
const COUNT = 24;
const FIRST = periodIndex('monthly', '2024-01-01');
export const PERIODS = Array.from({ length: COUNT }, (_, t) => periodAt('monthly', FIRST + t));

export interface Cell {
  readonly brand: string;
  readonly metric: string;
  readonly t: number;
}

export interface Slice {
  readonly dataset: Dataset;
  readonly selection: Selection;
  /** Overwrites cells; NaN removes them. */
  set(cells: readonly (Cell & { readonly value: number })[]): void;
  get(cell: Cell): number;
}

/** Project "Round 2" (months 13–24) continues "Round 1": three brands, three metrics, AR(1) noise around 40–60. */
export function cleanSlice(): Slice {
  const rng = createRng(3);
  const cube = (project: string, from: number, to: number): ScoreCube => ({
    project,
    brands: BRANDS,
    metrics: METRICS,
    periods: PERIODS.slice(from, to),
    values: new Float64Array(BRANDS.length * METRICS.length * (to - from)),
  });
  const cubes = [cube('Round 1', 0, 12), cube('Round 2', 12, 24)] as const;
  const place = ({ brand, metric, t }: Cell): [Float64Array, number] => {
    const { values } = cubes[t < 12 ? 0 : 1];
    const m = METRICS.findIndex((each) => each.metric === metric);
    return [values, (BRANDS.indexOf(brand) * METRICS.length + m) * 12 + (t % 12)];
  };
  const set = (cells: readonly (Cell & { readonly value: number })[]): void => {
    for (const cell of cells) {
      const [values, at] = place(cell);
      values[at] = cell.value;
    }
  };
  BRANDS.forEach((brand, b) => {
    for (const { metric } of METRICS) {
      let x = 0;
      for (let t = 0; t < COUNT; t++) {
        x = 0.5 * x + 2 * rng.normal();
        set([{ brand, metric, t, value: Math.round(100 * (45 + 5 * b + x)) / 100 }]);
      }
    }
  });
  const project = (name: string, follows: string | null) => ({
    project: name,
    market: 'Testland',
    category: 'Tea',
    currency: 'EUR',
    frequency: 'monthly' as const,
    start: '2024-01-01',
    end: null,
    follows,
  });
  const market: Market = {
    project: 'Round 2',
    rounds: ['Round 1', 'Round 2'],
    market: 'Testland',
    category: 'Tea',
    currency: 'EUR',
    frequency: 'monthly',
    brands: ['Aurora'],
    peers: BRANDS,
    firstPeriod: PERIODS[0] as string,
    lastPeriod: PERIODS[23] as string,
    window: { from: PERIODS[12] as string, to: PERIODS[23] as string },
    comparison: { project: 'Round 2', range: { from: PERIODS[0] as string, to: PERIODS[11] as string } },
  };
  return {
    dataset: {
      projects: [project('Round 1', null), project('Round 2', 'Round 1')],
      brands: BRANDS.map((brand) => ({ brand, category: 'Tea', role: brand === 'Zephyr' ? 'competitor' : 'own' })),
      metrics: METRICS.map((metric) => ({ ...metric, direction: 'higher', unit: null, definition: null })),
      weights: ['Round 1', 'Round 2'].flatMap((name) =>
        [['Organic', 0.5] as const, ['Shelf', 0.5] as const].map(([section, weight]) => ({
          project: name,
          section,
          platform: null,
          metric: null,
          weight,
          validFrom: '2024-01-01',
        })),
      ),
      scores: cubes,
      outcomes: [],
      spend: [],
      events: [],
    },
    selection: { markets: [market], brands: [], comparison: 'previous-period' },
    set,
    get: (cell) => {
      const [values, at] = place(cell);
      return values[at] as number;
    },
  };
}
