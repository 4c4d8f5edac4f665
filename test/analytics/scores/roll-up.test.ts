import { describe, expect, it } from 'vitest';
import { constantSetSeries } from '../../../src/analytics/scores/constant-set.ts';
import { joinRounds } from '../../../src/analytics/scores/history.ts';
import { relativeMetrics } from '../../../src/analytics/scores/relative-metrics.ts';
import { meanOver, rollUp } from '../../../src/analytics/scores/roll-up.ts';
import { type SmallProject, smallDataset } from '../../support/small-dataset.ts';

const METRICS = ['A/P/x', 'A/P/y', 'A/Q/z', 'B/R/w'];

function historyOf(projects: readonly SmallProject[], rounds = projects.map(({ project }) => project)) {
  const { dataset } = smallDataset(projects, []);
  return joinRounds(rounds, dataset.scores, dataset.weights, 'monthly')!;
}

const base: SmallProject = {
  project: 'one',
  start: '2026-01-01',
  periods: 3,
  brands: ['Aurora'],
  metrics: METRICS,
  value: (_brand, metric, t) =>
    ({ 'A/P/x': 40, 'A/P/y': t === 1 ? null : 60, 'A/Q/z': 80, 'B/R/w': 20 })[metric] ?? null,
  weights: [
    { level: 'A', weight: 0.75 },
    { level: 'B', weight: 0.25 },
    { level: 'A/P', weight: 2 },
    { level: 'A/P/y', weight: 3 },
  ],
};
// Effective weights: x .75·2·1 = 1.5 · y .75·2·3 = 4.5 · z .75·1·1 = .75 · w .25; together 7.
const TOTAL = 7;

describe('roll-up', () => {
  it('weighs section × platform × metric, a level without a row as 1', () => {
    const { values, coverage } = rollUp(historyOf([base]), 0);
    expect(values[0]).toBeCloseTo((1.5 * 40 + 4.5 * 60 + 0.75 * 80 + 0.25 * 20) / TOTAL, 12);
    expect(coverage[0]).toBe(1);
  });

  it('divides by the weight that is present and says how much that is', () => {
    const { values, coverage } = rollUp(historyOf([base]), 0);
    expect(values[1]).toBeCloseTo((1.5 * 40 + 0.75 * 80 + 0.25 * 20) / 2.5, 12);
    expect(coverage[1]).toBeCloseTo(2.5 / TOTAL, 12);
  });

  it('scores a section with the same formula over its own metrics', () => {
    const history = historyOf([base]);
    const { values, coverage } = rollUp(history, 0, (m) => history.metrics[m]!.section === 'A');
    expect(values[0]).toBeCloseTo((1.5 * 40 + 4.5 * 60 + 0.75 * 80) / 6.75, 12);
    expect(coverage[1]).toBeCloseTo(2.25 / 6.75, 12);
  });

  it('has no score without a present metric, and none where all weights are zero', () => {
    const gone = rollUp(historyOf([{ ...base, value: (_b, _m, t) => (t === 1 ? null : 50) }]), 0);
    expect(gone.values[1]).toBeNaN();
    expect(gone.coverage[1]).toBe(0);
    const weightless = rollUp(
      historyOf([
        {
          ...base,
          weights: [
            { level: 'A', weight: 0 },
            { level: 'B', weight: 0 },
          ],
        },
      ]),
      0,
    );
    expect(weightless.values[0]).toBeNaN();
    expect(weightless.coverage[0]).toBeNaN();
    expect(meanOver(weightless.values, [0, 1, 2])).toBeNull();
  });

  it('uses the weight that is valid in each period, the earliest one before its first date', () => {
    const history = historyOf([
      {
        ...base,
        metrics: ['A/P/x', 'B/R/w'],
        value: (_b, metric) => (metric === 'A/P/x' ? 100 : 0),
        weights: [
          { level: 'A', weight: 3, validFrom: '2026-02-01' },
          { level: 'A', weight: 1, validFrom: '2026-03-01' },
        ],
      },
    ]);
    expect([...rollUp(history, 0).values]).toEqual([75, 75, 50]);
  });
});

