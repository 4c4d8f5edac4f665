/** Tiles of page 1: the share of the brand that the report is about, then those of the link. */
import type { Kpi } from '../../../document/document.ts';
import { capitalise } from '../../../document/words.ts';
import { linkKpis } from '../../outcome-link/headline.ts';
import type { LinkPage } from '../../outcome-link/tables.ts';
import { comparisonLabel } from '../../shared/words/scope.ts';
import type { ShareAnalysis } from './analysis.ts';
import { shareId, shareText } from './findings.ts';

/** Several brands have several shares: those stand in their table, and page 1 tells the link alone. */
export function shareKpis(analysis: ShareAnalysis, page: LinkPage): Kpi[] {
  const own = analysis.levels.filter(({ isSubject }) => isSubject);
  const level = own.length === 1 ? own[0]! : null;
  const market = analysis.markets.find(({ project }) => project === level?.project);
  if (!level || !market) return linkKpis(page);
  const { formats } = page.words;
  const tile: Kpi = {
    id: 'share',
    label: capitalise(analysis.link.label),
    value: level.share,
    text: level.share === null ? 'no data' : shareText(level.share, page.words),
    delta:
      level.change === null
        ? null
        : {
            value: level.change,
            text: formats.percentPoints(level.change),
            better: Math.abs(level.change) < 0.05 ? null : level.change > 0,
          },
    comparison:
      level.before === null ? null : `from ${shareText(level.before, page.words)} in ${comparisonLabel(market)}`,
    grade: null,
    gradeText: '',
    sparkline: level.path,
    refs: [shareId(level)],
  };
  // An elasticity of a share depends on the share: it stands in its table, and leaves room for the other tiles.
  return [
    tile,
    ...linkKpis(page)
      .filter(({ id }) => id !== 'elasticity')
      .map((kpi) =>
        kpi.id === 'effect' && kpi.value !== null
          ? { ...kpi, text: `${kpi.value < 0 ? '−' : '+'}${formats.decimal(Math.abs(kpi.value), 2)}\u00a0pp` }
          : kpi,
      ),
  ];
}
