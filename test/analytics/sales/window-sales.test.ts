import { describe, expect, it } from 'vitest';
import { PRICE_TOLERANCE, windowSales } from '../../../src/analytics/sales/window-sales.ts';

const all = [0, 1, 2, 3];

describe('sales of a window', () => {
  it('are means over the periods with revenue and volume', () => {
    const found = windowSales(
      { revenue: [100, 200, null, 300], volume: [10, 20, 5, null], price: [10, 10, 10, 10] },
      all,
    );
    expect(found).toEqual({ sales: { volume: 15, revenue: 150 }, periods: 2, gap: 0, refused: null });
  });

  it('are refused when revenue is not volume × price: gaps do not cancel', () => {
    // 2 % too much, then 2 % too little: the sums agree, the periods do not.
    const off = windowSales({ revenue: [102, 98], volume: [10, 10], price: [10, 10] }, [0, 1]);
    expect(off).toMatchObject({ sales: null, refused: 'revenue is not volume × price' });
    expect(off.gap).toBeCloseTo(0.02, 12);
    const inside = windowSales({ revenue: [100.9, 100], volume: [10, 10], price: [10, 10] }, [0, 1]);
    expect(inside.gap!).toBeLessThan(PRICE_TOLERANCE);
    expect(inside.refused).toBeNull();
  });

  it('take revenue ÷ volume where no price is known', () => {
    expect(windowSales({ revenue: [30, 50], volume: [3, 5], price: null }, [0, 1])).toMatchObject({
      sales: { volume: 4, revenue: 40 },
      gap: null,
      refused: null,
    });
  });

  it('tell nothing sold from nothing known', () => {
    expect(windowSales({ revenue: [0, 0], volume: [0, 0], price: null }, [0, 1])).toMatchObject({
      sales: null,
      refused: null,
    });
    expect(windowSales({ revenue: [null, null], volume: [1, 2], price: null }, [0, 1]).refused).toMatch(/no period/);
    expect(windowSales({ revenue: [5, 5], volume: [0, 0], price: null }, [0, 1]).refused).toMatch(/without any volume/);
    expect(windowSales({ revenue: [-5, 50], volume: [1, 5], price: null }, [0, 1]).refused).toMatch(/below zero/);
  });
});
