/** The pages of the score-to-revenue report: the link, what the window's change goes with, payback. */
import type { Document, Section } from '../../../document/document.ts';
import type { Cell, TableSpec } from '../../../document/table.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { LinkPredictorAnalysis } from '../../outcome-link/analysis.ts';
import { fitChart, sectionsChart } from '../../outcome-link/charts.ts';
import { linkAppendix, linkSections } from '../../outcome-link/sections.ts';
import { brandIn, type LinkPage } from '../../outcome-link/tables.ts';
import { linkNoun } from '../../outcome-link/words.ts';
import { Collector, sentenceOf, text } from '../../shared/page/blocks.ts';
import { absentSections, watchingSections } from '../../shared/page/closing-sections.ts';
import { numberColumn, PAPER_ROWS, textColumn } from '../../shared/tables/columns.ts';
import { testsTable } from '../../shared/tables/finding-tables.ts';
import type { RevenueAnalysis } from './analysis.ts';
import { impliedId, paybackId, revenueId } from './facts.ts';
import { worthSections } from './worth.ts';

function windowTable(analysis: RevenueAnalysis, page: LinkPage): TableSpec {
  const noun = linkNoun(page.link);
  return {
    id: 'revenue-window',
    title: 'What happened to revenue, and what the score’s change goes with',
    caption: `Means a ${noun} of the report window against the comparison; the score’s part at the shrunken estimate.`,
    columns: [
      textColumn('brand', 'Brand'),
      numberColumn('revenue', `Revenue a ${noun}`, 0),
      textColumn('currency', 'Currency'),
      numberColumn('change', 'Change', 1, '%'),
      textColumn('section', 'Part'),
      numberColumn('points', 'Score change', 1, 'points'),
      numberColumn('effect', 'Goes with', 1, '%'),
      numberColumn('low', 'Low', 1, '%', 'full'),
      numberColumn('high', 'High', 1, '%', 'full'),
      numberColumn('before', 'Before', 0, null, 'full'),
    ],
    rows: analysis.levels.flatMap((level): Cell[][] => {
      const own = analysis.implied.filter(({ project, brand }) => project === level.project && brand === level.brand);
      const base: Cell[] = [brandIn(page, level), level.revenue, level.currency, level.change];
      if (own.length === 0) return [[...base, null, null, null, null, null, level.before]];
      return own.map((each): Cell[] => [
        ...base,
        each.section,
        each.points,
        each.effect,
        each.interval[0],
        each.interval[1],
        level.before,
      ]);
    }),
    paperRows: PAPER_ROWS,
    notes: ['The score is one of many causes of revenue: its part and the whole change need not agree.'],
  };
}

function paybackTable(analysis: RevenueAnalysis, page: LinkPage): TableSpec | null {
  if (analysis.paybacks.length === 0) return null;
  const noun = linkNoun(page.link);
  const { cost, currency } = analysis.paybacks[0]!;
  return {
    id: 'payback',
    title: 'When a point pays back, if the association were causal',
    caption: `At ${page.words.formats.currency(cost, currency)} a point, as given for this run; ${noun}s until the revenue of one point reaches it, the lag included.`,
    columns: [
      textColumn('brand', 'Brand'),
      textColumn('section', 'Part'),
      numberColumn('cost', 'Cost a point', 0),
      numberColumn('gain', `Revenue a ${noun}`, 0),
      numberColumn('gain-low', 'Low', 0, null, 'full'),
      numberColumn('gain-high', 'High', 0, null, 'full'),
      textColumn('currency', 'Currency'),
      numberColumn('periods', `Payback, ${noun}s`, 0),
      numberColumn('soonest', 'Soonest', 0),
      numberColumn('latest', 'Latest', 0),
    ],
    rows: analysis.paybacks.map((each): Cell[] => [
      brandIn(page, each),
      each.section,
      each.cost,
      each.gain,
      each.gainInterval[0],
      each.gainInterval[1],
      each.currency,
      each.periods,
      each.soonest,
      each.latest,
    ]),
    paperRows: PAPER_ROWS,
    notes: ['An empty cell: not within ten years. Revenue, not margin: the payback of profit takes longer.'],
  };
}

export function pagesOf(
  analysis: RevenueAnalysis,
  page: LinkPage,
  all: readonly Finding[],
  about: LinkPredictorAnalysis | null,
): Pick<Document, 'sections' | 'appendix' | 'charts' | 'tables'> & { readonly headline: string | null } {
  const { words } = page;
  const collector = new Collector(words.charts);
  const first = page.link.insufficient !== null ? null : about === null ? sectionsChart(page) : fitChart(page, about);
  collector.chart(first);
  const headline = words.charts && first ? first.id : null;
  const sections: Section[] = [
    ...worthSections(page, collector),
    ...linkSections(page, collector, { horizon: analysis.horizon, headline }),
  ];
  if (words.extent !== 'summary') {
    const window = windowTable(analysis, page);
    sections.push({
      id: 'window',
      heading: 'What the score’s change goes with in this report’s window',
      width: 'full',
      blocks: [
        ...text(
          ...analysis.implied.slice(0, 4).map((each) => sentenceOf(page.findings.get(impliedId(each))!)),
          ...(analysis.implied.length === 0
            ? analysis.levels.slice(0, 4).map((level) => sentenceOf(page.findings.get(revenueId(level))!))
            : []),
        ),
        ...collector.table(window),
      ],
    });
  }
  const payback = paybackTable(analysis, page);
  if (payback)
    sections.push({
      id: 'payback',
      heading: 'When a point pays back, if the association were causal',
      width: 'full',
      blocks: [
        ...text(...analysis.paybacks.slice(0, 4).map((each) => sentenceOf(page.findings.get(paybackId(each))!))),
        ...(words.extent === 'summary' ? [] : collector.table(payback)),
      ],
    });
  else if (analysis.pointCost !== null)
    sections.push({
      id: 'payback',
      heading: 'No payback without a link',
      width: 'full',
      blocks: [
        {
          type: 'missing',
          need: 'a part of the score that is seen to lead revenue',
          have: `none, for a cost of ${words.formats.currency(analysis.pointCost, Object.values(analysis.currencies)[0] ?? '')} a point`,
          fix: 'choose more brands or markets of the same currency, or a longer history',
        },
      ],
    });
  sections.push(...watchingSections(all, collector, words), ...absentSections(analysis));
  const tests = testsTable(all);
  collector.keep(tests);
  const appendix: Section[] = [
    ...linkAppendix(page, collector),
    ...(words.extent === 'comprehensive' && words.style !== 'executive'
      ? [{ id: 'tests', heading: 'Every test and its grade', width: 'full' as const, blocks: collector.table(tests) }]
      : []),
  ];
  return { sections, appendix, charts: collector.charts, tables: collector.tables, headline };
}
