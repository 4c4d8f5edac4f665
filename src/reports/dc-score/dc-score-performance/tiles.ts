/** The tiles of page 1: of one brand, or of all brands together. */
import type { Kpi } from '../../../document/document.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';
import { portfolioKpis, singleKpis } from '../../shared/page/tiles.ts';
import type { FindingIndex } from '../../shared/stories.ts';
import { pairsOf } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';

export function kpisOf(analysis: ScoreAnalysis, findings: FindingIndex, words: Wording): Kpi[] {
  const pairs = pairsOf(analysis);
  const only = pairs.length === 1 ? pairs[0] : undefined;
  return only ? singleKpis(only, findings, words) : portfolioKpis(pairs, analysis, findings, words);
}
