/** Names of dots on one row never cover one another. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeDotNames } from '../../../src/render/charts/dot-names.ts';

const bounds = { left: 0, right: 800 };

describe('placeDotNames', () => {
  it('stands over its dot where there is room, below it where another is in the way', () => {
    const names = [
      { text: 'Aurora', x: 300, width: 90 },
      { text: 'Cirrus', x: 340, width: 80 },
    ];
    expect(placeDotNames(names, bounds, 8, 12)).toEqual([
      { text: 'Aurora', x: 300, width: 90, left: 255, side: 'above' },
      { text: 'Cirrus', x: 340, width: 80, left: 300, side: 'below' },
    ]);
  });

  it('finds a place for four close dots', () => {
    const names = [57, 140, 152, 191].map((x, i) => ({ text: `n${i}`, x: 300 + x, width: 95 }));
    expect(placeDotNames(names, bounds, 8, 12)).toHaveLength(4);
  });

  it('never lets two meet or one leave the plot', () => {
    const name = fc.record({
      text: fc.constant('x'),
      x: fc.double({ min: 0, max: 800, noNaN: true }),
      width: fc.double({ min: 10, max: 200, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(name, { maxLength: 6 }), (names) => {
        const placed = placeDotNames(names, bounds, 8, 12);
        placed.forEach((a, i) => {
          expect(a.left).toBeGreaterThanOrEqual(0);
          expect(a.left + a.width).toBeLessThanOrEqual(800);
          for (const b of placed.slice(i + 1))
            if (a.side === b.side) expect(a.left + a.width <= b.left || b.left + b.width <= a.left).toBe(true);
        });
      }),
    );
  });
});
