import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decomposition, decomposeChange } from '../../../src/analytics/scores/decomposition.ts';
import { joinRounds } from '../../../src/analytics/scores/history.ts';
import { meanOver, rollUp } from '../../../src/analytics/scores/roll-up.ts';
import { type SmallProject, smallDataset } from '../../support/small-dataset.ts';

const historyOf = (project: SmallProject) => {
  const { dataset } = smallDataset([project], []);
  return joinRounds([project.project], dataset.scores, dataset.weights, 'monthly');
};
const shape = { project: 'one', start: '2026-01-01', brands: ['Aurora'] } as const;

function split(project: SmallProject, before: number[], current: number[]): Decomposition {
  const history = historyOf(project)!;
  return decomposeChange({ history, b: 0, indices: before }, { history, b: 0, indices: current });
}

function defined(decomposition: Decomposition): Extract<Decomposition, { undefined: null }> {
  if (decomposition.undefined !== null) throw new Error(decomposition.undefined);
  return decomposition;
}

describe('decomposition by hand', () => {
  it('puts a pure change of values into value effects', () => {
    const result = defined(
      split(
        {
          ...shape,
          periods: 2,
          metrics: ['A/P/x', 'B/Q/y'],
          value: (_b, metric, t) => (metric === 'A/P/x' ? 50 + 8 * t : 40 - 2 * t),
          weights: [{ level: 'A', weight: 3 }],
        },
        [0],
        [1],
      ),
    );
    expect(result.sections.map(({ section, value, weight, coverage }) => [section, value, weight, coverage])).toEqual([
      ['A', 6, 0, 0],
      ['B', -0.5, 0, 0],
    ]);
    expect(result.total).toBeCloseTo(5.5, 12);
  });

  it('puts a pure change of weights into weight effects, up for what is above the mean', () => {
    const result = defined(
      split(
        {
          ...shape,
          periods: 2,
          metrics: ['A/P/x', 'B/Q/y'],
          value: (_b, metric) => (metric === 'A/P/x' ? 80 : 20),
          weights: [
            { level: 'A', weight: 1 },
            { level: 'A', weight: 3, validFrom: '2026-02-01' },
          ],
        },
        [0],
        [1],
      ),
    );
    // Score 50 → 65; mid 57.5; shares move by ±.25: (80 − 57.5)·.25 and (20 − 57.5)·−.25.
    expect(result.value).toBeCloseTo(0, 12);
    expect(result.sections[0]!.weight).toBeCloseTo(5.625, 12);
    expect(result.sections[1]!.weight).toBeCloseTo(9.375, 12);
    expect(result.total).toBeCloseTo(15, 12);
  });

  it('puts a vanished metric into coverage', () => {
    const result = defined(
      split(
        {
          ...shape,
          periods: 2,
          metrics: ['A/P/x', 'A/P/y'],
          value: (_b, metric, t) => (metric === 'A/P/x' ? 60 : t === 0 ? 20 : null),
        },
        [0],
        [1],
      ),
    );
    // 40 → 60 although nothing moved: all of it is −½·(20 − 60).
    expect(result.sections[0]!.platforms[0]!.metrics.map(({ metric, coverage }) => [metric, coverage])).toEqual([
      ['x', 0],
      ['y', 20],
    ]);
    expect([result.value, result.weight, result.total]).toEqual([0, 0, 20]);
  });

  it('calls it all coverage when the two sides have no metric in common', () => {
    const result = defined(
      split(
        {
          ...shape,
          periods: 2,
          metrics: ['A/P/x', 'B/Q/y'],
          value: (_b, metric, t) => (metric === 'A/P/x' ? (t === 0 ? 30 : null) : t === 1 ? 70 : null),
        },
        [0],
        [1],
      ),
    );
    expect([result.value, result.weight, result.coverage]).toEqual([0, 0, 40]);
    expect(result.sections.map(({ coverage }) => coverage)).toEqual([20, 20]);
  });

  it('is undefined with its reason when a side has no score', () => {
    const project = {
      ...shape,
      periods: 3,
      metrics: ['A/P/x'],
      value: (_b: string, _m: string, t: number) => (t === 1 ? null : 5),
    };
    expect(split(project, [1], [0])).toEqual({ undefined: 'no score in the comparison periods' });
    expect(split(project, [0], [1])).toEqual({ undefined: 'no score in the report periods' });
  });
});

