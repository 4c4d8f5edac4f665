/** The pages of the sales report: components and lags, why revenue changed, forecasts, the links in full. */
import type { Block, Document, Section, Sentence } from '../../../document/document.ts';
import { capitalise, fitTitle } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import { linkAppendix, linkEvidence, linkSections } from '../../outcome-link/sections.ts';
import { linkedOf, linkNoun } from '../../outcome-link/words.ts';
import { Collector, sentenceOf, text } from '../../shared/page/blocks.ts';
import { absentSections, watchingSections } from '../../shared/page/closing-sections.ts';
import { testsTable } from '../../shared/tables/finding-tables.ts';
import type { ComponentAnalysis, RevenueChange } from './analysis.ts';
import { changeWaterfall, componentsChart, followTitle, forecastChart, lagHeatmap } from './charts.ts';
import { definitionOf } from './components.ts';
import { changeId } from './findings.ts';
import { linkPageOf, type SalesPage } from './pages.ts';
import { changesTable, componentsTable, FORECASTS_TABLE, forecastsTable, lagsTable, pooledOf } from './tables.ts';
import { forecastId } from './tests.ts';
import { leadOf, mainComponent, marketOf, ownerOf, periodNounOf, silentOf, topChanges } from './words.ts';

const MOST_SAID = 4;

/** One sentence for each component that goes with no part of the score. */
function silentSentences(page: SalesPage): Sentence[] {
  return silentOf(page.analysis).map((component) => ({
    text: `${capitalise(component.label)} ${/s$/.test(component.label) ? 'are' : 'is'} not seen to go with any part of the score ${page.words.style === 'simple' ? 'beyond chance' : 'beyond noise'}.`,
    refs: component.link.predictors.flatMap((part) => pooledOf(page, component, part)?.id ?? []),
  }));
}

function missingBlocks(page: SalesPage): Block[] {
  const { analysis } = page;
  return [
    ...analysis.missing.map((component): Block => {
      const { label } = definitionOf(component);
      return {
        type: 'missing',
        need: label.toLowerCase(),
        have: 'not in the data',
        fix: `import ${component} into outcomes`,
      };
    }),
    ...analysis.components.flatMap(({ link, label, component }): Block[] =>
      link.insufficient === null
        ? []
        : [
            {
              type: 'missing',
              need: `24 ${linkNoun(link)}s of ${label} beside every part of the score, for at least one brand`,
              have: link.insufficient,
              fix: `import earlier ${component} into outcomes`,
            },
          ],
    ),
  ];
}

function componentSections(page: SalesPage, collector: Collector, headline: string | null): Section[] {
  const { analysis, words } = page;
  const lead = leadOf(analysis);
  const table = componentsTable(page);
  collector.keep(table);
  collector.keep(lagsTable(page));
  const tested = analysis.components.some(({ link }) => link.insufficient === null);
  const said = analysis.components.flatMap((component) =>
    linkedOf(component.link).flatMap((part): Block[] => {
      const finding = pooledOf(page, component, part);
      return finding ? [...text(sentenceOf(finding)), linkEvidence(finding, linkPageOf(page, component))] : [];
    }),
  );
  const sections: Section[] = [
    {
      id: 'components',
      heading: fitTitle(
        lead
          ? followTitle(lead)
          : [
              tested
                ? 'No sales component is seen to follow the score'
                : 'Which component follows the score cannot be told yet',
            ],
      ),
      width: 'full',
      blocks: [
        ...(lead === null || words.extent === 'summary' ? [] : collector.chart(componentsChart(page, lead))),
        ...said,
        ...text(...silentSentences(page)),
        ...missingBlocks(page),
        ...(words.extent === 'summary' || !tested ? [] : collector.table(table)),
      ],
    },
  ];
  if (!tested) return sections;
  const all = [
    ...new Set(
      analysis.components.flatMap(({ link }) => link.predictors.flatMap(({ predictor }) => predictor.section ?? [])),
    ),
  ];
  const first = lead?.section ?? null;
  const shown = words.extent === 'comprehensive' ? all : first === null ? all.slice(0, 1) : [first];
  const maps = shown.flatMap((section) => lagHeatmap(page, section, lead) ?? []).filter(({ id }) => id !== headline);
  if (words.charts && words.style !== 'executive' && maps.length > 0)
    sections.push({
      id: 'lags',
      heading: 'When each component answers',
      width: 'full',
      blocks: [
        ...maps.flatMap((map) => collector.chart(map)),
        ...text({
          text: 'Each cell is estimated by itself; neighbouring lags echo each other.',
          refs: [],
        }),
      ],
    });
  return sections;
}

