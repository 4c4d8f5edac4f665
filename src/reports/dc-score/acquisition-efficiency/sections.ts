/** The pages of the acquisition report: the link, cost of a customer, the next customer, who buys well. */
import type { Document, Section, Sentence } from '../../../document/document.ts';
import { fitTitle, joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { LinkPredictorAnalysis } from '../../outcome-link/analysis.ts';
import { fitChart } from '../../outcome-link/charts.ts';
import { linkAppendix, linkSections } from '../../outcome-link/sections.ts';
import { brandIn, type LinkPage, linkTableId } from '../../outcome-link/tables.ts';
import { linkNoun, neverSoHigh } from '../../outcome-link/words.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { Collector, sentenceOf, tellTogether, text } from '../../shared/page/blocks.ts';
import { absentSections, watchingSections } from '../../shared/page/closing-sections.ts';
import { testsTable } from '../../shared/tables/finding-tables.ts';
import { placeOf } from '../../shared/words/scope.ts';
import type { AcquisitionAnalysis, ChannelCost, MarketEfficiency } from './analysis.ts';
import { channelChart, costChart, efficiencyChart } from './charts.ts';
import {
  COSTS_ID,
  channelId,
  cheaperId,
  costId,
  efficiencyId,
  moneyRange,
  NEXT_ID,
  nextId,
  TOLD_POINTS,
} from './facts.ts';
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
      blocks: [...text(...cheaperSentences(analysis, page)), ...(isSummary ? [] : collector.table(cheaper))],
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
      const chart = costChart(analysis, market, page);
      const blocks = unlessShown(chart);
      if (chart && blocks.length > 0)
        own.push({
          id: `costs-${market.project}`,
          heading: chart.title,
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
        : [...text(...told([NEXT_ID]), ...nextSentences(analysis, page)), ...(isSummary ? [] : collector.table(next))],
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
    ...(words.extent === 'comprehensive' && words.style !== 'executive'
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

/** Rows with the findings that tell them, as far as they are told. */
function toldOf<T>(rows: readonly T[], page: LinkPage, idOf: (row: T) => string): { row: T; finding: Finding }[] {
  return rows
    .flatMap((row) => {
      const finding = page.findings.get(idOf(row));
      return finding ? [{ row, finding }] : [];
    })
    .slice(0, MOST);
}

/** One sentence for what can be told of all alike; else each by its own. */
function together<T>(
  told: readonly { row: T; finding: Finding }[],
  isAlike: (row: T) => boolean,
  tell: (rows: readonly T[]) => string,
): Sentence[] {
  const rows = told.map(({ row }) => row);
  const findings = told.map(({ finding }) => finding);
  return rows.every(isAlike) ? tellTogether(findings, () => tell(rows)) : findings.map(sentenceOf);
}

function cheaperSentences({ cheaper }: AcquisitionAnalysis, page: LinkPage): Sentence[] {
  const { currency, integer } = page.words.formats;
  const told = toldOf(
    cheaper.filter(({ points }) => points === TOLD_POINTS),
    page,
    cheaperId,
  );
  const section = told[0]?.row.section;
  return together(
    told,
    (row) => row.section === section,
    (rows) => {
      const each = rows.map(
        (row) =>
          `from ${currency(row.from, row.currency)} to ${currency(row.to, row.currency)} ${moneyRange(row.interval, row.currency, page.words)} for ${brandIn(page, row)}`,
      );
      const outside = rows.filter(({ isOutside }) => isOutside).map((row) => brandIn(page, row));
      const never = neverSoHigh(outside, rows.length);
      return `If the association were causal, ${integer(TOLD_POINTS)} points more of the ${section} score at equal spend would bring the cost of a customer ${joinNames(each)}${never}.`;
    },
  );
}

function nextSentences({ next }: AcquisitionAnalysis, page: LinkPage): Sentence[] {
  const { words } = page;
  return together(
    toldOf(next, page, nextId),
    ({ cost, interval }) => cost !== null && interval !== null,
    (rows) => {
      const each = rows.map(
        (row) =>
          `${words.formats.currency(row.cost!, row.currency)} ${moneyRange(row.interval!, row.currency, words)} for ${brandIn(page, row)}`,
      );
      return `By brand the next customer then costs ${joinNames(each)}.`;
    },
  );
}

function channelSentences(rows: readonly ChannelCost[], market: MarketFacts, page: LinkPage): Sentence[] {
  const { words } = page;
  const { currency, percent } = words.formats;
  return together(
    toldOf(rows, page, channelId),
    ({ cost, interval }) => cost !== null && interval !== null,
    (told) => {
      const each = told.map(
        (row, i) =>
          `${currency(row.cost!, row.currency)} ${moneyRange(row.interval!, row.currency, words)} through ${row.channel} (${percent(row.share)}${i === 0 ? ` of our spend${placeOf(market, words)}` : ''})`,
      );
      return `If spend is what brings customers, one more costs ${joinNames(each)}.`;
    },
  );
}

function efficiencySentences(of: MarketEfficiency, page: LinkPage): Sentence[] {
  const { percent } = page.words.formats;
  return together(
    toldOf(
      of.units.filter(({ isSubject }) => isSubject),
      page,
      ({ brand }) => efficiencyId(of.project, brand),
    ),
    ({ efficiency }) => of.method === 'frontier' && efficiency !== null,
    (units) => {
      const each = units.map(({ brand, efficiency }) => {
        const { corrected, interval } = efficiency!;
        return `${percent(corrected)} [${percent(interval[0])}, ${percent(interval[1])}] for ${brandIn(page, { project: of.project, brand })}`;
      });
      return `Best practice of ${of.units.length} brands would bring the same new customers for a part of the spend: ${joinNames(each)}.`;
    },
  );
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
        ...text(...channelSentences(rows, market, page)),
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
            ...text(...efficiencySentences(of, page)),
            ...(words.extent === 'summary' ? [] : collector.table(table)),
          ],
  };
}
