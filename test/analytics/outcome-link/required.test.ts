import { describe, expect, it } from 'vitest';
import { requiredPoints, scoreAfterStep } from '../../../src/analytics/outcome-link/required.ts';
import { moveOutcome, predictorStep } from '../../../src/analytics/outcome-link/transform.ts';

describe('points for a wanted change', () => {
  it('by hand: twice as good a rank at elasticity 2 asks for √2 of a score of 50', () => {
    const { points, interval } = requiredPoints(Math.LN2, { estimate: 2, interval: [1, 4] }, 50, 'log');
    expect(points).toBeCloseTo(50 * Math.SQRT2 - 50, 12);
    // Steep end: the fourth root; flat end: all of 50 again.
    expect(interval[0]).toBeCloseTo(50 * 2 ** 0.25 - 50, 12);
    expect(interval[1]).toBeCloseTo(50, 12);
  });

  it('by hand on plain points: a change of 3 at .5 a point asks for 6', () => {
    expect(requiredPoints(3, { estimate: 0.5, interval: [0.3, 1] }, 60, 'points')).toEqual({
      points: 6,
      interval: [3, 10],
    });
  });

  it('is the way back of what points do', () => {
    for (const scale of ['log', 'points', 'logit'] as const) {
      const slope = scale === 'points' ? 0.03 : 1.4;
      const { points } = requiredPoints(Math.log(40 / 25), { estimate: slope, interval: [slope, slope] }, 55, scale);
      expect(moveOutcome(40, slope * predictorStep(55, points!, scale), 'log-rank')).toBeCloseTo(25, 9);
    }
  });

  it('asks for nothing where nothing is missing, and says so where no score would do', () => {
    expect(requiredPoints(0, { estimate: 1, interval: [0.5, 2] }, 70, 'log')).toEqual({ points: 0, interval: [0, 0] });
    expect(requiredPoints(1, { estimate: 0.5, interval: [-0.1, 9] }, 70, 'log')).toEqual({
      points: null,
      interval: [70 * Math.exp(1 / 9) - 70, null],
    });
    expect(requiredPoints(1, { estimate: -1, interval: [-2, -0.5] }, 70, 'log')).toEqual({
      points: null,
      interval: [null, null],
    });
  });

  it('stays on the scale of scores', () => {
    expect(scoreAfterStep(0, 1, 'log')).toBeNull();
    expect(scoreAfterStep(98, 3, 'points')).toBeNull();
    expect(scoreAfterStep(98, 3, 'logit')).toBeLessThan(100);
  });
});
