/** What the pages are made of: charts and tables collected beside the blocks that show them, sentences, evidence. */
import type { ChartSpec } from '../../../document/chart.ts';
import type { Block, Section, Sentence } from '../../../document/document.ts';
import { evidenceLine } from '../../../document/evidence-line.ts';
import type { TableSpec } from '../../../document/table.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { MarketFacts } from '../analysis.ts';
import { isTrend } from '../stories.ts';
import { inPeriod, nounOf } from '../words/scope.ts';
import { isShift } from '../words/test-claims.ts';
import type { Wording } from '../words/wording.ts';

/** Collects charts and tables beside the blocks that show them. */
export class Collector {
  readonly charts: ChartSpec[] = [];
  readonly tables: TableSpec[] = [];
  readonly withCharts: boolean;

  constructor(withCharts: boolean) {
    this.withCharts = withCharts;
  }

  chart(chart: ChartSpec | null): Block[] {
    if (!this.withCharts || chart === null) return [];
    this.charts.push(chart);
    return [{ type: 'chart', chart: chart.id }];
  }

  table(table: TableSpec | null): Block[] {
    if (table === null) return [];
    if (!this.tables.some(({ id }) => id === table.id)) this.tables.push(table);
    return [{ type: 'table', table: table.id }];
  }

  /** A table that only figures and files need. */
  keep(table: TableSpec): void {
    this.table(table);
  }
}

export const text = (...sentences: readonly (Sentence | null)[]): Block[] => {
  const said = sentences.filter((sentence) => sentence !== null);
  return said.length === 0 ? [] : [{ type: 'text', sentences: said }];
};

export const sentenceOf = (finding: Finding): Sentence => ({ text: finding.claim, refs: [finding.id] });

/** Several findings that differ by name and figures in one sentence; a finding alone is told by its own. */
export const tellTogether = (findings: readonly Finding[], together: () => string): Sentence[] =>
  findings.length < 2 ? findings.map(sentenceOf) : [{ text: together(), refs: findings.map((finding) => finding.id) }];

/** What a tested estimate is an estimate of: a sentence beside it gives the change as published. */
function basisOf(finding: Finding): string {
  const isSeasonal = finding.kind !== 'difference' && !finding.caveats.includes('too short to allow for the season');
  return `at today’s weights${isSeasonal ? ', season removed' : ''}`;
}

/** @param of what was counted and what the estimate is, where it is no score test: `{ noun: 'brand' }` */
export function evidenceOf(
  finding: Finding,
  market: MarketFacts,
  words: Wording,
  of: { readonly noun?: string; readonly basis?: string } = { basis: basisOf(finding) },
): Block {
  return {
    type: 'evidence',
    grade: finding.grade,
    text: evidenceLine(finding, {
      formats: words.formats,
      style: words.style,
      periodNoun: of.noun ?? nounOf(market),
      ...(of.basis === undefined ? {} : { basis: of.basis }),
    }),
    refs: [finding.id],
  };
}

/** "Without its most extreme month (Mar 2025) the change is +3.0." Odd periods are themselves the extreme. */
export function robustnessOf(finding: Finding, market: MarketFacts, words: Wording): Sentence | null {
  const { worstPeriod, withoutWorst, withoutWorstP } = finding.parts ?? {};
  if (typeof worstPeriod !== 'string' || words.style === 'executive') return null;
  const what = isTrend(finding) ? 'the trend' : isShift(finding) ? 'the step' : 'the change at today’s weights';
  const without = `Without its most extreme ${nounOf(market)} (${inPeriod(market, worstPeriod)})`;
  if (typeof withoutWorst !== 'number') return { text: `${without} ${what} is not found again.`, refs: [finding.id] };
  const p =
    words.style === 'professional' && typeof withoutWorstP === 'number'
      ? ` (p ${/^[<>]/.test(words.formats.pValue(withoutWorstP)) ? '' : '= '}${words.formats.pValue(withoutWorstP)})`
      : '';
  return {
    text: `${without} ${what} is ${words.formats.points(withoutWorst)}${isTrend(finding) ? ' a year' : ''}${p}.`,
    refs: [finding.id],
  };
}

/** A supported finding in full: sentence, what remains without its worst period, evidence line. */
export function tellFully(finding: Finding, market: MarketFacts, words: Wording): Block[] {
  return [
    ...text(sentenceOf(finding), words.depth === 'basic' ? null : robustnessOf(finding, market, words)),
    evidenceOf(finding, market, words),
  ];
}

/** A chart that page 1 shows is not shown again, unless many lines gain by more room, or a ranking stands beside another. */
export function withoutRepeat(section: Section, headline: string | null): Section {
  const isRepeat = (block: Block): boolean =>
    block.type === 'chart' && block.chart === headline && !/^(path|standing|section-paths)/.test(block.chart);
  if (!section.blocks.some(isRepeat)) return section;
  return { ...section, blocks: section.blocks.filter((block) => !isRepeat(block)) };
}
