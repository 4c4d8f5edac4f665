/** The pages of the equity report: what builds equity, the link, components, what the index is, price premium. */
import type { Block, Document, Section, Sentence } from '../../../document/document.ts';
import { fitTitle, joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { LinkPredictorAnalysis } from '../../outcome-link/analysis.ts';
import { fitChart, sectionsChart } from '../../outcome-link/charts.ts';
import { linkId } from '../../outcome-link/link-tests.ts';
import { linkAppendix, linkSections } from '../../outcome-link/sections.ts';
import type { LinkPage } from '../../outcome-link/tables.ts';
import { Collector, sentenceOf, text } from '../../shared/page/blocks.ts';
import { absentSections, watchingSections } from '../../shared/page/closing-sections.ts';
import { testsTable } from '../../shared/tables/finding-tables.ts';
import type { EquityAnalysis } from './analysis.ts';
import { importanceChart, isFirst, loadingsChart, pathsChart } from './charts.ts';
import { equityId, importanceId, LOADINGS, premiumId, RELIABILITY } from './facts.ts';
import {
  asIndexTable,
  componentsTable,
  importanceTable,
  levelsTable,
  measureTable,
  pathsTable,
  premiumTable,
} from './tables.ts';

/** What is said in a list of brands before the table takes over. */
const MOST_TOLD = 4;

/** Equity is a level, not a flow: nothing is summed over periods to come. */
const NO_HORIZON = 0;

const said = (page: LinkPage, ids: readonly string[]): Sentence[] =>
  ids.flatMap((id) => {
    const finding = page.findings.get(id);
    return finding ? [sentenceOf(finding)] : [];
  });

function importanceSection(
  analysis: EquityAnalysis,
  page: LinkPage,
  collector: Collector,
  headline: string | null,
): Section | null {
  const { importance, importanceReason } = analysis;
  const { words, link } = page;
  if (importance === null)
    return importanceReason === null
      ? null
      : {
          id: 'importance',
          heading: `Which parts of the score build ${link.label} cannot be shared out`,
          width: 'full',
          blocks: [
            {
              type: 'missing',
              need: 'changes of every part of the score beside equity, for at most ten parts',
              have: importanceReason,
              fix: 'import a longer history, or group the sections',
            },
          ],
        };
  const table = importanceTable(analysis, page);
  const chart = importanceChart(analysis, page);
  if (table) collector.keep(table);
  const first = importance.parts[0]!;
  const sure = isFirst(first.section, analysis, page);
  const { decimal } = words.formats;
  const whole: Sentence = {
    text: `Changes of all parts together explain ${decimal(importance.explained, 1)}\u00a0% of the movement of ${link.label}; as many unrelated series would explain ${decimal(importance.chance, 1)}\u00a0%.`,
    refs: importance.parts.map(importanceId),
  };
  return {
    id: 'importance',
    heading: fitTitle([
      sure
        ? `${first.section} carries most of what the score explains of ${link.label}`
        : `No part of the score clearly carries more of ${link.label} than the others`,
      sure ? `${first.section} carries most` : 'No part clearly carries more than the others',
    ]),
    width: 'full',
    blocks: [
      ...(chart?.id === headline ? [] : collector.chart(chart)),
      ...text(...(sure ? said(page, [importanceId(first)]) : []), whole),
      ...(words.extent === 'comprehensive' ? collector.table(table) : []),
    ],
  };
}

function componentsSection(analysis: EquityAnalysis, page: LinkPage, collector: Collector): Section | null {
  const table = componentsTable(analysis, page);
  if (!table) return null;
  const supported = analysis.components.flatMap(({ component, label }) =>
    page.link.predictors.flatMap((part) => {
      const finding = page.findings.get(linkId(component, part.predictor));
      return finding?.grade === 'supported' && finding.estimate !== null ? [{ label, finding }] : [];
    }),
  );
  const names = [...new Set(supported.map(({ label }) => label))];
  return {
    id: 'components',
    heading: fitTitle([
      names.length === 0 ? 'In no single component the association is clear' : `It shows in ${joinNames(names)}`,
    ]),
    width: 'full',
    blocks: [
      ...text(...supported.slice(0, MOST_TOLD).map(({ finding }) => sentenceOf(finding))),
      ...collector.table(table),
    ],
  };
}

function measureSection(analysis: EquityAnalysis, page: LinkPage, collector: Collector): Section {
  const { equity } = analysis;
  const table = measureTable(analysis, page.words);
  if (table) collector.keep(table);
  // Loadings are for those who know them.
  const chart = page.words.style !== 'professional' ? null : loadingsChart(analysis, page);
  const missing: Block[] =
    equity.components.length > 0 && equity.reliability === null
      ? [
          {
            type: 'missing',
            need: 'a year of every component for at least one brand',
            have: equity.reliabilityReason ?? '',
            fix: 'import earlier values of the components',
          },
        ]
      : [];
  return {
    id: 'measure',
    heading: fitTitle([
      equity.measure === 'index'
        ? 'Equity is the imported index'
        : equity.measure === 'pca'
          ? 'The index weighs its components by what they share'
          : 'The index is the plain mean of its components',
    ]),
    width: 'full',
    blocks: [
      ...collector.chart(chart),
      ...text(
        equity.instead === null
          ? null
          : { text: `Not the measure that was chosen: ${equity.instead}.`, refs: table ? [`table:${table.id}`] : [] },
        ...said(page, [RELIABILITY, ...(page.words.style !== 'professional' ? [] : [LOADINGS])]),
      ),
      ...missing,
      ...collector.table(table),
    ],
  };
}

export function pagesOf(
  analysis: EquityAnalysis,
  page: LinkPage,
  all: readonly Finding[],
  about: LinkPredictorAnalysis | null,
): Pick<Document, 'sections' | 'appendix' | 'charts' | 'tables'> & { readonly headline: string | null } {
  const { words, link } = page;
  const collector = new Collector(words.charts);
  const isSummary = words.extent === 'summary';
  const first =
    link.insufficient !== null
      ? null
      : about === null
        ? sectionsChart(page)
        : (importanceChart(analysis, page) ?? fitChart(page, about));
  collector.chart(first);
  const headline = words.charts && first ? first.id : null;
  const importance = link.insufficient === null ? importanceSection(analysis, page, collector, headline) : null;
  const own = linkSections(page, collector, { horizon: NO_HORIZON, headline });
  const sections: Section[] = [...(importance ? [importance] : []), ...own];
  const levels = levelsTable(analysis, page);
  collector.keep(levels);
  if (!isSummary) {
    const components = componentsSection(analysis, page, collector);
    if (components) sections.push(components);
    const paths = pathsTable(analysis, page);
    if (paths) collector.keep(paths);
    sections.push({
      id: 'levels',
      heading: fitTitle([`Where our brands stand in ${link.label}`]),
      width: 'full',
      blocks: [
        ...collector.chart(pathsChart(analysis, page)),
        ...text(...said(page, analysis.levels.slice(0, MOST_TOLD).map(equityId))),
        ...collector.table(levels),
      ],
    });
    sections.push(measureSection(analysis, page, collector));
    const premium = premiumTable(analysis, page);
    sections.push({
      id: 'premium',
      heading: 'What our brands charge above their rivals',
      width: 'full',
      blocks: premium
        ? [
            ...text(...said(page, (analysis.premiums ?? []).slice(0, MOST_TOLD).map(premiumId))),
            ...collector.table(premium),
          ]
        : [
            {
              type: 'missing',
              need: 'prices of our brands and of two rivals',
              have: 'no price among the outcomes',
              fix: 'import price into outcomes',
            },
          ],
    });
  } else {
    const measure = measureTable(analysis, page.words);
    if (measure) collector.keep(measure);
  }
  sections.push(...watchingSections(all, collector, words), ...absentSections(analysis));
  const tests = testsTable(all);
  collector.keep(tests);
  const appendix: Section[] = [
    ...linkAppendix(page, collector),
    ...(words.extent === 'comprehensive' && words.style !== 'executive'
      ? [{ id: 'tests', heading: 'Every test and its grade', width: 'full' as const, blocks: collector.table(tests) }]
      : []),
  ];
  return { sections, appendix, charts: collector.charts, tables: collector.tables.map(asIndexTable), headline };
}
