/** Equity in rows: importance, components, what the index is made of, levels, paths, price premium. */
import type { Cell, TableSpec } from '../../../document/table.ts';
import { linkId } from '../../outcome-link/link-tests.ts';
import { brandIn, type LinkPage } from '../../outcome-link/tables.ts';
import { lagWords, linkNoun } from '../../outcome-link/words.ts';
import { gradeColumn, numberColumn, PAPER_ROWS, periodColumn, textColumn } from '../../shared/tables/columns.ts';
import { markOf } from '../../shared/words/test-claims.ts';
import type { Wording } from '../../shared/words/wording.ts';
import type { EquityAnalysis } from './analysis.ts';
import { INDEX_UNIT } from './measure.ts';

/**
 * A table of the link without what an index has not: elasticities (it has no zero), and amounts beside effects (they are the same).
 */
export function asIndexTable(table: TableSpec): TableSpec {
  const isKept = table.columns.map(({ id }) => !/^(elasticity|amount|unit)/.test(id));
  return table.id.startsWith('link-') && isKept.includes(false)
    ? {
        ...table,
        columns: table.columns.filter((_, c) => isKept[c]),
        rows: table.rows.map((row) => row.filter((_, c) => isKept[c])),
        notes: table.notes.filter((note) => !note.startsWith('Amounts')),
      }
    : table;
}

export function importanceTable({ importance }: EquityAnalysis, page: LinkPage): TableSpec | null {
  if (importance === null) return null;
  const noun = linkNoun(page.link);
  return {
    id: 'equity-importance',
    title: `Which parts of the score carry the movement of ${page.link.label}`,
    caption: `${page.words.style === 'simple' ? 'Parts of the movement that the score goes with, in per cent of all movement' : 'Parts of R² (LMG) in per cent of the variance of changes'}, ${importance.rows} brand-${noun}s of ${importance.brands} brand histories; intervals from whole ${noun}s resampled.`,
    columns: [
      textColumn('section', 'Part of the score'),
      numberColumn('part', 'Carries', 1, '%'),
      numberColumn('low', 'Low', 1, '%'),
      numberColumn('high', 'High', 1, '%'),
      numberColumn('rank', 'Rank', 0),
      numberColumn('rank-best', 'Best rank', 0),
      numberColumn('rank-worst', 'Worst rank', 0),
    ],
    rows: [
      ...importance.parts.map((part): Cell[] => [
        part.section,
        part.part,
        ...part.interval,
        part.rank,
        ...part.rankInterval,
      ]),
      ['all parts together', importance.explained, null, null, null, null, null],
      ['as many unrelated series', importance.chance, null, null, null, null, null],
    ],
    paperRows: null,
    notes: [
      'A description, not a test: every series carries something by chance, the last row says how much. A part counts only where its association is supported.',
    ],
  };
}

/** Part of the score by component: what was asked below a supported part. */
export function componentsTable({ components }: EquityAnalysis, page: LinkPage): TableSpec | null {
  const rows = page.link.predictors.flatMap((part) =>
    components.flatMap(({ component, label, link }): Cell[][] => {
      const finding = page.findings.get(linkId(component, part.predictor));
      if (!finding) return [];
      // What is only worth watching stands in its own table.
      const isWatched = finding.grade === 'suggestive';
      return [
        [
          part.label,
          label,
          isWatched ? null : finding.estimate,
          isWatched ? null : (finding.interval?.[0] ?? null),
          isWatched ? null : (finding.interval?.[1] ?? null),
          finding.lag === undefined || isWatched
            ? null
            : finding.lag < 0
              ? 'before the score'
              : lagWords(finding.lag, link),
          ...(page.words.style === 'professional' ? [finding.q] : []),
          markOf(finding),
        ],
      ];
    }),
  );
  if (rows.length === 0) return null;
  return {
    id: 'equity-components',
    title: 'Component by component',
    caption: `Per cent points of each component for a point of the score, all ${page.link.histories} brand histories together.`,
    columns: [
      textColumn('part', 'Part of the score'),
      textColumn('component', 'Component'),
      numberColumn('effect', 'Per point', 2, 'pp'),
      numberColumn('low', 'Low', 2, 'pp'),
      numberColumn('high', 'High', 2, 'pp'),
      textColumn('lag', 'When'),
      ...(page.words.style === 'professional' ? [numberColumn('q', 'q', 3)] : []),
      gradeColumn,
    ],
    rows,
    paperRows: PAPER_ROWS,
    notes: ['Asked only of parts of the score that are supported for the whole.'],
  };
}

