import { describe, expect, it } from 'vitest';
import { type PriceVolumeMix, priceVolumeMix, type SalesItem } from '../../../src/analytics/sales/price-volume-mix.ts';
import { createRng } from '../../../src/domain/rng.ts';

const sold = (volume: number, price: number) => ({ volume, revenue: volume * price });
const sumOf = ({ volume, price, itemMix, groupMix, entered, left }: PriceVolumeMix): number =>
  volume + price + itemMix + groupMix + entered + left;

describe('price–volume–mix', () => {
  it('of one item is price and volume, by hand', () => {
    // 100 at 10 → 120 at 12: mean price 11 × 20 = 220, mean volume 110 × 2 = 220; 1440 − 1000 = 440.
    expect(priceVolumeMix([{ group: 'a', before: sold(100, 10), now: sold(120, 12) }])).toEqual({
      before: 1000,
      now: 1440,
      change: 440,
      volume: 220,
      price: 220,
      itemMix: 0,
      groupMix: 0,
      entered: 0,
      left: 0,
    });
  });

  it('of two items at fixed prices is volume and mix, by hand', () => {
    // Cheap (10) 100 → 50, dear (20) 100 → 200. Average price: (3000 ÷ 200 + 4500 ÷ 250) ÷ 2 = 16.5.
    // Volume 16.5 × 50 = 825; mix (10 − 16.5) × −50 + (20 − 16.5) × 100 = 325 + 350 = 675; 825 + 675 = 1500.
    const found = priceVolumeMix([
      { group: 'a', before: sold(100, 10), now: sold(50, 10) },
      { group: 'a', before: sold(100, 20), now: sold(200, 20) },
    ])!;
    expect(found).toMatchObject({ change: 1500, volume: 825, price: 0, itemMix: 675, groupMix: 0 });
  });

  it('tells mix inside markets from mix between them, by hand', () => {
    // Market a: one brand at 10, 100 → 100. Market b: one brand at 30, 100 → 300. No brand mix: one brand each.
    // Average price (4000 ÷ 200 + 10000 ÷ 400) ÷ 2 = 22.5; volume 22.5 × 200 = 4500; mix (30 − 22.5) × 200 = 1500.
    expect(
      priceVolumeMix([
        { group: 'a', before: sold(100, 10), now: sold(100, 10) },
        { group: 'b', before: sold(100, 30), now: sold(300, 30) },
      ]),
    ).toMatchObject({ change: 6000, volume: 4500, price: 0, itemMix: 0, groupMix: 1500 });
  });

  it('has no mix when shares stay, whatever prices do', () => {
    const found = priceVolumeMix([
      { group: 'a', before: sold(100, 10), now: sold(130, 14) },
      { group: 'a', before: sold(300, 25), now: sold(390, 20) },
      { group: 'b', before: sold(50, 7), now: sold(65, 9) },
    ])!;
    expect(found.itemMix).toBeCloseTo(0, 9);
    expect(found.groupMix).toBeCloseTo(0, 9);
  });

  it('keeps items of one window apart', () => {
    const found = priceVolumeMix([
      { group: 'a', before: sold(100, 10), now: sold(110, 10) },
      { group: 'a', before: sold(10, 50), now: null },
      { group: 'a', before: null, now: sold(20, 40) },
    ]);
    expect(found).toMatchObject({ change: 400, volume: 100, price: 0, itemMix: 0, left: -500, entered: 800 });
    expect(
      priceVolumeMix([
        { group: 'a', before: sold(1, 5), now: null },
        { group: 'a', before: null, now: sold(2, 6) },
      ]),
    ).toMatchObject({ change: 7, volume: 0, price: 0, left: -5, entered: 12 });
  });

  it('adds up to 1e-9, turns its sign when the windows are swapped, and does not mind the currency', () => {
    const rng = createRng(3);
    for (let run = 0; run < 300; run++) {
      const items = Array.from({ length: 1 + Math.floor(12 * rng.next()) }, (): SalesItem => {
        const side = () => (rng.next() < 0.15 ? null : sold(1e5 * rng.next() + 1, 1e3 * rng.next()));
        return { group: `g${Math.floor(3 * rng.next())}`, before: side(), now: side() };
      });
      const found = priceVolumeMix(items);
      const turned = priceVolumeMix(items.map(({ group, before, now }) => ({ group, before: now, now: before })));
      if (found === null) {
        expect(turned).toBeNull();
        continue;
      }
      const scale = Math.max(found.before, found.now);
      expect(Math.abs(sumOf(found) - found.change) / scale).toBeLessThan(1e-9);
      for (const name of ['volume', 'price', 'itemMix', 'groupMix'] as const)
        expect(Math.abs(found[name] + turned![name]) / scale).toBeLessThan(1e-9);
      expect(Math.abs(found.entered + turned!.left) / scale).toBeLessThan(1e-9);
      const scaled = (sales: SalesItem['now']) => sales && { ...sales, revenue: sales.revenue * 83 };
      const rupees = priceVolumeMix(
        items.map(({ group, before, now }) => ({ group, before: scaled(before), now: scaled(now) })),
      )!;
      expect(Math.abs(rupees.itemMix - 83 * found.itemMix) / (83 * scale)).toBeLessThan(1e-9);
    }
  });

  it('a market is the sum of its price effects, its brands’ own decompositions included', () => {
    const items: SalesItem[] = [
      { group: 'a', before: sold(100, 10), now: sold(140, 9) },
      { group: 'a', before: sold(60, 30), now: sold(50, 33) },
    ];
    const all = priceVolumeMix(items)!;
    const own = items.map((item) => priceVolumeMix([item])!);
    expect(all.price).toBeCloseTo(own[0]!.price + own[1]!.price, 9);
    expect(all.volume + all.itemMix).toBeCloseTo(own[0]!.volume + own[1]!.volume, 9);
  });

  it('has no answer without sales in one of the windows, and refuses sales without a price', () => {
    expect(priceVolumeMix([])).toBeNull();
    expect(priceVolumeMix([{ group: 'a', before: null, now: sold(1, 1) }])).toBeNull();
    expect(() => priceVolumeMix([{ group: 'a', before: { volume: 0, revenue: 5 }, now: sold(1, 1) }])).toThrow(
      RangeError,
    );
  });
});
