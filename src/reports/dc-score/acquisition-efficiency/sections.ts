/** The pages of the acquisition report: the link, cost of a customer, the next customer, who buys well. */
import type { Document, Section, Sentence } from '../../../document/document.ts';
import { fitTitle } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { LinkPredictorAnalysis } from '../../outcome-link/analysis.ts';
import { fitChart } from '../../outcome-link/charts.ts';
import { linkAppendix, linkSections } from '../../outcome-link/sections.ts';
import { type LinkPage, linkTableId } from '../../outcome-link/tables.ts';
import { linkNoun } from '../../outcome-link/words.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { Collector, sentenceOf, text } from '../../shared/page/blocks.ts';
import { absentSections, watchingSections } from '../../shared/page/closing-sections.ts';
import { testsTable } from '../../shared/tables/finding-tables.ts';
import { placeOf } from '../../shared/words/scope.ts';
import type { AcquisitionAnalysis, MarketEfficiency } from './analysis.ts';
import { channelChart, costChart, efficiencyChart } from './charts.ts';
import { COSTS_ID, channelId, cheaperId, costId, efficiencyId, NEXT_ID, nextId, TOLD_POINTS } from './facts.ts';
import {
  brandChannelsTable,
  channelsTable,
  cheaperTable,
  costPathTable,
  costsTable,
  efficiencyTable,
  nextTable,
} from './tables.ts';

/** Sentences of a list; the rest stands in the table. */
const MOST = 4;

export function pagesOf(
  analysis: AcquisitionAnalysis,
  page: LinkPage,
  all: readonly Finding[],
  about: LinkPredictorAnalysis | null,
): Pick<Document, 'sections' | 'appendix' | 'charts' | 'tables'> & { readonly headline: string | null } {
  const { words } = page;
  const isSummary = words.extent === 'summary';
  const collector = new Collector(words.charts);
  const [firstMarket] = page.markets;
  const firstEfficiency = analysis.efficiency[0];
  const first =
    about !== null
      ? fitChart(page, about)
      : ((firstEfficiency && firstMarket ? efficiencyChart(firstEfficiency, firstMarket, page) : null) ??
        (firstMarket ? costChart(analysis, firstMarket, page) : null));
  collector.chart(first);
  const headline = words.charts && first ? first.id : null;
  const unlessShown = (chart: Parameters<Collector['chart']>[0]) =>
    chart !== null && chart.id === headline ? [] : collector.chart(chart);
  const told = (ids: readonly string[]): Sentence[] =>
    ids
      .flatMap((id) => page.findings.get(id) ?? [])
      .slice(0, MOST)
      .map(sentenceOf);

  const own: Section[] = [];
  const cheaper = cheaperTable(analysis, page);
  if (cheaper) {
    collector.keep(cheaper);
    own.push({
      id: 'cheaper',
      heading: 'If it were causal: what more points would do to the cost of a customer',
      width: 'full',
      blocks: [
        ...text(...told(analysis.cheaper.filter(({ points }) => points === TOLD_POINTS).map(cheaperId))),
        ...(isSummary ? [] : collector.table(cheaper)),
      ],
    });
  }
  const costs = costsTable(analysis, page);
  collector.keep(costs);
  const subjects = analysis.costs.filter(({ isSubject }) => isSubject);
  for (const market of page.markets) {
    const path = costPathTable(analysis, market, page);
    if (path) collector.keep(path);
  }
  const several = page.markets.length > 1 && words.charts && !isSummary;
  if (several)
    for (const market of page.markets) {
      const blocks = unlessShown(costChart(analysis, market, page));
      if (blocks.length > 0)
        own.push({
          id: `costs-${market.project}`,
          heading: fitTitle([`What a new customer cost${placeOf(market, words)}`]),
          width: 'half',
          blocks,
        });
    }
  own.push({
    id: 'costs',
    heading: several ? 'What a new customer cost, brand by brand' : 'What a new customer cost',
    width: 'full',
    blocks: [
      ...(several || firstMarket === undefined ? [] : unlessShown(costChart(analysis, firstMarket, page))),
      ...text(...told([...(subjects.length > 1 ? [COSTS_ID] : []), ...subjects.map(costId)])),
      ...(isSummary ? [] : collector.table(costs)),
    ],
  });
  const next = nextTable(analysis, page);
  if (next) collector.keep(next);
  own.push({
    id: 'next',
    heading: 'What the next customer costs',
    width: 'full',
    blocks:
      analysis.response === null
        ? [
            {
              type: 'missing',
              need: `24 ${linkNoun(page.link)}s of spend and new customers beside every part of the score`,
              have: page.link.insufficient ?? 'spend that does not vary beside everything else',
              fix: 'import earlier spend and new customers',
            },
          ]
        : [...text(...told([NEXT_ID, ...analysis.next.map(nextId)])), ...(isSummary ? [] : collector.table(next))],
  });
  if (!isSummary) for (const market of page.markets) own.push(...channelSection(analysis, market, page, collector));
  for (const of of analysis.efficiency) {
    const market = page.markets.find(({ project }) => project === of.project)!;
    own.push(efficiencySection(of, market, page, collector, unlessShown));
  }
  if (!isSummary && analysis.withoutSpend.length > 0)
    own.push({
      id: 'without-spend',
      heading: 'Brands whose spend is not known',
      width: 'full',
      blocks: [
        {
          type: 'missing',
          need: 'spend wherever new customers are known',
          have: analysis.withoutSpend
            .map(({ project, brand }) => `${brand} (${project}): too little or none`)
            .join('; '),
          fix: 'import the spend of these brands; at equal spend nothing can be said of them',
        },
      ],
    });

  const link = linkSections(page, collector, { horizon: analysis.horizon, headline });
  const at = link.findIndex(({ id }) => id === linkTableId(page.name, 'causes'));
  const sections: Section[] = at < 0 ? [...link, ...own] : [...link.slice(0, at), ...own, ...link.slice(at)];
  sections.push(...watchingSections(all, collector, words), ...absentSections(analysis));
  const tests = testsTable(all);
  collector.keep(tests);
  const appendix: Section[] = [
    ...linkAppendix(page, collector),
    ...(words.extent === 'comprehensive'
      ? [
          ...page.markets.flatMap((market): Section[] => {
            const path = costPathTable(analysis, market, page);
            return path
              ? [
                  {
                    id: path.id,
                    heading: fitTitle([path.title]),
                    width: 'full',
                    blocks: collector.table(path),
                  },
                ]
              : [];
          }),
          { id: 'tests', heading: 'Every test and its grade', width: 'full' as const, blocks: collector.table(tests) },
        ]
      : []),
  ];
  return { sections, appendix, charts: collector.charts, tables: collector.tables, headline };
}

