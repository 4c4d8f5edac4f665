/** Cannibalisation that was planted is found; noise claims little. */
import { describe, expect, it } from 'vitest';
import { findSynergies } from '../../../src/analytics/portfolio/synergy.ts';
import { generateWorld } from '../../../src/data/sources/demo/world.ts';
import { createRng } from '../../../src/domain/rng.ts';
import { ownBrandSales } from '../../support/world-sales.ts';

const options = { seasonLength: 12, level: 0.95 };
const synergiesOf = (given: Parameters<typeof generateWorld>[0]) => {
  const { brands, categories } = ownBrandSales(generateWorld(given));
  return findSynergies(brands, categories, options);
};

describe('the demo market', () => {
  it('shows the planted pair at 60 periods, in both directions, and nearly its size', () => {
    let [found, others] = [0, 0];
    const estimates: number[] = [];
    for (let seed = 1; seed <= 6; seed++) {
      const world = generateWorld({ seed });
      const fact = world.truth.facts.find(({ kind }) => kind === 'cannibalisation')!;
      const pair = [fact.brand, fact.otherBrand];
      expect(fact.size).toBe(0.6);
      for (const each of synergiesOf({ seed })) {
        const planted = pair.includes(each.from) && pair.includes(each.to);
        if (planted && each.kind === 'cannibalisation') found++;
        if (planted) estimates.push(each.evidence.estimate!);
        if (!planted && (each.kind === 'cannibalisation' || each.kind === 'synergy')) others++;
      }
    }
    // 59 of 60 over thirty seeds.
    expect(found).toBeGreaterThanOrEqual(11);
    // Units are seen after what the partner took, not before, which pulls the planted −.6 towards 0.
    const mean = estimates.reduce((sum, value) => sum + value, 0) / estimates.length;
    expect(estimates).toHaveLength(12);
    expect(mean).toBeGreaterThan(-0.65);
    expect(mean).toBeLessThan(-0.4);
    expect(others).toBeLessThanOrEqual(2);
  });

  it('claims little on worlds without any truth', () => {
    let claiming = 0;
    for (let seed = 1; seed <= 15; seed++)
      if (synergiesOf({ seed, without: ['all'] }).some(({ kind }) => kind !== 'none')) claiming++;
    // Nominal 5 %, 13 of 200 measured; more than 3 of 15 worlds would come by chance once in 70 times at that rate.
    expect(claiming).toBeLessThanOrEqual(3);
  });
});

describe('pairs', () => {
  it('pairs only brands of one category and market, and refuses short series', () => {
    const rng = createRng(1);
    const units = (n: number) => Array.from({ length: n }, () => 1_000 * Math.exp(0.1 * rng.normal()));
    const brand = (name: string, market: string, category: string, n = 48) => ({
      brand: name,
      market,
      category,
      units: units(n),
    });
    const pairs = findSynergies(
      [
        brand('A', 'x', 'one'),
        brand('B', 'x', 'one'),
        brand('C', 'x', 'two'),
        brand('D', 'y', 'one'),
        brand('E', 'z', 'one', 20),
        brand('F', 'z', 'one', 20),
      ],
      [],
      options,
    );
    expect(pairs.map(({ from, to }) => from + to)).toEqual(['AB', 'BA', 'EF', 'FE']);
    expect(pairs[2]).toMatchObject({ kind: 'insufficient', q: null, unitsPerUnit: null });
    expect(pairs[2]!.evidence.insufficient).toContain('24 periods');
    expect(pairs[0]!.evidence.caveats.at(-1)).toContain('category sales');
  });

  it('names a positive link synergy and gives it in units', () => {
    const rng = createRng(2);
    const a = Array.from({ length: 72 }, () => 0.1 * rng.normal());
    const b = a.map((_, t) => (t > 0 ? 0.5 * a[t - 1]! : 0) + 0.03 * rng.normal());
    const sales = (x: number[], level: number) => x.map((value) => level * Math.exp(value));
    const [ab] = findSynergies(
      [
        { brand: 'A', market: 'm', category: 'c', units: sales(a, 1_000) },
        { brand: 'B', market: 'm', category: 'c', units: sales(b, 2_000) },
      ],
      [],
      options,
    );
    expect(ab).toMatchObject({ from: 'A', to: 'B', kind: 'synergy' });
    expect(ab!.evidence.estimate).toBeCloseTo(0.5, 1);
    expect(ab!.unitsPerUnit! / (2 * ab!.evidence.estimate!)).toBeCloseTo(1, 1);
  });
});
