/** Units, prices and category sales of a demo world's own brands, as the synergy analysis takes them. */
import type { BrandSales, CategorySales } from '../../src/analytics/portfolio/synergy.ts';
import type { World } from '../../src/data/sources/demo/world.ts';

/** Category sales are the units of the tracked rivals: without the own brands, whose sales are on both sides otherwise. */
export function ownBrandSales(world: World): { brands: BrandSales[]; categories: CategorySales[] } {
  const marketOf = new Map(world.projects.map(({ project, market }) => [project, market]));
  const rows = [...world.outcomes()].filter(({ outcome }) => outcome === 'units' || outcome === 'price');
  const periods = [...new Set(rows.map(({ period }) => period))].sort();
  const position = new Map(periods.map((period, t) => [period, t]));
  const series = new Map<string, (number | null)[]>();
  for (const row of rows) {
    const key = JSON.stringify([marketOf.get(row.project), row.brand, row.outcome]);
    const values = series.get(key) ?? periods.map(() => null);
    values[position.get(row.period)!] = row.value;
    series.set(key, values);
  }
  const of = (market: string, brand: string, outcome: string): (number | null)[] | undefined =>
    series.get(JSON.stringify([market, brand, outcome]));
  const markets = [...new Set(marketOf.values())];
  const brands = markets.flatMap((market) =>
    world.brands.flatMap(({ brand, category, role }): BrandSales[] => {
      const [units, price] = [of(market, brand, 'units'), of(market, brand, 'price')];
      return role !== 'own' || !units || !price ? [] : [{ brand, market, category, units, controls: [price] }];
    }),
  );
  const categories = markets.flatMap((market) =>
    [...new Set(world.brands.map(({ category }) => category))].map((category): CategorySales => {
      const rivals = world.brands
        .filter((brand) => brand.category === category && brand.role === 'competitor')
        .flatMap(({ brand }) => of(market, brand, 'units') ?? []);
      const sold = periods.map((_, t) => {
        let sum = 0;
        for (let i = t; i < rivals.length; i += periods.length) sum += rivals[i] ?? 0;
        return sum;
      });
      return { market, category, sales: sold.map((value) => (value > 0 ? value : null)) };
    }),
  );
  return { brands, categories };
}
