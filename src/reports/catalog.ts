/** Every report there is: one line each, in the order of the catalogue. */
import { acquisitionEfficiency } from './dc-score/acquisition-efficiency.ts';
import { bestsellerRankOptimisation } from './dc-score/bestseller-rank-optimisation.ts';
import { brandEquityCorrelation } from './dc-score/brand-equity-correlation.ts';
import { dcScorePerformance } from './dc-score/dc-score-performance.ts';
import { marketShareImpact } from './dc-score/market-share-impact.ts';
import { salesCorrelation } from './dc-score/sales-correlation.ts';
import { scoreRevenueCorrelation } from './dc-score/score-revenue-correlation.ts';
import { sectionalDeepDive } from './dc-score/sectional-deep-dive.ts';
import { type AnyReport, CATEGORIES, type Category } from './report.ts';

export const REPORTS: readonly AnyReport[] = [
  dcScorePerformance,
  sectionalDeepDive,
  scoreRevenueCorrelation,
  marketShareImpact,
  acquisitionEfficiency,
  brandEquityCorrelation,
  bestsellerRankOptimisation,
  salesCorrelation,
];

export function findReport(id: string): AnyReport | undefined {
  return REPORTS.find((report) => report.id === id);
}

/** Categories in their order, with their reports; categories without reports are left out. */
export function reportsByCategory(): readonly {
  readonly category: Category;
  readonly reports: readonly AnyReport[];
}[] {
  return CATEGORIES.map((category) => ({
    category,
    reports: REPORTS.filter((report) => report.category === category),
  })).filter(({ reports }) => reports.length > 0);
}
