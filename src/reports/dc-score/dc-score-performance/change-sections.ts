/** Why it changed: a waterfall a market or a brand, and whose change it is. */
import type { Block, Section } from '../../../document/document.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { ScoreAnalysis } from '../../shared/analysis.ts';
import { marketWaterfall, subjectWaterfall } from '../../shared/charts/change-waterfall.ts';
import { metricChangesChart } from '../../shared/charts/metric-changes-chart.ts';
import { type Collector, sentenceOf, text } from '../../shared/page/blocks.ts';
import { type FindingIndex, isSupported } from '../../shared/stories.ts';
import { decompositionTable, partsTable } from '../../shared/tables/change-tables.ts';
import { PORTFOLIO } from '../../shared/words/portfolio-facts.ts';
import { pairsOf } from '../../shared/words/scope.ts';
import type { Wording } from '../../shared/words/wording.ts';

/** Why it changed: a waterfall a market, side by side when there are several. */
export function waterfallSections(
  analysis: ScoreAnalysis,
  findings: FindingIndex,
  page: Collector,
  words: Wording,
): Section[] {
  return analysis.markets.flatMap((market): Section[] => {
    const chart = page.withCharts ? marketWaterfall(market, words) : null;
    if (!chart) return [];
    // One brand's waterfall says it all.
    const average = market.subjects.length === 1 ? undefined : findings.get(`${PORTFOLIO}:${market.project}`);
    return [
      {
        id: `change${words.suffix(market)}`,
        heading: chart.title,
        width: analysis.markets.length > 1 ? 'half' : 'full',
        blocks: [...page.chart(chart), ...text(average ? sentenceOf(average) : null)],
      },
    ];
  });
}

/** One waterfall a brand, two in a row. */
export function brandWaterfalls(analysis: ScoreAnalysis, page: Collector, words: Wording): Section[] {
  const pairs = pairsOf(analysis);
  if (pairs.length === 1) return [];
  return pairs.flatMap(({ market, subject }): Section[] => {
    const chart = page.withCharts ? subjectWaterfall(market, subject, market.subjects.indexOf(subject), words) : null;
    return chart ? [{ id: chart.id, heading: chart.title, width: 'half', blocks: page.chart(chart) }] : [];
  });
}

/** The same change by metric, a chart a brand. */
export function metricChanges(analysis: ScoreAnalysis, page: Collector, words: Wording): Section[] {
  return pairsOf(analysis).flatMap(({ market, subject }): Section[] => {
    const chart = page.withCharts ? metricChangesChart(market, subject, market.subjects.indexOf(subject), words) : null;
    return chart ? [{ id: chart.id, heading: chart.title, width: 'half', blocks: page.chart(chart) }] : [];
  });
}

/** Whose change it is: the parts of every brand in one table, and the parts that are changes of their own. */
export function partsSection(
  analysis: ScoreAnalysis,
  all: readonly Finding[],
  page: Collector,
  words: Wording,
): Section | null {
  const pairs = pairsOf(analysis);
  const blocks: Block[] = [];
  const descended = all.filter(
    (each) => each.kind === 'difference' && each.predictor !== undefined && isSupported(each),
  );
  blocks.push(...text(...descended.slice(0, 5).map(sentenceOf)));
  if (pairs.some(({ subject }) => subject.decomposition.undefined === null)) {
    blocks.push(...page.table(decompositionTable(analysis, words)));
    if (words.depth !== 'basic' && words.extent === 'comprehensive')
      blocks.push(...page.table(partsTable(analysis, 'platform', words)));
  } else page.keep(decompositionTable(analysis, words));
  for (const { market, subject } of pairs)
    if (subject.decomposition.undefined !== null && market.comparison.undefined === null)
      blocks.push({
        type: 'missing',
        need: `${words.whose(market, subject.brand, 'change')} in parts`,
        have: subject.decomposition.undefined,
        fix: 'choose a comparison in which the brand has scores',
      });
  return blocks.length === 0 ? null : { id: 'parts', heading: 'Where the change comes from', width: 'full', blocks };
}
