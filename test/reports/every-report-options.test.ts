/**
 * Every report of the catalogue on the demo market, with every pair of options. A new report falls under it with its line in
 * the catalogue.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import type { SelectionRequest } from '../../src/domain/selection.ts';
import { expectWellMade, type Options, once, REPORT_IDS, ready, runAll, smallMarket } from '../support/every-report.ts';
import { shown } from '../support/read-document.ts';

/** A window shorter than a year: the periods before it are not those of the year before. */
const THREE_MONTHS: Partial<SelectionRequest> = { period: { kind: 'last', count: 3, unit: 'month' } };
const INDIA: Partial<SelectionRequest> = { projects: ['India Skincare Round 2'] };

/**
 * Every pair of values of any two of depth, extent, style and confidence meets in one of nine runs (Taguchi's L9 array);
 * comparison, horizon and charts change along.
 */
const RUNS: readonly (readonly [options: Options, request?: Partial<SelectionRequest>, comparison?: string])[] = [
  [{ depth: 'basic', extent: 'summary', style: 'simple', confidence: 0.9 }],
  [
    { depth: 'basic', extent: 'standard', style: 'professional', confidence: 0.95, compare: 'previous-year' },
    THREE_MONTHS,
    'Aug 2025 – Oct 2025',
  ],
  [{ depth: 'basic', extent: 'comprehensive', style: 'executive', confidence: 0.99, horizon: 3 }],
  [
    { depth: 'standard', extent: 'summary', style: 'professional', confidence: 0.99, horizon: 24 },
    THREE_MONTHS,
    'May 2026 – Jul 2026',
  ],
  [{ depth: 'standard', extent: 'standard', style: 'executive', confidence: 0.9, charts: false }],
  [
    { depth: 'standard', extent: 'comprehensive', style: 'simple', confidence: 0.95, compare: 'project:Gulf Haircare' },
    INDIA,
    'Gulf Haircare',
  ],
  [{ depth: 'detailed', extent: 'summary', style: 'executive', confidence: 0.95, charts: false }],
  [
    { depth: 'detailed', extent: 'standard', style: 'simple', confidence: 0.99, compare: 'previous-year' },
    THREE_MONTHS,
    'Aug 2025 – Oct 2025',
  ],
  [{ depth: 'detailed', extent: 'comprehensive', style: 'professional', confidence: 0.9, horizon: 24 }],
];

/** Words of statistics that style `simple` keeps away from its readers. */
const STATISTICS =
  /\b[pqn] [=<] |elasticit|Cronbach|LMG|[Ll]oading|Clark|Driscoll|attraction model|regression|squared error|root mean square|bootstrap|clustered|logarithm|log-odds|one-sided|\bvariance|VIF/;
/** What a board is not told: how robust a figure is, which forecaster errs least, the method behind. */
const ROBUSTNESS =
  /[Ww]ithout any one brand|[Ww]ithout its most extreme|squared error|In elasticities|attraction model|Cronbach/;
const FOR_ANALYSTS = /robustness|volatility|watching|^forecasts$|^lags$|-when-/;

const optionNames = (options: Options): string => Object.values(options).join(', ');

/** Everything a reader is told: all words, and those of the tables that pages show. */
function wordsOf(document: Document): string {
  const seen = new Set(shown(document));
  const read = document.tables
    .filter(({ id }) => seen.has(id))
    .map(({ title, caption, columns, notes }) => [
      title,
      caption,
      notes,
      columns.filter(({ show }) => show === 'always').map(({ label }) => label),
    ]);
  const claims = document.findings.map(({ claim }) => claim);
  const told = { ...document, report: null, tables: read, claims, dataHealth: null };
  // References and ids are no words.
  const isReference = (key: string): boolean =>
    ['refs', 'id', 'finding', 'findings', 'table', 'chart', 'headline'].includes(key);
  return JSON.stringify(told, (key, value: unknown) => (isReference(key) ? undefined : value));
}

/** Where the words of a document match, with what stands around; null: nowhere. */
function contextOf(words: RegExp, document: Document): string | null {
  const told = wordsOf(document);
  const at = told.search(words);
  return at < 0 ? null : told.slice(Math.max(0, at - 60), at + 60);
}

describe.each(RUNS.map((run) => [optionNames(run[0]), ...run] as const))(
  'the demo market, %s',
  (_, options, request, comparison) => {
    const outcomes = once(() => runAll(smallMarket(), options, request));

    // What is computed for all is waited for here, not in the first report's test.
    beforeAll(() => void outcomes(), 300_000);

    it.each(REPORT_IDS)('%s', (id) => {
      const outcome = ready(outcomes().get(id));
      expectWellMade(outcome);
      const { document } = outcome;
      const { charts, sections, appendix, method, scope, summary } = document;
      if (comparison !== undefined) expect(scope.comparison).toContain(comparison);
      if (options.style === 'simple') expect(contextOf(STATISTICS, document)).toBeNull();
      if (options.style === 'executive') {
        expect(contextOf(ROBUSTNESS, document)).toBeNull();
        expect(sections.map(({ id: page }) => page).filter((page) => FOR_ANALYSTS.test(page))).toEqual([]);
        expect(appendix).toEqual([]);
        expect(method.map(({ source }) => source)).toEqual(method.map(() => null));
      }
      if (options.charts === false) {
        expect(charts).toEqual([]);
        expect(summary.headline).toBeNull();
        expect(sections.flatMap(({ blocks }) => blocks).map(({ type }) => type)).not.toContain('chart');
      } else expect(charts.map(({ id: chart }) => chart)).toContain(summary.headline);
    });
  },
);