describe('decomposition of any change', () => {
  const cell = fc.oneof(
    { weight: 3, arbitrary: fc.double({ min: 0, max: 100, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  const weight = fc.oneof(
    { weight: 4, arbitrary: fc.double({ min: 0.01, max: 5, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(0) },
  );
  const METRICS = ['A/P/x', 'A/P/y', 'A/Q/z', 'B/R/v', 'B/R/w'];
  const PERIODS = 6;
  const world = fc.record({
    cells: fc.array(fc.array(cell, { minLength: PERIODS, maxLength: PERIODS }), { minLength: 5, maxLength: 5 }),
    first: fc.array(weight, { minLength: 5, maxLength: 5 }),
    second: fc.array(weight, { minLength: 5, maxLength: 5 }),
    changeAt: fc.integer({ min: 1, max: PERIODS - 1 }),
    split: fc.integer({ min: 1, max: PERIODS - 1 }),
  });

  it('sums exactly at every level, with random gaps, weight changes and uneven windows', () => {
    let checked = 0;
    fc.assert(
      fc.property(world, ({ cells, first, second, changeAt, split: at }) => {
        const history = historyOf({
          ...shape,
          periods: PERIODS,
          metrics: METRICS,
          value: (_b, metric, t) => cells[METRICS.indexOf(metric)]![t] ?? null,
          weights: METRICS.flatMap((level, m) => [
            { level, weight: first[m]! },
            { level, weight: second[m]!, validFrom: `2026-0${1 + changeAt}-01` },
          ]),
        });
        if (!history) return;
        const all = history.periods.map((_, t) => t);
        const [before, current] = [all.slice(0, at), all.slice(at)];
        const result = decomposeChange({ history, b: 0, indices: before }, { history, b: 0, indices: current });
        const { values } = rollUp(history, 0);
        const [from, to] = [meanOver(values, before), meanOver(values, current)];
        if (from === null || to === null) {
          expect(result.undefined).toMatch(/no score/);
          return;
        }
        const { before: start, current: end, total, sections } = defined(result);
        checked++;
        expect(Math.abs(start - from)).toBeLessThan(1e-9);
        expect(Math.abs(end - to)).toBeLessThan(1e-9);
        expect(Math.abs(total - (to - from))).toBeLessThan(1e-9);
        const sum = (parts: readonly { readonly total: number }[]) => parts.reduce((all, part) => all + part.total, 0);
        expect(Math.abs(sum(sections) - total)).toBeLessThan(1e-9);
        for (const section of sections) {
          expect(Math.abs(sum(section.platforms) - section.total)).toBeLessThan(1e-9);
          expect(Math.abs(section.value + section.weight + section.coverage - section.total)).toBeLessThan(1e-9);
          for (const platform of section.platforms)
            expect(Math.abs(sum(platform.metrics) - platform.total)).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 400, seed: 11 },
    );
    expect(checked).toBeGreaterThan(250);
  });

  it('matches metrics between two projects by section, platform and metric', () => {
    const one = historyOf({
      ...shape,
      periods: 1,
      metrics: ['A/P/x', 'A/P/y'],
      value: (_b, m) => (m === 'A/P/x' ? 10 : 30),
    })!;
    const two = historyOf({
      ...shape,
      project: 'two',
      periods: 1,
      metrics: ['A/P/y', 'A/P/z'],
      value: (_b, m) => (m === 'A/P/y' ? 36 : 90),
    })!;
    const result = defined(decomposeChange({ history: one, b: 0, indices: [0] }, { history: two, b: 0, indices: [0] }));
    expect(result.value).toBeCloseTo(6, 12);
    expect(result.total).toBeCloseTo(43, 12);
  });
});
