/** A small market for the tests of slack/: names that are hard on purpose, and reports with options of their own. */
import type { Catalog, CatalogProject } from '../../src/domain/dataset.ts';
import { COMMON_OPTIONS } from '../../src/reports/options.ts';
import type { ReportCard } from '../../src/slack/parse/vocabulary.ts';

export const reports: readonly ReportCard[] = [
  {
    id: 'dc-score-performance',
    title: 'Dynamic DC Score Performance Analysis',
    category: 'dc-score',
    question: 'How healthy is each brand’s score, is it really moving, why?',
    options: COMMON_OPTIONS,
  },
  {
    id: 'revenue-impact',
    title: 'Revenue Impact Optimization',
    category: 'outcome',
    question: 'Which improvements would add most revenue, by when?',
    options: [
      ...COMMON_OPTIONS,
      {
        type: 'number',
        name: 'target',
        label: 'Target',
        help: 'Revenue to reach',
        min: 0,
        max: 1e12,
        unit: '',
        initial: 0,
      },
      { type: 'text', name: 'note', label: 'Note', help: 'Printed on page 1', maxLength: 80, initial: '' },
    ],
  },
];

const project = (
  name: string,
  market: string,
  category: string,
  more: Partial<CatalogProject> = {},
): CatalogProject => ({
  project: name,
  market,
  category,
  currency: 'INR',
  frequency: 'monthly',
  start: '2022-11-01',
  end: null,
  follows: null,
  brands: ['Aurora', 'Borealis', 'Dune & Sons', 'Zephyr'],
  firstPeriod: '2022-11-01',
  lastPeriod: '2026-10-01',
  outcomes: ['revenue'],
  ...more,
});

const own = (brand: string) => ({ brand, category: 'Skincare', role: 'own' as const });
const rival = (brand: string) => ({ brand, category: 'Skincare', role: 'competitor' as const });

export const catalog: Catalog = {
  dataVersion: 'v1',
  projects: [
    project('IN-Skincare', 'IN', 'Skincare', { follows: 'IN-Skincare-2024' }),
    project('IN-Skincare-2024', 'IN', 'Skincare'),
    project('UK-Skincare', 'UK', 'Skincare'),
    project('IN-Haircare', 'IN', 'Haircare'),
  ],
  brands: [
    own('Aurora'),
    own('Borealis'),
    rival('Zephyr'),
    rival('Dune & Sons'),
    rival('Smith, Jones & Co'),
    rival('L’Oréal Paris'),
    rival('花椿スキン'),
    rival('Simple'),
    rival('Aurora Baby'),
  ],
  sections: ['Digital Spends', 'Marketplace', 'Organic Performance', 'Socialwatch'],
};

/** The same market with `count` further brands. */
export function bigCatalog(count: number): Catalog {
  const names = Array.from({ length: count }, (_, i) => `Brand ${String.fromCharCode(65 + (i % 26))}${i} Labs`);
  return {
    ...catalog,
    brands: [...catalog.brands, ...names.map(rival)],
    projects: catalog.projects.map((each) => ({ ...each, brands: [...each.brands, ...names] })),
  };
}