function changeSections(page: SalesPage, collector: Collector, headline: string | null): Section[] {
  const { analysis, words } = page;
  const tops = topChanges(analysis);
  const all = changesTable(page, analysis.changes);
  const refusals = analysis.refused.map(({ project, brand, reason, gap }): Block => {
    const who = words.brand(marketOf(analysis, project), brand);
    return {
      type: 'missing',
      need: `revenue of ${who} that is ${analysis.volume ?? 'units'} × price`,
      have: gap === null ? reason : `${reason}: it misses ${words.formats.significant(gap)}\u00a0% of it`,
      fix: 'import the price that was paid (revenue ÷ units sold), or correct revenue or units',
    };
  });
  if (analysis.volume === null)
    refusals.push({
      type: 'missing',
      need: 'revenue beside units or orders',
      have: 'not in the data',
      fix: 'import revenue and units into outcomes',
    });
  if (tops.length === 0 && refusals.length === 0) return [];
  const shown = tops.slice(0, words.extent === 'summary' ? 1 : MOST_SAID);
  const chartOf = (change: RevenueChange): Block[] => {
    const chart = changeWaterfall(page, change);
    return chart.id === headline ? [] : collector.chart(chart);
  };
  const sentence = (change: RevenueChange) => sentenceOf(page.findings.get(changeId(change))!);
  const rest = words.extent === 'comprehensive' ? analysis.changes.filter((change) => !shown.includes(change)) : [];
  const several = shown.length > 1;
  const whole: Section = {
    id: 'change',
    heading: several
      ? 'Volume, price and mix of every brand'
      : shown.length === 1
        ? 'Why revenue changed: volume, price and mix'
        : 'Why revenue changed cannot be told',
    width: 'full',
    blocks: [
      ...(several ? [] : shown.flatMap(chartOf)),
      ...text(...(several ? [] : shown.map(sentence)), ...rest.map(sentence)),
      ...refusals,
      ...(words.extent === 'summary' ? [] : collector.table(all)),
    ],
  };
  return [
    ...(several
      ? shown.map(
          (change): Section => ({
            id: `change-${changeId(change)}`,
            heading: fitTitle([`Why revenue changed: ${ownerOf(change, analysis, words)}`]),
            width: words.charts ? 'half' : 'full',
            blocks: [...chartOf(change), ...text(sentence(change))],
          }),
        )
      : []),
    whole,
  ];
}

function forecastSections(page: SalesPage, collector: Collector, main: ComponentAnalysis | null): Section[] {
  const { analysis } = page;
  const table = forecastsTable(page);
  if (table === null) return [];
  collector.keep(table);
  const graded = analysis.components.flatMap(({ component }) => page.findings.get(forecastId(component)) ?? []);
  const better = graded.filter(({ grade, estimate }) => grade === 'supported' && (estimate ?? 0) > 0);
  const noun = periodNounOf(analysis);
  const chart = main && forecastChart(page, main);
  return [
    {
      id: 'forecasts',
      heading: fitTitle([
        better.length > 0
          ? `Forecasts of sales are better when the score is known`
          : `Knowing the score is not seen to improve forecasts of sales`,
      ]),
      width: 'full',
      blocks: [
        ...collector.chart(chart),
        ...text(...graded.filter(({ grade }) => grade !== 'suggestive').map(sentenceOf)),
        ...graded
          .filter(({ grade }) => grade === 'supported')
          .map(
            (finding): Block => ({
              type: 'evidence',
              grade: finding.grade,
              text: forecastEvidence(finding, page, noun),
              refs: [finding.id],
            }),
          ),
        ...collector.table(table),
      ],
    },
  ];
}

function forecastEvidence(finding: Finding, { words }: SalesPage, noun: string): string {
  if (words.style === 'simple') return 'clearly more than chance would make';
  const q = finding.q === null ? '' : words.formats.pValue(finding.q);
  const shown = q === '' ? '' : ` · q ${/^[<>]/.test(q) ? '' : '= '}${q}`;
  return `n = ${finding.n} brand-${noun}s${words.style === 'professional' ? ` · ${finding.test}` : ''}${shown}`;
}

export function salesPages(
  page: SalesPage,
  all: readonly Finding[],
): Pick<Document, 'sections' | 'appendix' | 'charts' | 'tables'> & { readonly headline: string | null } {
  const { analysis, words } = page;
  const collector = new Collector(words.charts);
  const lead = leadOf(analysis);
  const main = mainComponent(analysis);
  const top = topChanges(analysis)[0];
  const first = lead ? lagHeatmap(page, lead.section, lead) : top ? changeWaterfall(page, top) : null;
  collector.chart(first);
  const headline = words.charts && first ? first.id : null;
  collector.keep(testsTable(all));
  const changes = changesTable(page, analysis.changes);
  if (changes) collector.keep(changes);
  // Collected first: a message shows the first charts, and why revenue changed stands beside what follows the score.
  const changed = changeSections(page, collector, headline);
  // Which forecaster errs least is not what a board asks.
  const withForecasts = words.extent !== 'summary' && words.style !== 'executive';
  const sections: Section[] = [
    ...componentSections(page, collector, headline),
    ...changed,
    ...(withForecasts ? forecastSections(page, collector, main) : []),
  ];
  const full =
    words.extent === 'comprehensive'
      ? analysis.components.filter((component) => component === main || linkedOf(component.link).length > 0)
      : main === null
        ? []
        : [main];
  for (const component of full) {
    if (component.link.insufficient !== null) continue;
    sections.push(...linkSections(linkPageOf(page, component), collector, { horizon: analysis.horizon, headline }));
  }
  if (!withForecasts) {
    const forecasts = forecastsTable(page);
    if (forecasts) collector.keep({ ...forecasts, id: FORECASTS_TABLE });
  }
  sections.push(...watchingSections(all, collector, words), ...absentSections(analysis));
  const tests = testsTable(all);
  const appendix: Section[] = [
    ...(words.extent === 'comprehensive' && words.style !== 'executive'
      ? [
          {
            id: 'all-lags',
            heading: 'Every component at every lag',
            width: 'full' as const,
            blocks: collector.table(lagsTable(page)),
          },
          ...full.flatMap((component) => linkAppendix(linkPageOf(page, component), collector)),
          { id: 'tests', heading: 'Every test and its grade', width: 'full' as const, blocks: collector.table(tests) },
        ]
      : []),
  ];
  return { sections, appendix, charts: collector.charts, tables: collector.tables, headline };
}
