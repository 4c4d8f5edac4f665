/** The small market of the report's goldens: five brands, six metrics, two joined rounds, known events. */
import type { EventRow } from '../../src/domain/dataset.ts';
import { createRng } from '../../src/domain/rng.ts';
import { type SmallProject, smallDataset } from '../support/small-dataset.ts';

const METRICS = [
  'Marketplace/Bazaarly/Buy Box Share',
  'Marketplace/Bazaarly/In-Stock Rate',
  'Digital Spends/Search Ads/Click-Through Rate',
  'Digital Spends/Search Ads/Quality Score',
  'Organic Performance/Web Search/Visibility',
  'Socialwatch/Feeds/Response Time',
];
const LEVELS: Readonly<Record<string, number>> = { Aurora: 58, Borealis: 52, Halo: 70, Verity: 63, Zephyr: 55 };

/** First month, counted from the start, of Aurora's step on Marketplace, and Borealis' one odd month. */
export const STEP_AT = 36;
export const ODD_AT = 30;
const FIRST_ROUND = 24;

/**
 * Stationary AR(1) noise of one point a metric and one odd gap; with `planted`, Aurora's Marketplace steps up by 9
 * points and one month of Borealis' Organic Performance drops by 15.
 */
export function goldenMarket(planted = true, seed = 4) {
  const noise = new Map<string, number[]>();
  const noiseOf = (brand: string, metric: string): number[] => {
    const key = `${brand}:${metric}`;
    const known = noise.get(key);
    if (known) return known;
    const rng = createRng(seed).fork(key);
    const path: number[] = [];
    for (let t = 0; t < 48; t++) path.push(0.4 * (path[t - 1] ?? rng.normal()) + 0.9 * rng.normal());
    noise.set(key, path);
    return path;
  };
  const value = (brand: string, metric: string, t: number): number | null => {
    if (brand === 'Verity' && t === 10 && metric === METRICS[3]) return null;
    let level = LEVELS[brand]! + 6 * ((METRICS.indexOf(metric) % 3) - 1) + noiseOf(brand, metric)[t]!;
    if (planted && brand === 'Aurora' && t >= STEP_AT && metric.startsWith('Marketplace')) level += 9;
    if (planted && brand === 'Borealis' && t === ODD_AT && metric.startsWith('Organic')) level -= 15;
    return Number(level.toFixed(2));
  };
  const shared = { market: 'UK', brands: Object.keys(LEVELS), metrics: METRICS };
  const weights = [
    { level: 'Marketplace', weight: 0.4 },
    { level: 'Digital Spends', weight: 0.25 },
    { level: 'Organic Performance', weight: 0.2 },
    { level: 'Socialwatch', weight: 0.15 },
  ];
  const projects: SmallProject[] = [
    { ...shared, project: 'UK Skincare 2023', start: '2022-11-01', periods: FIRST_ROUND, value, weights },
    {
      ...shared,
      project: 'UK Skincare 2025',
      follows: 'UK Skincare 2023',
      start: '2024-11-01',
      periods: 48 - FIRST_ROUND,
      value: (brand, metric, t) => value(brand, metric, t + FIRST_ROUND),
      weights: [...weights, { level: 'Socialwatch', weight: 0.2, validFrom: '2026-01-01' }],
    },
  ];
  const events: EventRow[] = [
    { project: 'UK Skincare 2025', brand: 'Aurora', date: '2025-11-12', label: 'Listing overhaul' },
    { project: 'UK Skincare 2025', brand: null, date: '2025-07-20', label: 'Sale week' },
  ];
  return smallDataset(projects, ['Aurora', 'Borealis'], events);
}

/** Six years in which every brand gains on every metric, year after year, and no two stand at the same level. */
export function improvingMarket() {
  const brands = Object.keys(LEVELS);
  return smallDataset(
    [
      {
        project: 'UK Skincare 2025',
        market: 'UK',
        brands,
        metrics: METRICS,
        start: '2020-11-01',
        periods: 72,
        value: (brand, metric, t) => {
          const place = (brands.indexOf(brand) * 5 + METRICS.indexOf(metric) * 3) % brands.length;
          return 20 + 6 * place + 4 * Math.floor(t / 12) + Math.sin(t * (1 + place) + METRICS.indexOf(metric));
        },
      },
    ],
    ['Aurora', 'Borealis'],
  );
}

/** A brand whose In-Stock Rate lies near 97 and falls to 92 for good, with noise that shrinks towards the bound. */
export function ceilingMarket() {
  const noise = createRng(9);
  const path = Array.from({ length: 5 * 48 }, () => 0.25 * noise.normal());
  const share = (level: number, at: number): number =>
    100 / (1 + Math.exp(-Math.log(level / (100 - level)) - path[at]!));
  const brands = Object.keys(LEVELS);
  return smallDataset(
    [
      {
        project: 'UK Skincare 2025',
        market: 'UK',
        brands,
        metrics: ['Marketplace/Bazaarly/In-Stock Rate'],
        start: '2022-11-01',
        periods: 48,
        value: (brand, _metric, t) =>
          Number(share(brand === 'Aurora' && t >= STEP_AT ? 92 : 97, brands.indexOf(brand) * 48 + t).toFixed(2)),
      },
    ],
    ['Aurora'],
  );
}

/** Too little of everything: a few periods of two metrics, three brands or fewer. */
export function shortMarket(periods: number, brands: readonly string[] = ['Aurora', 'Borealis', 'Cirrus']) {
  return smallDataset(
    [
      {
        project: 'Short',
        start: '2026-01-01',
        periods,
        brands,
        metrics: ['A/P/x', 'B/Q/y'],
        value: (brand, metric, t) => 50 + brand.length + metric.charCodeAt(0) / 10 + ((t * 7) % 5),
      },
    ],
    ['Aurora'],
  );
}
