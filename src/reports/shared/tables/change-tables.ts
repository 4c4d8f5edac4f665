/** The exact parts of a change: by section, and down the tree. */
import type { Cell, TableSpec } from '../../../document/table.ts';
import type { ScoreAnalysis } from '../analysis.ts';
import { pairsOf } from '../words/scope.ts';
import type { Wording } from '../words/wording.ts';
import { numberColumn, PAPER_ROWS, textColumn } from './columns.ts';

/** Parts of the change, one row a brand: what the metrics of each section did, then changed weights and gaps. */
export function decompositionTable(analysis: Pick<ScoreAnalysis, 'markets'>, words: Wording): TableSpec {
  const sections = [...new Set(analysis.markets.flatMap((market) => market.sections))];
  return {
    id: 'decomposition',
    title: 'Where the change comes from',
    caption: 'Parts of the change in DC score, points.',
    columns: [
      textColumn('brand', 'Brand'),
      ...sections.map((section) => numberColumn(section, section, 1, 'points')),
      numberColumn('weight', 'Weights', 1, 'points'),
      numberColumn('coverage', 'Data gaps', 1, 'points'),
      numberColumn('total', 'Change', 1, 'points'),
    ],
    rows: pairsOf(analysis).flatMap(({ market, subject }): Cell[][] => {
      const { decomposition } = subject;
      if (decomposition.undefined !== null) return [];
      const effectOf = (section: string): number | null =>
        decomposition.sections.find((each) => each.section === section)?.value ?? null;
      return [
        [
          words.brand(market, subject.brand),
          ...sections.map(effectOf),
          decomposition.weight,
          decomposition.coverage,
          decomposition.total,
        ],
      ];
    }),
    paperRows: PAPER_ROWS,
    notes: ['Parts add up to the change exactly, before rounding. Brands without a comparison are left out.'],
  };
}

/** The same change down the tree, one row a section, platform and (for files and the appendix) metric. */
export function partsTable(
  analysis: Pick<ScoreAnalysis, 'markets'>,
  depth: 'platform' | 'metric',
  words: Wording,
): TableSpec {
  const rows: Cell[][] = [];
  const withMetrics = depth === 'metric';
  for (const { market, subject } of pairsOf(analysis)) {
    const { decomposition } = subject;
    if (decomposition.undefined !== null) continue;
    const brand = words.brand(market, subject.brand);
    const push = (
      names: readonly (string | null)[],
      { value, weight, coverage, total }: { value: number; weight: number; coverage: number; total: number },
    ): void => {
      rows.push([brand, ...(withMetrics ? names : names.slice(0, 2)), value, weight, coverage, total]);
    };
    for (const section of decomposition.sections) {
      push([section.section, null, null], section);
      for (const platform of section.platforms) {
        push([section.section, platform.platform, null], platform);
        if (withMetrics)
          for (const metric of platform.metrics) push([section.section, platform.platform, metric.metric], metric);
      }
    }
    push(['All', null, null], decomposition);
  }
  return {
    id: `decomposition-${depth}s`,
    title: `Parts of the change by ${depth}`,
    caption: `Parts of the change in DC score, points, by section, platform${withMetrics ? ' and metric' : ''}.`,
    columns: [
      textColumn('brand', 'Brand'),
      textColumn('section', 'Section'),
      textColumn('platform', 'Platform'),
      ...(withMetrics ? [textColumn('metric', 'Metric')] : []),
      numberColumn('value', 'Value', 2, 'points'),
      numberColumn('weight', 'Weights', 2, 'points'),
      numberColumn('coverage', 'Data gaps', 2, 'points'),
      numberColumn('total', 'Total', 2, 'points'),
    ],
    rows,
    paperRows: PAPER_ROWS,
    notes: ['Parts add up to the change exactly. Brands without a comparison are left out.'],
  };
}
