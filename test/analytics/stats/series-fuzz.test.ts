/** Odd series of every sort: evidence stays evidence, numbers stay numbers, nothing throws. */
import { describe, expect, it } from 'vitest';
import { findAnomalies } from '../../../src/analytics/stats/anomaly.ts';
import { associatePair } from '../../../src/analytics/stats/association/pair.ts';
import { associatePanel } from '../../../src/analytics/stats/association/panel.ts';
import { testWindowDifference } from '../../../src/analytics/stats/difference.ts';
import { findLevelShifts } from '../../../src/analytics/stats/level-shift.ts';
import { testMovement } from '../../../src/analytics/stats/movement.ts';
import type { Evidence } from '../../../src/domain/evidence.ts';
import { createRng, type Rng } from '../../../src/domain/rng.ts';

const shapes: Readonly<Record<string, (n: number, rng: Rng) => number[]>> = {
  'noise at any offset and scale': (n, rng) => {
    const [offset, scale] = [10 ** rng.integer(8), 10 ** (rng.integer(12) - 6)];
    return Array.from({ length: n }, () => offset + scale * rng.normal());
  },
  'a bare step': (n) => Array.from({ length: n }, (_, t) => (t < n / 2 ? 50 : 60)),
  'small whole numbers': (n, rng) => Array.from({ length: n }, () => Math.round(rng.normal())),
  'a constant': (n) => new Array<number>(n).fill(100),
  'one pulse on zeros': (n) => Array.from({ length: n }, (_, t) => (t === 5 ? 1 : 0)),
  'a line with a season, no noise': (n) => Array.from({ length: n }, (_, t) => t + (t % 12)),
};

function sound(evidence: Evidence): void {
  for (const value of [evidence.estimate, evidence.p, evidence.detectable ?? null, ...(evidence.interval ?? [])])
    if (value !== null) expect(Number.isFinite(value)).toBe(true);
  expect(evidence.p === null).toBe(evidence.insufficient !== undefined);
  if (evidence.p !== null) {
    expect(evidence.p).toBeGreaterThanOrEqual(0);
    expect(evidence.p).toBeLessThanOrEqual(1);
  }
}

describe('evidence is sound for', () => {
  for (const [name, make] of Object.entries(shapes))
    it(name, () => {
      const rng = createRng(name.length);
      for (let r = 0; r < 25; r++) {
        const n = rng.integer(90);
        const series = make(n, rng).map((value) => (rng.next() < 0.15 ? null : value));
        const other = Array.from({ length: n }, () => rng.normal());
        const options = { unit: 'points', level: 0.95, seasonLength: [1, 4, 12, 52][rng.integer(4)]! };
        const width = Math.min(n, 1 + rng.integer(13));
        const back = (from: number) => Array.from({ length: width }, (_, i) => from - i).filter((t) => t >= 0);
        sound(testMovement(series, options));
        sound(testWindowDifference(series, back(n - 1), back(n - 1 - width), options));
        for (const shift of findLevelShifts(series, { ...options, rng })) sound(shift.evidence);
        for (const anomaly of findAnomalies(series, options)) sound(anomaly.evidence);
        sound(associatePair(series, other, options));
        const brands = [
          { x: series, y: other },
          { x: other, y: series },
        ];
        sound(associatePanel(brands, options));
      }
    });
});
