/** What a target score asks for, by hand. */
import { describe, expect, it } from 'vitest';
import type { Headroom } from '../../../src/analytics/scores/headroom.ts';
import { outlookOf } from '../../../src/analytics/scores/target.ts';

/** A metric below the target: points of the score that it holds, and periods until it is there. */
const row = (points: number, periodsToClose: number | null): Headroom => ({
  section: 'S',
  platform: 'P',
  metric: `m${points}`,
  now: 40,
  bestPeer: null,
  best: 70,
  gap: 30,
  weightShare: points / 30,
  points,
  pace: null,
  periodsToClose,
  withinYear: null,
  expected: null,
});

describe('outlookOf', () => {
  it('is met at the target or above, whatever metrics still hold', () => {
    expect(outlookOf(60, 60, [row(2, 10)])).toMatchObject({ gap: 0, periods: 0, attainable: 2, isAttainable: true });
    expect(outlookOf(60, 64, [])).toMatchObject({ gap: -4, periods: 0 });
  });

  it('lets every metric gain until it is there: 4 points in 10 and 6 in 30 periods are 7 after 15', () => {
    expect(outlookOf(67, 60, [row(6, 30), row(4, 10)]).periods).toBeCloseTo(15, 9);
    // The first piece alone: 0.4 + 0.2 a period.
    expect(outlookOf(63, 60, [row(6, 30), row(4, 10)]).periods).toBeCloseTo(5, 9);
    expect(outlookOf(70, 60, [row(6, 30), row(4, 10)]).periods).toBeCloseTo(30, 9);
  });

  it('never gets there with metrics that have no pace, or too few points', () => {
    expect(outlookOf(67, 60, [row(6, null), row(4, 10)])).toMatchObject({
      periods: null,
      paced: 1,
      isAttainable: true,
    });
    expect(outlookOf(67, 60, [row(6, null), row(4, null)])).toMatchObject({ periods: null, paced: 0 });
    expect(outlookOf(72, 60, [row(6, 30), row(4, 10)])).toMatchObject({ periods: null, isAttainable: false });
  });

  it('takes less than one decimal shows for no shortfall', () => {
    expect(outlookOf(70.04, 60, [row(6, 30), row(4, 10)])).toMatchObject({ isAttainable: true, periods: 30 });
  });
});
