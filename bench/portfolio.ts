/**
 * What synergy analysis finds in the demo market and claims on noise, and the time of the frontier and of the split over brands.
 *
 *   node bench/portfolio.ts [seeds = 30]
 *
 * How to read it: "planted" counts directed pairs of the planted cannibalisation that are claimed (two a world), with the mean
 * estimate (planted: −.6); "others" counts claims about other pairs of the same worlds; "noise" counts worlds without any truth
 * in which anything is claimed (nominal 5 %). Times in milliseconds by number of brands, one run after a warm-up.
 */
import { logCurve } from '../src/analytics/marketing/saturation.ts';
import { allocateAcrossBrands } from '../src/analytics/portfolio/allocate-brands.ts';
import { meanVarianceFrontier } from '../src/analytics/portfolio/frontier.ts';
import { findSynergies } from '../src/analytics/portfolio/synergy.ts';
import { generateWorld } from '../src/data/sources/demo/world.ts';
import { createRng } from '../src/domain/rng.ts';
import { ownBrandSales } from '../test/support/world-sales.ts';

const seeds = Number(process.argv[2] ?? 30);
const synergiesOf = (given: Parameters<typeof generateWorld>[0]) => {
  const { brands, categories } = ownBrandSales(generateWorld(given));
  return findSynergies(brands, categories, { seasonLength: 12, level: 0.95 });
};

let [found, others, noise, sum] = [0, 0, 0, 0];
for (let seed = 1; seed <= seeds; seed++) {
  for (const { from, kind, evidence } of synergiesOf({ seed })) {
    const planted = from === 'Aurora' || from === 'Borealis';
    if (planted) sum += evidence.estimate ?? 0;
    if (planted && kind === 'cannibalisation') found++;
    if (!planted && (kind === 'cannibalisation' || kind === 'synergy')) others++;
  }
  if (synergiesOf({ seed, without: ['all'] }).some(({ kind }) => kind !== 'none')) noise++;
}
const print = (text: string): boolean => process.stdout.write(`${text}\n`);
print(
  `planted ${found} of ${2 * seeds}, mean estimate ${(sum / (2 * seeds)).toFixed(2)}; others ${others}; noise ${noise} of ${seeds}`,
);

for (const count of [4, 12, 30]) {
  const rng = createRng(count);
  const returns = Array.from({ length: 80 }, () => {
    const common = rng.normal();
    return Array.from({ length: count }, (_, i) => 0.002 * i + 0.03 * common + 0.02 * (1 + i / 4) * rng.normal());
  });
  const brands = Array.from({ length: count }, (_, i) => ({
    id: String(i),
    curve: logCurve({ scale: 100 + 50 * rng.next(), unit: 50 }),
    lower: 10,
    upper: 200,
    currentSpend: 60,
  }));
  const time = (run: () => unknown): string => {
    run();
    const start = process.hrtime.bigint();
    run();
    return (Number(process.hrtime.bigint() - start) / 1e6).toFixed(0);
  };
  const growthCovariance = meanVarianceFrontier(returns)!.covariance;
  print(
    `${count} brands: frontier ${time(() => meanVarianceFrontier(returns))} ms, split ${time(() => allocateAcrossBrands(brands, 60 * count, createRng(1), { growthCovariance }))} ms`,
  );
}
