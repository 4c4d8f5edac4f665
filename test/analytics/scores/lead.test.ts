import { describe, expect, it } from 'vitest';
import { joinRounds, type ScoreHistory } from '../../../src/analytics/scores/history.ts';
import { leadOverPeers } from '../../../src/analytics/scores/lead.ts';
import { rollUp } from '../../../src/analytics/scores/roll-up.ts';
import { varianceShares } from '../../../src/analytics/scores/variance-shares.ts';
import { createRng } from '../../../src/domain/rng.ts';
import { smallDataset } from '../../support/small-dataset.ts';

function historyOf(
  brands: readonly string[],
  metrics: readonly string[],
  periods: number,
  value: (brand: string, metric: string, t: number) => number | null,
  weights: readonly { level: string; weight: number }[] = [],
): ScoreHistory {
  const { dataset } = smallDataset(
    [{ project: 'P', start: '2024-01-01', periods, brands, metrics, value, weights }],
    [brands[0]!],
  );
  return joinRounds(['P'], dataset.scores, dataset.weights, 'monthly')!;
}

describe('lead over peers', () => {
  it('is weight share × difference where nothing is missing', () => {
    const history = historyOf(
      ['A', 'B', 'C'],
      ['S/P/x', 'T/P/y'],
      2,
      (brand, metric) => ({ A: [60, 40], B: [50, 50], C: [40, 60] })[brand]![metric.endsWith('x') ? 0 : 1]!,
      [
        { level: 'S', weight: 3 },
        { level: 'T', weight: 1 },
      ],
    );
    // x: ¾ × (60 − 45) = 11.25; y: ¼ × (40 − 55) = −3.75.
    const lead = leadOverPeers(history, 0, [0, 1])!;
    expect([...lead.byMetric]).toEqual([11.25, -3.75]);
    expect(lead.points).toBeCloseTo(7.5, 12);
    expect(lead.periods).toBe(2);
  });

  it('adds up to the difference of the scores whatever is missing', () => {
    const rng = createRng(5);
    const history = historyOf(
      ['A', 'B', 'C', 'D'],
      ['S/P/x', 'S/Q/y', 'T/P/z', 'U/R/w'],
      8,
      () => (rng.next() < 0.3 ? null : 100 * rng.next()),
      [{ level: 'T', weight: 2.5 }],
    );
    const scores = history.brands.map((_, b) => rollUp(history, b).values);
    for (let b = 0; b < 4; b++)
      for (let t = 0; t < 8; t++) {
        const peers = scores.flatMap((values, p) => (p === b || Number.isNaN(values[t]!) ? [] : [values[t]!]));
        const lead = leadOverPeers(history, b, [t]);
        if (Number.isNaN(scores[b]![t]!) || peers.length === 0) expect(lead).toBeNull();
        else {
          const mean = peers.reduce((sum, value) => sum + value, 0) / peers.length;
          expect(lead!.points).toBeCloseTo(scores[b]![t]! - mean, 9);
        }
      }
  });

  it('is null alone', () => {
    expect(
      leadOverPeers(
        historyOf(['A'], ['S/P/x'], 3, () => 50),
        0,
        [0, 1, 2],
      ),
    ).toBeNull();
  });
});

describe('variance shares', () => {
  it('add up to one, and give a section that does not move nothing', () => {
    const rng = createRng(8);
    const history = historyOf(['A'], ['S/P/x', 'T/P/y', 'U/P/z'], 30, (_brand, metric) =>
      metric.startsWith('U') ? 50 : 50 + (metric.startsWith('S') ? 6 : 3) * rng.normal(),
    );
    const { shares, periods, deviation } = varianceShares(history, 0, 29)!;
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares[2]).toBeCloseTo(0, 12);
    // Independent sections of equal weight: 36 of 45 parts.
    expect(shares[0]).toBeGreaterThan(0.6);
    expect(periods).toBe(30);
    expect(deviation).toBeGreaterThan(0);
  });

  it('are exact for two sections that move together: in proportion to their size', () => {
    const history = historyOf(['A'], ['S/P/x', 'T/P/y'], 24, (_brand, metric, t) =>
      metric.startsWith('S') ? 50 + 3 * (t % 4) : 50 + (t % 4),
    );
    expect(varianceShares(history, 0, 23)!.shares[0]).toBeCloseTo(0.75, 12);
  });

  it('are null when the score does not vary or is too short', () => {
    expect(
      varianceShares(
        historyOf(['A'], ['S/P/x'], 24, () => 50),
        0,
        23,
      ),
    ).toBeNull();
    expect(
      varianceShares(
        historyOf(['A'], ['S/P/x'], 24, (_b, _m, t) => t),
        0,
        10,
      ),
    ).toBeNull();
  });
});
