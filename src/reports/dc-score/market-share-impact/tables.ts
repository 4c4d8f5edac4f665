/** Shares, share of voice, draw and simulations in rows. */
import type { Cell, TableSpec } from '../../../document/table.ts';
import { capitalise } from '../../../document/words.ts';
import { type Frequency, type Period, periodAt, periodIndex } from '../../../domain/period.ts';
import { brandIn, type LinkPage } from '../../outcome-link/tables.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { asPercent, numberColumn, PAPER_ROWS, periodColumn, textColumn } from '../../shared/tables/columns.ts';
import { nounOf, windowLabel } from '../../shared/words/scope.ts';
import type { ShareAnalysis, ShareLedger, SimulatedShare } from './analysis.ts';

export function ledgerTable(ledger: ShareLedger, market: MarketFacts, page: LinkPage): TableSpec {
  return {
    id: `shares${page.words.suffix(market)}`,
    title: `${capitalise(page.link.label)} by ${nounOf(market)}`,
    caption: `Per cent, ${page.words.marketName(market)}.`,
    columns: [
      periodColumn(capitalise(nounOf(market))),
      ...ledger.layers.map(({ name }, i) => numberColumn(`layer-${i}`, name, 1, '%')),
    ],
    rows: ledger.periods.map((period, t): Cell[] => [period, ...ledger.layers.map(({ values }) => values[t] ?? null)]),
    paperRows: PAPER_ROWS,
    notes: ledger.merged.length === 0 ? [] : [`${ledger.merged.length} more: ${ledger.merged.join(', ')}.`],
  };
}

/** Every brand of the market: share, change, relative score, voice. */
export function levelsTable(analysis: ShareAnalysis, market: MarketFacts, page: LinkPage): TableSpec {
  const rows = analysis.levels.filter(({ project }) => project === market.project);
  const hasVoice = rows.some(({ voice }) => voice !== null);
  return {
    id: `share-levels${page.words.suffix(market)}`,
    title: `${capitalise(page.link.label)} and relative score, every brand`,
    caption: `Means of ${windowLabel(market)}; relative score: change of the DC score against the mean change of all brands.`,
    columns: [
      textColumn('brand', 'Brand'),
      numberColumn('rank', 'Rank', 0),
      numberColumn('share', capitalise(page.link.label), 1, '%'),
      numberColumn('before', 'Before', 1, '%', 'full'),
      numberColumn('change', 'Change', 2, 'pp'),
      numberColumn('relative', 'Relative score', 1, 'points'),
      ...(hasVoice
        ? [numberColumn('voice', 'Share of voice', 1, '%'), numberColumn('excess', 'Voice − share', 1, 'pp')]
        : []),
    ],
    rows: rows.map((level): Cell[] => [
      level.brand,
      level.rank,
      level.share,
      level.before,
      level.change,
      level.relativeScore,
      ...(hasVoice ? [level.voice, level.excess] : []),
    ]),
    paperRows: PAPER_ROWS,
    notes: ['Facts of one comparison, not a test: the test uses every period and holds other things constant.'],
  };
}

export function drawTable(analysis: ShareAnalysis, page: LinkPage): TableSpec | null {
  const rows = analysis.draw.flatMap(({ section, effects }) =>
    effects.map((each): Cell[] => [
      section,
      brandIn(page, { project: each.project, brand: each.mover }),
      each.rival,
      each.slope,
      each.error,
      each.drawn,
    ]),
  );
  if (rows.length === 0) return null;
  return {
    id: 'cross-effects',
    title: 'Who loses otherwise than in proportion',
    caption:
      'A rival’s attraction against the other rivals, per cent for one per cent of a brand’s score; the forty pairs farthest from proportional, before and after drawing to it.',
    columns: [
      textColumn('part', 'Part'),
      textColumn('mover', 'When the score rises of'),
      textColumn('rival', 'Rival'),
      numberColumn('slope', 'As measured', 2, '%'),
      numberColumn('error', 'Standard error', 2, '%'),
      numberColumn('drawn', 'Used', 2, '%'),
    ],
    rows,
    paperRows: PAPER_ROWS,
    notes: ['Used: 0 unless the test of all pairs together rejects proportional draw.'],
  };
}

export function simulationTable(analysis: ShareAnalysis, page: LinkPage): TableSpec | null {
  if (analysis.simulations.length === 0) return null;
  const { horizon } = analysis;
  const end = horizon - 1;
  return {
    id: 'simulated-shares',
    title: `Simulated ${page.link.label}, if the association were causal`,
    caption: `${horizon} periods ahead; medians of 1,000 draws with intervals. Rivals stand still, season and growth are not continued.`,
    columns: [
      textColumn('brand', 'Brand'),
      textColumn('part', 'Part'),
      numberColumn('points', 'Points more', 0),
      numberColumn('now', 'Now', 1, '%'),
      numberColumn('as-is', 'Score as it is', 1, '%'),
      numberColumn('as-is-low', 'Low', 1, '%', 'full'),
      numberColumn('as-is-high', 'High', 1, '%', 'full'),
      numberColumn('changed', 'With the points', 1, '%'),
      numberColumn('changed-low', 'Low', 1, '%', 'full'),
      numberColumn('changed-high', 'High', 1, '%', 'full'),
      numberColumn('gain', 'Gain', 2, 'pp'),
      numberColumn('gain-low', 'Gain, low', 2, 'pp'),
      numberColumn('gain-high', 'Gain, high', 2, 'pp'),
      textColumn('next', 'Next larger brand'),
      numberColumn('pass-as-is', 'Passed as it is', 0, '%', 'full'),
      numberColumn('pass-changed', 'Passed with the points', 0, '%', 'full'),
      textColumn('range', 'Observed range', 'full'),
    ],
    rows: analysis.simulations.map((each): Cell[] => {
      const { simulation } = each;
      return [
        brandIn(page, each),
        each.section,
        each.points,
        simulation.now,
        simulation.asIs.median[end]!,
        ...simulation.asIs.outer[end]!,
        simulation.changed.median[end]!,
        ...simulation.changed.outer[end]!,
        simulation.gain.median,
        ...simulation.gain.interval,
        simulation.next?.name ?? null,
        asPercent(simulation.next?.asIs ?? null),
        asPercent(simulation.next?.changed ?? null),
        each.isOutside ? 'above its highest so far' : 'inside',
      ];
    }),
    paperRows: PAPER_ROWS,
    notes: [],
  };
}