function channelSection(
  analysis: AcquisitionAnalysis,
  market: MarketFacts,
  page: LinkPage,
  collector: Collector,
): Section[] {
  const table = channelsTable(analysis, market, page);
  if (!table) return [];
  const brands = brandChannelsTable(analysis, market, page);
  if (brands) collector.keep(brands);
  const rows = analysis.channels
    .filter(({ project, brand }) => project === market.project && brand === null)
    .sort((a, b) => b.share - a.share);
  return [
    {
      id: table.id,
      heading: fitTitle([`What the next customer costs by channel${placeOf(market, page.words)}`]),
      width: 'full',
      blocks: [
        ...collector.chart(channelChart(analysis, market, page)),
        ...text(
          ...rows
            .flatMap((row) => page.findings.get(channelId(row)) ?? [])
            .slice(0, MOST)
            .map(sentenceOf),
        ),
        ...collector.table(table),
        ...(brands && page.words.extent === 'comprehensive' ? collector.table(brands) : []),
      ],
    },
  ];
}

function efficiencySection(
  of: MarketEfficiency,
  market: MarketFacts,
  page: LinkPage,
  collector: Collector,
  unlessShown: (chart: ReturnType<typeof efficiencyChart>) => Section['blocks'],
): Section {
  const { words } = page;
  const table = efficiencyTable(of, market, page);
  if (table) collector.keep(table);
  const facts = of.units
    .filter(({ isSubject }) => isSubject)
    .flatMap(({ brand }) => page.findings.get(efficiencyId(of.project, brand)) ?? []);
  return {
    id: `efficiency-${market.project}`,
    heading: fitTitle([`Who buys customers well${placeOf(market, words)}`]),
    width: 'full',
    blocks:
      table === null
        ? [
            {
              type: 'missing',
              need: `${of.needed} brands with spend and new customers in one market`,
              have: of.reason ?? 'none',
              fix: 'import spend and new customers of more brands, competitors too',
            },
          ]
        : [
            ...unlessShown(efficiencyChart(of, market, page)),
            ...(of.method === 'residual'
              ? [
                  {
                    type: 'missing' as const,
                    need: `${of.needed} brands for a frontier of best practice`,
                    have: of.reason ?? '',
                    fix: 'import spend and new customers of more brands; shown instead is the distance from the pooled model',
                  },
                ]
              : []),
            ...text(...facts.slice(0, MOST).map(sentenceOf)),
            ...(words.extent === 'summary' ? [] : collector.table(table)),
          ],
  };
}
