/** The pages of the market share report: the link, shares over time, relative score, voice, draw, simulations. */
import type { Block, Document, Section, Sentence } from '../../../document/document.ts';
import { capitalise, countOf, fitTitle, joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { LinkPredictorAnalysis } from '../../outcome-link/analysis.ts';
import { fitChart, sectionsChart } from '../../outcome-link/charts.ts';
import { linkId } from '../../outcome-link/link-tests.ts';
import { linkAppendix, linkEvidence, linkSections } from '../../outcome-link/sections.ts';
import { brandIn, type LinkPage } from '../../outcome-link/tables.ts';
import { effectInterval, linkedOf, linkNoun, neverSoHigh, signedEffect } from '../../outcome-link/words.ts';
import { Collector, sentenceOf, tellTogether, text } from '../../shared/page/blocks.ts';
import { absentSections, watchingSections } from '../../shared/page/closing-sections.ts';
import { testsTable } from '../../shared/tables/finding-tables.ts';
import { placeOf } from '../../shared/words/scope.ts';
import type { ShareAnalysis, SimulatedShare } from './analysis.ts';
import { drawnChart, moversChart, sharesChart, simulationChart } from './charts.ts';
import { shareId, shareText, simulationId } from './findings.ts';
import {
  attractionTable,
  drawnTable,
  drawTable,
  ledgerTable,
  levelsTable,
  pathTable,
  simulationTable,
} from './tables.ts';
import { drawId, voiceId } from './tests.ts';

/** Brands told one by one; the others stand in the tables. */
const MOST_TOLD = 4;

/** Shares of each market over time, and relative score against them. */
function marketSections(analysis: ShareAnalysis, page: LinkPage, collector: Collector): Section[] {
  const { words } = page;
  return analysis.ledgers.flatMap((ledger): Section[] => {
    const market = page.markets.find(({ project }) => project === ledger.project)!;
    const place = placeOf(market, words);
    const own = analysis.levels.filter(({ project, isSubject }) => project === ledger.project && isSubject);
    const levels = levelsTable(analysis, market, page);
    collector.keep(ledgerTable(ledger, market, page));
    collector.keep(levels);
    const movers = moversChart(analysis, market, page);
    return [
      {
        id: `shares${words.suffix(market)}`,
        heading: fitTitle([`Who holds how much${place}`]),
        width: 'full',
        blocks: [
          ...collector.chart(sharesChart(analysis, ledger, market, page)),
          ...text(...own.slice(0, MOST_TOLD).map((level) => sentenceOf(page.findings.get(shareId(level))!))),
        ],
      },
      ...(movers === null && !words.charts
        ? []
        : [
            {
              id: `movers${words.suffix(market)}`,
              heading: fitTitle([`Relative score and the change of share${place}`]),
              width: 'full' as const,
              blocks: [...collector.chart(movers), ...collector.table(levels)],
            },
          ]),
    ];
  });
}

function attractionSentence(part: LinkPredictorAnalysis, analysis: ShareAnalysis, page: LinkPage): Sentence | null {
  const { words, link } = page;
  const effect = analysis.attraction.find(({ section }) => section === part.predictor.section);
  if (!effect || !part.level || words.style !== 'professional') return null;
  const { significant } = words.formats;
  return {
    text: `In the attraction model one per cent more ${effect.section} against every rival goes with ${significant(Math.abs(effect.estimate))}\u00a0% ${effect.estimate > 0 ? 'more' : 'less'} attraction ${effectInterval(effect.interval, words)}; a share of ${words.formats.decimal(part.level.outcome, 1)}\u00a0%, the mean of all brands, moves with it by the part that it does not hold yet.`,
    refs: [linkId(link.outcome, part.predictor), 'table:attraction'],
  };
}

function voiceSection(analysis: ShareAnalysis, page: LinkPage): Section {
  const finding = page.findings.get(voiceId(page.link.outcome));
  const isTold = finding !== undefined && finding.grade !== 'suggestive';
  return {
    id: 'voice',
    heading: fitTitle([
      finding?.grade === 'supported' && finding.estimate !== null
        ? `${capitalise(page.link.label)} goes with share of voice`
        : 'Share of voice',
    ]),
    width: 'full',
    blocks: finding
      ? isTold
        ? [...text(sentenceOf(finding)), ...(finding.grade === 'insufficient' ? [] : [linkEvidence(finding, page)])]
        : text({ text: 'Share of voice is worth watching; nothing is claimed of it.', refs: [finding.id] })
      : [
          {
            type: 'missing',
            need: 'spend of every brand with a share',
            have: analysis.voiceMissing ?? 'none',
            fix: 'import spend of competitors too, for share of voice',
          },
        ],
  };
}

function drawSections(analysis: ShareAnalysis, page: LinkPage): Section[] {
  return analysis.draw.flatMap(({ section, isRejected }): Section[] => {
    const finding = page.findings.get(drawId(page.link.outcome, section));
    if (!finding || finding.grade === 'suggestive') return [];
    return [
      {
        id: `draw-${section}`,
        heading: fitTitle([
          isRejected ? `${section}: some rivals lose more than others` : `${section}: rivals lose in proportion`,
        ]),
        width: 'full',
        blocks: [...text(sentenceOf(finding)), linkEvidence(finding, page)],
      },
    ];
  });
}

function passSentence(each: SimulatedShare, page: LinkPage): Sentence | null {
  const { next } = each.simulation;
  if (!next || (next.asIs === 0 && next.changed === 0)) return null;
  const { percent } = page.words.formats;
  return {
    text: `The chance to be larger than ${next.name} by then is ${percent(next.asIs)} with the score as it is and ${percent(next.changed)} with the points.`,
    refs: [simulationId(each)],
  };
}

function simulationSentences(told: readonly SimulatedShare[], analysis: ShareAnalysis, page: LinkPage): Sentence[] {
  const { words, link } = page;
  const findings = told.map((each) => page.findings.get(simulationId(each))!);
  const { section, points } = told[0]!;
  const isAlike = told.every(
    (each) => each.section === section && each.points === points && each.lag < analysis.horizon,
  );
  if (!isAlike) return findings.map(sentenceOf);
  const { integer } = words.formats;
  const end = analysis.horizon - 1;
  const each = told.map(({ simulation: { asIs, changed, gain }, ...of }) => {
    const [from, to] = [asIs, changed].map(({ median }) => shareText(median[end]!, words));
    return `${brandIn(page, of)} from ${from} to ${to} (${signedEffect(gain.median, link, words)} ${effectInterval(gain.interval, words)})`;
  });
  const outside = told.filter(({ isOutside }) => isOutside).map((of) => brandIn(page, of));
  const never = neverSoHigh(outside, told.length);
  return tellTogether(
    findings,
    () =>
      `If the association were causal and rivals stood still, ${integer(points)} ${section} points more would within ${countOf(analysis.horizon, linkNoun(link))} take ${joinNames(each)}${never}.`,
  );
}

function simulationSections(analysis: ShareAnalysis, page: LinkPage, collector: Collector): Section[] {
  const { words } = page;
  if (words.depth === 'basic') return [];
  const isFull = words.extent === 'comprehensive';
  const table = simulationTable(analysis, page);
  if (table) collector.keep(table);
  const missing = analysis.notSimulated.map(
    ({ project, brand, reason }): Block => ({
      type: 'missing',
      need: `a history of shares of ${brandIn(page, { project, brand })} to simulate`,
      have: reason,
      fix: 'import the missing shares',
    }),
  );
  if (!table)
    return missing.length === 0
      ? []
      : [{ id: 'simulation', heading: 'Simulated shares', width: 'full', blocks: missing }];
  // One brand is drawn; of several the one that would gain most.
  const shown = [...analysis.simulations].sort(
    (a, b) => Math.abs(b.simulation.gain.median) - Math.abs(a.simulation.gain.median) || (a.brand < b.brand ? -1 : 1),
  )[0]!;
  const market = page.markets.find(({ project }) => project === shown.project)!;
  const path = pathTable(shown, analysis, page);
  const drawn = drawnTable(shown, analysis, page);
  collector.keep(path);
  collector.keep(drawn);
  const told = [shown, ...analysis.simulations.filter((each) => each !== shown)].slice(0, MOST_TOLD);
  return [
    {
      id: 'simulation',
      heading: fitTitle([
        `Where ${page.link.label} could stand, if the association were causal`,
        `If causal: where ${page.link.label} could stand`,
      ]),
      width: 'full',
      blocks: [
        ...collector.chart(simulationChart(shown, analysis, market, page)),
        ...text(...simulationSentences(told, analysis, page), passSentence(shown, page)),
        ...(words.extent === 'summary' ? [] : collector.table(table)),
        ...(isFull ? collector.table(path) : []),
        ...missing,
      ],
    },
    ...(words.extent === 'summary'
      ? []
      : [
          {
            id: 'drawn',
            heading: fitTitle([
              `Where the share of ${brandIn(page, shown)} would come from`,
              'Where it would come from',
            ]),
            width: 'full' as const,
            blocks: [
              ...collector.chart(drawnChart(shown, analysis, page)),
              ...(isFull || !words.charts ? collector.table(drawn) : []),
            ],
          },
        ]),
  ];
}

export function pagesOf(
  analysis: ShareAnalysis,
  page: LinkPage,
  all: readonly Finding[],
  about: LinkPredictorAnalysis | null,
): Pick<Document, 'sections' | 'appendix' | 'charts' | 'tables'> & { readonly headline: string | null } {
  const { words, link } = page;
  const collector = new Collector(words.charts);
  const isShort = words.extent === 'summary';
  const first = link.insufficient !== null ? null : about === null ? sectionsChart(page) : fitChart(page, about);
  collector.chart(first);
  const headline = words.charts && first ? first.id : null;
  const sections: Section[] = [...linkSections(page, collector, { horizon: analysis.horizon, headline })];
  const model = linkedOf(link).map((part) => attractionSentence(part, analysis, page));
  if (!isShort && model.some((sentence) => sentence !== null))
    sections.push({
      id: 'attraction',
      heading: 'The same in the attraction model',
      width: 'full',
      blocks: text(...model),
    });
  const table = attractionTable(analysis, page);
  if (table) collector.keep(table);
  sections.push(...drawSections(analysis, page), ...simulationSections(analysis, page, collector));
  if (!isShort) sections.push(...marketSections(analysis, page, collector), voiceSection(analysis, page));
  for (const { project, reason } of analysis.basis.without)
    sections.push({
      id: `no-share-${project}`,
      heading: fitTitle([`${project}: no shares`]),
      width: 'full',
      blocks: [
        {
          type: 'missing',
          need: `market share, or sales of every brand with scores, in ${project}`,
          have: reason,
          fix: `import market_share, or revenue of the brands without, for ${project}`,
        },
      ],
    });
  sections.push(...watchingSections(all, collector, words), ...absentSections(analysis));
  const tests = testsTable(all);
  collector.keep(tests);
  const cross = drawTable(analysis, page);
  const appendix: Section[] = [
    ...linkAppendix(page, collector),
    ...(words.extent === 'comprehensive' && words.style !== 'executive'
      ? [
          ...(cross
            ? [
                {
                  id: 'cross-effects',
                  heading: 'Cross effects of every pair',
                  width: 'full' as const,
                  blocks: collector.table(cross),
                },
              ]
            : []),
          { id: 'tests', heading: 'Every test and its grade', width: 'full' as const, blocks: collector.table(tests) },
        ]
      : []),
  ];
  if (cross) collector.keep(cross);
  return { sections, appendix, charts: collector.charts, tables: collector.tables, headline };
}
