/** Tiles of this report beside those of the link: how reliable the index is, and where one brand stands. */
import type { Kpi } from '../../../document/document.ts';
import { pointsDelta } from '../../../document/format.ts';
import type { LinkPage } from '../../outcome-link/tables.ts';
import { againstOf } from '../../shared/words/scope.ts';
import type { EquityAnalysis } from './analysis.ts';
import { equityId, RELIABILITY } from './facts.ts';

export function equityKpis(analysis: EquityAnalysis, page: LinkPage): Kpi[] {
  const { equity, levels } = analysis;
  const { formats, style } = page.words;
  const tiles: Kpi[] = [];
  const only = levels.length === 1 ? levels[0] : undefined;
  if (only?.equity != null) {
    const market = page.markets.find(({ project }) => project === only.project)!;
    tiles.push({
      id: 'equity',
      label: equity.measure === 'index' ? 'Equity index' : 'Brand equity',
      value: only.equity,
      text: formats.score(only.equity),
      delta: only.change === null ? null : pointsDelta(only.change, formats),
      comparison: only.change === null ? null : againstOf(market),
      grade: null,
      gradeText: '',
      sparkline: only.path,
      refs: [equityId(only)],
    });
  }
  const { reliability } = equity;
  if (reliability !== null && style === 'professional')
    tiles.push({
      id: 'reliability',
      label: 'Reliability of equity, α',
      value: reliability.alpha,
      text: formats.decimal(reliability.alpha, 2),
      delta: null,
      comparison: `[${formats.decimal(reliability.interval[0], 2)}, ${formats.decimal(reliability.interval[1], 2)}]`,
      grade: null,
      gradeText: '',
      sparkline: [],
      refs: [RELIABILITY],
    });
  return tiles;
}