export function measureTable({ equity }: EquityAnalysis, words: Wording): TableSpec | null {
  if (equity.components.length === 0) return null;
  // Loadings are for those who know them.
  const loadings = words.style === 'professional' ? equity.loadings : null;
  return {
    id: 'equity-measure',
    title: 'What the index is made of',
    caption: `Weights of the components${loadings === null ? '' : '; loadings of the first principal component within brands'}.`,
    columns: [
      textColumn('component', 'Component'),
      numberColumn('weight', 'Weight', 2),
      numberColumn('spread', 'One standard deviation, log-odds', 3, null, 'full'),
      ...(loadings === null
        ? []
        : [numberColumn('loading', 'Loading', 2), numberColumn('low', 'Low', 2), numberColumn('high', 'High', 2)]),
    ],
    rows: equity.components.map(({ label, weight, spread }, c): Cell[] => [
      label,
      weight,
      spread,
      ...(loadings === null ? [] : [loadings.loadings[c] ?? null, ...(loadings.intervals[c] ?? [null, null])]),
    ]),
    paperRows: null,
    notes: equity.dropped.map(({ label, reason }) => `Without ${label}: ${reason}.`),
  };
}

export function levelsTable(analysis: EquityAnalysis, page: LinkPage): TableSpec {
  const { equity, link } = analysis;
  const isComposite = equity.measure !== 'index';
  return {
    id: 'equity-levels',
    title: `${link.label.charAt(0).toUpperCase()}${link.label.slice(1)} of our brands`,
    caption: `Means of the report window against the comparison${isComposite ? `; 50 is the mean of the market, 10 ${page.words.style === 'simple' ? 'what brands usually lie from it' : 'one standard deviation'}` : ''}.`,
    columns: [
      textColumn('brand', 'Brand'),
      numberColumn('equity', 'Index', 1),
      numberColumn('change', 'Change', 1),
      numberColumn('rank', 'Rank', 0),
      numberColumn('of', 'of', 0),
      ...equity.components.flatMap(({ component, label }) => [
        numberColumn(component, label.charAt(0).toUpperCase() + label.slice(1), 1, '%'),
        numberColumn(`${component}-change`, `${label}, change`, 1, 'pp', 'full'),
      ]),
      numberColumn('before', 'Before', 1, INDEX_UNIT, 'full'),
    ],
    rows: analysis.levels.map((level): Cell[] => [
      brandIn(page, level),
      level.equity,
      level.change,
      level.rank,
      level.of,
      ...level.components.flatMap(({ share, change }) => [share, change]),
      level.before,
    ]),
    paperRows: PAPER_ROWS,
    notes: ['Changes are arithmetic: whether equity truly moved was not tested here.'],
  };
}

export function pathsTable(analysis: EquityAnalysis, page: LinkPage): TableSpec | null {
  if (analysis.paths.length === 0) return null;
  return {
    id: 'equity-paths',
    title: 'Equity and score by period',
    caption: 'Each around its own mean, in units of its own spread (standard deviations).',
    columns: [
      textColumn('brand', 'Brand'),
      periodColumn('Period'),
      numberColumn('equity', 'Equity', 2, 'sd'),
      numberColumn('score', 'Score', 2, 'sd'),
    ],
    rows: analysis.paths.flatMap((path) =>
      path.periods.map((period, t): Cell[] => [
        brandIn(page, path),
        period,
        path.equity[t] ?? null,
        path.score[t] ?? null,
      ]),
    ),
    paperRows: 0,
    notes: [],
  };
}

export function premiumTable({ premiums }: EquityAnalysis, page: LinkPage): TableSpec | null {
  if (premiums === null || premiums.length === 0) return null;
  return {
    id: 'price-premium',
    title: 'Price premium',
    caption:
      'Price above the geometric mean of the other brands of the market, means of the window against the comparison.',
    columns: [
      textColumn('brand', 'Brand'),
      numberColumn('premium', 'Premium', 1, '%'),
      numberColumn('change', 'Change', 1, 'pp'),
      numberColumn('others', 'Other brands', 0),
      numberColumn('before', 'Before', 1, '%', 'full'),
    ],
    rows: premiums.map((each): Cell[] => [brandIn(page, each), each.premium, each.change, each.others, each.before]),
    paperRows: PAPER_ROWS,
    notes: ['A premium is what brands charge, not what people would pay: pack sizes and ranges differ.'],
  };
}
