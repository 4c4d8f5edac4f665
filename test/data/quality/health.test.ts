import { describe, expect, it } from 'vitest';
import { assessHealth } from '../../../src/data/quality/health.ts';
import type { Weight } from '../../../src/domain/dataset.ts';
import type { DataHealth, QualityDimension } from '../../../src/domain/quality.ts';
import { BRANDS, type Cell, cleanSlice, METRICS, PERIODS, type Slice } from './slices.ts';

const assess = (
  slice: Slice,
  counts: { quarantined?: number; duplicates?: number; replaced?: number } = {},
): DataHealth => assessHealth({ ...slice, quarantined: 0, duplicates: 0, replaced: 0, ...counts });
const dimension = (health: DataHealth, name: QualityDimension['dimension']): QualityDimension =>
  health.dimensions.find((each) => each.dimension === name) as QualityDimension;
const scoresOf = (health: DataHealth): Record<string, number | null> =>
  Object.fromEntries(health.dimensions.map((each) => [each.dimension, each.score]));

const PERFECT = {
  completeness: 100,
  validity: 100,
  uniqueness: 100,
  consistency: 100,
  stability: 100,
  timeliness: null,
};
const CELLS = BRANDS.length * METRICS.length * PERIODS.length;
const cell = (brand: string, metric: string, t: number): Cell => ({ brand, metric, t });

