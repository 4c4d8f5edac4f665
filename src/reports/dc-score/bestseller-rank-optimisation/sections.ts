/** The pages of the rank report: standing, the link, its metrics, the outlook, what the goal asks for. */
import type { Block, Document, Section, Sentence } from '../../../document/document.ts';
import { fitTitle } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { linkAppendix, linkEvidence, linkSections } from '../../outcome-link/sections.ts';
import type { LinkPage } from '../../outcome-link/tables.ts';
import { linkedOf, sectionNames } from '../../outcome-link/words.ts';
import { Collector, sentenceOf, text } from '../../shared/page/blocks.ts';
import { absentSections, watchingSections } from '../../shared/page/closing-sections.ts';
import { testsTable } from '../../shared/tables/finding-tables.ts';
import type { RankAnalysis } from './analysis.ts';
import { chanceChart, partsChart, rankChart } from './charts.ts';
import { chanceId, rankId, requiredId } from './facts.ts';
import { chancesTable, partFindings, partsTable, pathsTable, ranksTable, requiredTable, stepsTable } from './tables.ts';

const SAID = { summary: 3, standard: 4, comprehensive: 8 } as const;

const GOAL_NOTE: Sentence = {
  text: 'No target was given: the next step of the list above each brand’s typical rank stands for it.',
  refs: [],
};

function partsSection(page: LinkPage, collector: Collector): Section | null {
  const table = partsTable(page);
  if (table === null || page.words.extent === 'summary') return null;
  const supported = partFindings(page).filter(({ grade, estimate }) => grade === 'supported' && estimate !== null);
  const first = supported[0];
  return {
    id: 'parts',
    heading: fitTitle([
      supported.length === 0
        ? `No single platform of ${sectionNames(linkedOf(page.link))} stands out`
        : `Which platforms and metrics of ${sectionNames(linkedOf(page.link))} go with rank`,
      'Platforms and metrics below the linked sections',
    ]),
    width: 'full',
    blocks: [
      ...collector.chart(partsChart(page)),
      ...text(...supported.slice(0, SAID[page.words.extent]).map(sentenceOf)),
      ...(first ? [linkEvidence(first, page)] : []),
      ...collector.table(table),
    ],
  };
}

function outlookSection(analysis: RankAnalysis, page: LinkPage, collector: Collector): Section {
  const { words } = page;
  const missing = analysis.outlooks.flatMap((outlook): Block[] =>
    outlook.insufficient === null
      ? []
      : [
          {
            type: 'missing',
            need: `a rank forecast of ${outlook.brand} (${outlook.project})`,
            have: outlook.insufficient,
            fix: 'import more of its bestseller ranks',
          },
        ],
  );
  const chart = chanceChart(analysis, page);
  if (chart) collector.keep(chancesTable(analysis, page));
  const said = analysis.outlooks.filter(({ insufficient }) => insufficient === null);
  const steps = stepsTable(analysis, page);
  return {
    id: 'outlook',
    heading: 'How likely the goal is when nothing changes',
    width: 'full',
    blocks: [
      ...collector.chart(chart),
      ...text(
        ...said.slice(0, SAID[words.extent]).map((outlook) => sentenceOf(page.findings.get(chanceId(outlook))!)),
        analysis.target === null && said.length > 0 ? GOAL_NOTE : null,
      ),
      ...(words.extent === 'summary' || said.length === 0 ? [] : collector.table(steps)),
      ...missing,
    ],
  };
}

function requiredSection(analysis: RankAnalysis, page: LinkPage, collector: Collector): Section {
  const { words } = page;
  const table = requiredTable(analysis, page);
  const blocks: Block[] =
    table === null
      ? [
          {
            type: 'missing',
            need: 'a part of the score that is seen to go with rank, and a forecast of rank',
            have: linkedOf(page.link).length === 0 ? 'no part is seen to go with rank' : 'no forecast',
            fix: 'nothing to state points from: a longer history or more brands with ranks would sharpen the test',
          },
        ]
      : [
          ...text(
            ...analysis.requirements
              .slice(0, SAID[words.extent])
              .map((each) => sentenceOf(page.findings.get(requiredId(each))!)),
          ),
          ...(words.extent === 'summary' ? [] : collector.table(table)),
        ];
  return { id: 'required', heading: 'If it were causal: what the goal asks for', width: 'full', blocks };
}

export function pagesOf(
  analysis: RankAnalysis,
  page: LinkPage,
  all: readonly Finding[],
): Pick<Document, 'sections' | 'appendix' | 'charts' | 'tables'> & { readonly headline: string | null } {
  const { words } = page;
  const collector = new Collector(words.charts);
  const first = rankChart(analysis, page);
  collector.chart(first);
  if (first) collector.keep(pathsTable(analysis, page));
  const headline = words.charts && first ? first.id : null;
  const ranks = ranksTable(analysis, page);
  const sections: Section[] = [
    {
      id: 'ranks',
      heading: 'Where our brands stand on the bestseller list',
      width: 'full',
      blocks: [
        ...text(
          ...analysis.levels.slice(0, SAID[words.extent]).map((level) => sentenceOf(page.findings.get(rankId(level))!)),
        ),
        ...(words.extent === 'summary' ? [] : collector.table(ranks)),
      ],
    },
    ...linkSections(page, collector, { horizon: analysis.horizon, headline }),
  ];
  const parts = partsSection(page, collector);
  if (parts) sections.push(parts);
  sections.push(
    outlookSection(analysis, page, collector),
    requiredSection(analysis, page, collector),
    ...watchingSections(all, collector, words),
    ...absentSections(analysis),
  );
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
