/**
 * Every report of the catalogue on the demo market, with every pair of options. A new report falls under it with its line in
 * the catalogue.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectWellMade, type Options, once, REPORT_IDS, ready, runAll, smallMarket } from '../support/every-report.ts';

/**
 * Every pair of values of any two of depth, extent, style and confidence meets in one of nine runs (Taguchi's L9 array);
 * comparison, horizon and charts change along.
 */
const RUNS: readonly Options[] = [
  { depth: 'basic', extent: 'summary', style: 'simple', confidence: 0.9 },
  { depth: 'basic', extent: 'standard', style: 'professional', confidence: 0.95, compare: 'previous-year' },
  { depth: 'basic', extent: 'comprehensive', style: 'executive', confidence: 0.99, horizon: 3 },
  { depth: 'standard', extent: 'summary', style: 'professional', confidence: 0.99, horizon: 24 },
  { depth: 'standard', extent: 'standard', style: 'executive', confidence: 0.9, charts: false },
  { depth: 'standard', extent: 'comprehensive', style: 'simple', confidence: 0.95, compare: 'previous-year' },
  { depth: 'detailed', extent: 'summary', style: 'executive', confidence: 0.95, charts: false },
  { depth: 'detailed', extent: 'standard', style: 'simple', confidence: 0.99, compare: 'previous-year' },
  { depth: 'detailed', extent: 'comprehensive', style: 'professional', confidence: 0.9, horizon: 24 },
];

/** Words of statistics that style `simple` keeps away from its readers. */
const STATISTICS = /\b[pqn] [=<] |elasticit|Cronbach|LMG|[Ll]oading|Clark|attraction model/;

const optionNames = (options: Options): string => Object.values(options).join(', ');

describe.each(RUNS.map((options) => [optionNames(options), options] as const))('the demo market, %s', (_, options) => {
  const outcomes = once(() => runAll(smallMarket(), options));

  // What is computed for all is waited for here, not in the first report's test.
  beforeAll(() => void outcomes(), 300_000);

  it.each(REPORT_IDS)('%s', (id) => {
    const outcome = ready(outcomes().get(id));
    expectWellMade(outcome);
    const { verdict, charts, sections, kpis, summary } = outcome.document;
    if (options.style === 'simple')
      expect(JSON.stringify([verdict, sections, charts, kpis]).match(STATISTICS)).toBeNull();
    if (options.charts === false) {
      expect(charts).toEqual([]);
      expect(summary.headline).toBeNull();
      expect(sections.flatMap(({ blocks }) => blocks).map(({ type }) => type)).not.toContain('chart');
    } else expect(charts.map(({ id: chart }) => chart)).toContain(summary.headline);
  });
});