describe('joined rounds', () => {
  const first: SmallProject = { ...base, project: 'one', periods: 4, weights: [], value: () => 10 };
  const second: SmallProject = {
    ...base,
    project: 'two',
    follows: 'one',
    start: '2026-04-01',
    periods: 2,
    metrics: ['A/P/x', 'C/S/new'],
    weights: [],
    value: (_b, metric) => (metric === 'A/P/x' ? 30 : 50),
  };

  it('continue each metric; the later round owns a shared period', () => {
    const history = historyOf([first, second]);
    expect(history.periods).toEqual(['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01']);
    expect(history.owners).toEqual(['one', 'one', 'one', 'two', 'two']);
    expect([...rollUp(history, 0).values]).toEqual([10, 10, 10, 40, 40]);
    // Metrics of the other round were not asked for: coverage is complete in both.
    expect([...rollUp(history, 0).coverage]).toEqual([1, 1, 1, 1, 1]);
  });

  it('keep a hole between rounds as missing and ignore an empty tail', () => {
    const late = {
      ...second,
      start: '2026-06-01',
      periods: 3,
      value: (_b: string, _m: string, t: number) => (t < 2 ? 30 : null),
    };
    const history = historyOf([first, late]);
    expect(history.periods.at(-1)).toBe('2026-07-01');
    expect([...rollUp(history, 0).values]).toEqual([10, 10, 10, 10, Number.NaN, 30, 30]);
  });

  it('are null when no round holds a value', () => {
    const { dataset } = smallDataset([{ ...base, value: () => null }], []);
    expect(joinRounds(['one'], dataset.scores, dataset.weights, 'monthly')).toBeNull();
  });
});

describe('history at today’s weights on a constant set', () => {
  it('equals the score at today’s weights when nothing is missing', () => {
    const history = historyOf([
      {
        ...base,
        metrics: ['A/P/x', 'B/R/w'],
        value: (_b, metric, t) => (metric === 'A/P/x' ? 50 + t : 10),
        weights: [
          { level: 'A', weight: 9 },
          { level: 'A', weight: 1, validFrom: '2026-03-01' },
        ],
      },
    ]);
    const { values, weightShare } = constantSetSeries(history, 0);
    for (const [t, value] of values.entries()) expect(value).toBeCloseTo((50 + t + 10) / 2, 12);
    expect(weightShare).toBe(1);
  });

  it('does not move when a metric is missing or appears late', () => {
    const history = historyOf([
      {
        ...base,
        periods: 20,
        metrics: ['A/P/x', 'A/P/y', 'B/R/w'],
        weights: [],
        value: (_b, metric, t) =>
          metric === 'A/P/x' ? 80 : metric === 'A/P/y' ? (t === 7 ? null : 20) : t < 10 ? null : 99,
      },
    ]);
    const { values, metrics } = constantSetSeries(history, 0);
    expect(metrics).toBe(2);
    for (const value of values) expect(value).toBeCloseTo(50, 12);
    // The plain score jumps by 30 points in the same period.
    expect(rollUp(history, 0).values[7]).toBe(80);
  });

  it('is null where less than half of the set’s weight is present', () => {
    const history = historyOf([
      {
        ...base,
        periods: 10,
        metrics: ['A/P/x', 'A/P/y', 'A/Q/z'],
        weights: [],
        value: (_b, metric, t) => (t === 4 && metric !== 'A/P/x' ? null : 50),
      },
    ]);
    expect(constantSetSeries(history, 0).values[4]).toBeNull();
  });
});

describe('relative metrics', () => {
  const market = (value: SmallProject['value']) =>
    historyOf([{ ...base, brands: ['Aurora', 'Borealis', 'Cirrus'], metrics: ['A/P/x'], value }]);
  it('hold a 0 and a 100 in every period', () => {
    const scaled = { Aurora: 0, Borealis: 100, Cirrus: 40 } as Record<string, number>;
    expect(relativeMetrics(market((brand, _m, t) => (t === 1 ? null : scaled[brand]!)))).toEqual([true]);
    expect(relativeMetrics(market((brand, _m, t) => (t === 2 && brand === 'Borealis' ? 99 : scaled[brand]!)))).toEqual([
      false,
    ]);
  });
});