/** What every brand would gain or lose at today's shares. */
export function drawnTable(each: SimulatedShare, analysis: ShareAnalysis, page: LinkPage): TableSpec {
  return {
    id: `drawn-${slug(each.section)}-${slug(each.brand)}-${slug(each.project)}`,
    title: `Where ${each.points} more ${each.section} points of ${brandIn(page, each)} would come from`,
    caption: `Per cent points of ${page.link.label} at today’s shares, if the association were causal; ${
      analysis.draw.find(({ section }) => section === each.section)?.isRejected
        ? 'with cross effects'
        : 'in proportion to shares'
    }.`,
    columns: [
      textColumn('brand', 'Brand'),
      numberColumn('share', 'Now', 1, '%'),
      numberColumn('change', 'Change', 2, 'pp'),
      numberColumn('low', 'Low', 2, 'pp'),
      numberColumn('high', 'High', 2, 'pp'),
    ],
    rows: [...each.simulation.drawn]
      .sort((a, b) => b.change - a.change || (a.name < b.name ? -1 : 1))
      .map(({ name, share, change, interval }): Cell[] => [name, share, change, ...interval]),
    paperRows: PAPER_ROWS,
    notes: [],
  };
}

/** Periods of a simulated path: those so far, then those ahead. */
export function pathPeriods({ past, lastPeriod }: SimulatedShare, horizon: number, frequency: Frequency): Period[] {
  const last = periodIndex(frequency, lastPeriod);
  return Array.from({ length: past.length + horizon }, (_, i) => periodAt(frequency, last - past.length + 1 + i));
}

export function pathTable(each: SimulatedShare, analysis: ShareAnalysis, page: LinkPage): TableSpec {
  const { simulation, past } = each;
  const { horizon, link } = analysis;
  const periods = pathPeriods(each, horizon, link.frequency);
  const outer = `${Math.round(100 * page.words.level)} %`;
  return {
    id: `path-${slug(each.section)}-${slug(each.brand)}-${slug(each.project)}`,
    title: `Simulated ${page.link.label} of ${brandIn(page, each)}, period by period`,
    caption: `Per cent; ${each.points} ${each.section} points more from the next period on, if the association were causal. Ahead first, then back in time.`,
    columns: [
      periodColumn('Period'),
      numberColumn('so-far', 'So far', 2, '%'),
      numberColumn('as-is', 'Score as it is', 2, '%'),
      numberColumn('inner-low', '80 % low', 2, '%'),
      numberColumn('inner-high', '80 % high', 2, '%'),
      numberColumn('outer-low', `${outer} low`, 2, '%'),
      numberColumn('outer-high', `${outer} high`, 2, '%'),
      numberColumn('changed', 'With the points', 2, '%'),
    ],
    // What is asked about comes first: paper does not show a long past.
    rows: [
      ...periods
        .slice(past.length)
        .map((period, h): Cell[] => [
          period,
          null,
          simulation.asIs.median[h]!,
          ...simulation.asIs.inner[h]!,
          ...simulation.asIs.outer[h]!,
          simulation.changed.median[h]!,
        ]),
      ...periods
        .slice(0, past.length)
        .map((period, i): Cell[] => [period, past[i]!, null, null, null, null, null, null])
        .reverse(),
    ],
    paperRows: PAPER_ROWS,
    notes: [],
  };
}

export const slug = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');

/** Effects on log attraction: the parameters of the model. Null: nothing could be fitted. */
export function attractionTable({ attraction }: ShareAnalysis, page: LinkPage): TableSpec | null {
  if (attraction.length === 0) return null;
  return {
    id: 'attraction',
    title: 'Common differential effects of the attraction model',
    caption: 'Per cent of attraction that goes with one per cent more of the score, against every rival.',
    columns: [
      textColumn('part', 'Part of the score'),
      numberColumn('effect', 'Effect', 2, '%'),
      numberColumn('low', 'Low', 2, '%'),
      numberColumn('high', 'High', 2, '%'),
      numberColumn('share', `Mean ${page.link.label}`, 1, '%'),
    ],
    rows: attraction.map(({ section, estimate, interval }): Cell[] => [
      section,
      estimate,
      ...interval,
      page.link.predictors.find(({ predictor }) => predictor.section === section)?.level?.outcome ?? null,
    ]),
    paperRows: null,
    notes: [],
  };
}
