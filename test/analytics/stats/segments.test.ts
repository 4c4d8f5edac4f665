import { describe, expect, it } from 'vitest';
import { findSegments } from '../../../src/analytics/stats/multivariate/segments.ts';
import { createRng } from '../../../src/domain/rng.ts';

describe('segments', () => {
  it('finds groups that are there', () => {
    const rng = createRng(2);
    const rows = Array.from({ length: 15 }, (_, i) =>
      Array.from({ length: 3 }, (_unused, j) => 50 + (i % 3 === j ? 25 : 0) + 2 * rng.normal()),
    );
    const found = findSegments(rows, rng)!;
    expect(found.groups).toBe(3);
    expect(found.p).toBeLessThan(0.01);
    found.labels.forEach((label, i) => {
      expect(label).toBe(found.labels[i % 3]);
    });
  });

  it('calls one correlated cloud groups at most as often as it may', () => {
    const rng = createRng(4);
    let called = 0;
    for (let world = 0; world < 60; world++) {
      const rows = Array.from({ length: 12 }, () => {
        const common = rng.normal();
        return Array.from({ length: 4 }, () => 50 + 8 * (0.6 * common + 0.8 * rng.normal()));
      });
      if (findSegments(rows, rng.fork(`world ${world}`))!.p <= 0.05) called++;
    }
    // 99 % binomial limit of 5 % in 60.
    expect(called).toBeLessThanOrEqual(8);
  });

  it('is null for few rows and for rows that do not differ', () => {
    const rng = createRng(1);
    expect(findSegments([[1], [2], [3]], rng)).toBeNull();
    expect(
      findSegments(
        Array.from({ length: 12 }, () => [50, 60]),
        rng,
      ),
    ).toBeNull();
  });
});