describe('a clean slice', () => {
  it('scores 100 in everything that needs no clock, with a formula each and nothing listed', () => {
    const health = assess(cleanSlice());
    expect(scoresOf(health)).toEqual(PERFECT);
    expect(health.score).toBe(100);
    for (const { formula, offending } of health.dimensions) {
      expect(formula.length).toBeGreaterThan(20);
      expect(offending).toEqual([]);
    }
    expect(health).toMatchObject({
      dataAsOf: '2025-12-31',
      gapsFilled: 0,
      weightChanges: [],
      quarantined: 0,
      markets: [{ project: 'Round 2', lastPeriod: '2025-12-01', lastPeriodCoverage: 1, coverage: 1 }],
    });
    expect(health.notes).toEqual(['Round 1 and Round 2 are joined into one series.']);
  });

  it('says when several rounds of it were chosen, that they count as one market', () => {
    const slice = cleanSlice();
    const [market] = slice.selection.markets;
    const both = { ...slice.selection, markets: [{ ...market!, joined: ['Round 1'] }] };
    expect(assess({ ...slice, selection: both }).notes).toEqual([
      'Round 1 and Round 2 are joined into one series; Round 1 and Round 2 were chosen and count as one market, Round 2.',
    ]);
  });

  it('weighs the dimensions to 1 and leaves those without a score out of the mean', () => {
    const health = assess(cleanSlice(), { quarantined: CELLS });
    expect(health.dimensions.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(dimension(health, 'validity').score).toBe(50);
    expect(health.score).toBeCloseTo(100 - (50 * 0.2) / 0.9, 10);
  });
});

describe('one defect is found, and only it', () => {
  const damaged = (damage: (slice: Slice) => void): DataHealth => {
    const slice = cleanSlice();
    damage(slice);
    return assess(slice);
  };

  it('a missing cell, by weight', () => {
    const health = damaged((slice) => slice.set([{ ...cell('Aurora', 'Visibility', 23), value: Number.NaN }]));
    expect(dimension(health, 'completeness').offending).toEqual([
      { project: 'Round 2', brand: 'Aurora', ...METRICS[0], period: PERIODS[23], problem: 'value missing' },
    ]);
    // Effective weights .5, .5, .5: each of the nine cells of a period weighs the same.
    expect(dimension(health, 'completeness').score).toBeCloseTo(100 * (1 - 1 / CELLS), 10);
    expect(health.markets[0]?.lastPeriodCoverage).toBeCloseTo(8 / 9, 12);
    expect(health.markets[0]?.coverage).toBeCloseTo(1 - 1 / 108, 12);
    expect({ ...scoresOf(health), completeness: 100 }).toEqual(PERFECT);
    expect(health.notes).toContain(
      'No gap was filled: missing cells are left out, and coverage travels with every score.',
    );
  });

  it('a platform and a whole brand without values are told as such', () => {
    const health = damaged((slice) =>
      slice.set([
        ...['Rating', 'Returns'].map((metric) => ({ ...cell('Aurora', metric, 5), value: Number.NaN })),
        ...METRICS.map(({ metric }) => ({ ...cell('Zephyr', metric, 20), value: Number.NaN })),
      ]),
    );
    expect(dimension(health, 'completeness').offending).toEqual([
      {
        project: 'Round 1',
        brand: 'Aurora',
        section: 'Shelf',
        platform: 'Shop',
        period: PERIODS[5],
        problem: 'no value of the platform in this period',
      },
      { project: 'Round 2', brand: 'Zephyr', period: PERIODS[20], problem: 'no value of the brand in this period' },
    ]);
    expect(dimension(health, 'completeness').score).toBeCloseTo(100 * (1 - 5 / CELLS), 10);
  });

  it('a late launch is a note, not a gap', () => {
    const health = damaged((slice) =>
      slice.set(
        METRICS.flatMap(({ metric }) =>
          Array.from({ length: 10 }, (_, t) => ({ ...cell('Zephyr', metric, t), value: Number.NaN })),
        ),
      ),
    );
    expect(scoresOf(health)).toEqual(PERFECT);
    expect(health.notes).toContain(
      'Zephyr appears in Round 2 from 2024-11-01 on; earlier periods are not expected of it.',
    );
  });

  it('a value outside 0–100', () => {
    const slice = cleanSlice();
    const base = slice.get(cell('Borealis', 'Rating', 3));
    slice.set(
      PERIODS.map((_, t) => ({
        ...cell('Borealis', 'Rating', t),
        value: slice.get(cell('Borealis', 'Rating', t)) - base - 1 + 2,
      })),
    );
    slice.set([{ ...cell('Borealis', 'Rating', 3), value: -0.5 }]);
    const health = assess(slice);
    const listed = dimension(health, 'validity').offending.filter(({ period }) => period === PERIODS[3]);
    expect(listed).toEqual([
      {
        project: 'Round 1',
        brand: 'Borealis',
        ...METRICS[1],
        period: PERIODS[3],
        problem: 'normalised value -0.5 is outside 0–100',
      },
    ]);
    expect(dimension(health, 'validity').score).toBeLessThan(100);
    expect(dimension(health, 'completeness').score).toBe(100);
  });

  it('duplicates, quarantine and corrections of the import', () => {
    const health = assess(cleanSlice(), { duplicates: 24, quarantined: 78, replaced: 1 });
    expect(dimension(health, 'uniqueness').score).toBe(90);
    expect(dimension(health, 'validity').score).toBe(80);
    expect(health.quarantined).toBe(78);
    expect(health.notes.slice(1)).toEqual([
      'Quarantine holds 78 rows of these projects.',
      'The import refused 24 rows that repeated a key of the same load.',
      'A later load corrected 1 value; the former ones are kept in history.',
    ]);
  });

  it('frozen values', () => {
    const health = damaged((slice) =>
      slice.set(Array.from({ length: 8 }, (_, i) => ({ ...cell('Aurora', 'Rating', 9 + i), value: 45.55 }))),
    );
    expect(dimension(health, 'consistency').offending).toEqual([
      {
        project: 'Round 1',
        brand: 'Aurora',
        ...METRICS[1],
        period: PERIODS[9],
        problem: 'frozen: 8 equal values of 45.55 in a row',
      },
    ]);
    expect(dimension(health, 'consistency').score).toBeCloseTo(100 * (8 / 9), 10);
    expect({ ...scoresOf(health), consistency: 100 }).toEqual(PERFECT);
  });

  it('an impossible jump', () => {
    const health = damaged((slice) => slice.set([{ ...cell('Zephyr', 'Returns', 14), value: 97 }]));
    expect(
      dimension(health, 'consistency').offending.map(({ period, problem }) => [period, problem.split(':')[0]]),
    ).toEqual([
      [PERIODS[14], 'impossible jump'],
      [PERIODS[15], 'impossible jump'],
    ]);
  });

  it('a change of scale', () => {
    const health = damaged((slice) =>
      slice.set(
        Array.from({ length: 9 }, (_, i) => {
          const at = cell('Borealis', 'Visibility', 15 + i);
          return { ...at, value: slice.get(at) / 100 };
        }),
      ),
    );
    const { offending } = dimension(health, 'consistency');
    expect(offending).toHaveLength(1);
    expect(offending[0]).toMatchObject({ project: 'Round 2', brand: 'Borealis', period: PERIODS[15] });
    expect(offending[0]?.problem).toMatch(/^scale changed: about \d/);
  });

  it.each<[string, (slice: Slice) => void]>([
    [
      'a lasting level shift',
      (slice) =>
        slice.set(
          Array.from({ length: 8 }, (_, i) => {
            const at = cell('Aurora', 'Rating', 16 + i);
            return { ...at, value: slice.get(at) + 12 };
          }),
        ),
    ],
    [
      'a one-month outlier',
      (slice) => slice.set([{ ...cell('Aurora', 'Rating', 8), value: slice.get(cell('Aurora', 'Rating', 8)) + 14 }]),
    ],
    [
      'a coarse rating that repeats itself',
      (slice) =>
        slice.set(
          BRANDS.flatMap((brand) =>
            PERIODS.map((_, t) => {
              const at = cell(brand, 'Rating', t);
              return { ...at, value: 5 * Math.round(slice.get(at) / 5) };
            }),
          ),
        ),
    ],
    [
      'a leader at 100 throughout',
      (slice) => slice.set(PERIODS.map((_, t) => ({ ...cell('Zephyr', 'Rating', t), value: 100 }))),
    ],
  ])('%s is not a contradiction', (_, damage) => {
    expect(dimension(damaged(damage), 'consistency').offending).toEqual([]);
  });

  it('a change of weights inside a round', () => {
    const slice = cleanSlice();
    const row = (section: string, weight: number): Weight => ({
      project: 'Round 2',
      section,
      platform: null,
      metric: null,
      weight,
      validFrom: '2025-07-01',
    });
    const health = assess({
      ...slice,
      dataset: { ...slice.dataset, weights: [...slice.dataset.weights, row('Organic', 1), row('Shelf', 0.25)] },
    });
    expect(health.weightChanges).toEqual([{ project: 'Round 2', validFrom: '2025-07-01' }]);
    // Three metrics of weight .5 each become one of 1 and two of .25: a third of the weight moved from 1/3 to 2/3.
    expect(dimension(health, 'stability').score).toBeCloseTo(100 * (1 - 1 / 3), 10);
    expect(dimension(health, 'stability').offending).toEqual([
      { project: 'Round 2', section: 'Organic', period: '2025-07-01', problem: 'weight 33.3 % → 66.7 %' },
      { project: 'Round 2', section: 'Shelf', period: '2025-07-01', problem: 'weight 66.7 % → 33.3 %' },
    ]);
    expect({ ...scoresOf(health), stability: 100 }).toEqual(PERFECT);
  });
});

describe('bounds', () => {
  it('lists at most 50 cells, the widest first, in one order, and says how many there are', () => {
    const slice = cleanSlice();
    slice.set([
      ...METRICS.map(({ metric }) => ({ ...cell('Zephyr', metric, 20), value: Number.NaN })),
      ...BRANDS.flatMap((brand) =>
        PERIODS.flatMap((_, t) => (t > 0 ? [{ ...cell(brand, 'Visibility', t), value: Number.NaN }] : [])),
      ),
    ]);
    const health = assess(slice);
    const { offending } = dimension(health, 'completeness');
    expect(offending).toHaveLength(50);
    expect(offending).toContainEqual({
      project: 'Round 2',
      brand: 'Zephyr',
      period: PERIODS[20],
      problem: 'no value of the brand in this period',
    });
    expect(health.notes).toContain('completeness: 50 of 69 offending cells are listed, the widest first.');
    const keys = offending.map((each) => JSON.stringify([each.project, each.brand, each.section ?? '']));
    expect(keys).toEqual([...keys].sort());
  });

  it('has no score without scores, and says so', () => {
    const slice = cleanSlice();
    const health = assess({ ...slice, dataset: { ...slice.dataset, scores: [] } });
    expect(health.score).toBeNull();
    expect(Object.values(scoresOf(health)).every((score) => score === null)).toBe(true);
    expect(health.notes).toEqual(['Round 2: no scores were read, so its data were not assessed.']);
  });
});
