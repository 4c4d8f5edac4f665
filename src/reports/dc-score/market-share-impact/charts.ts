/** Shares over time, relative score against the change of share, and simulated shares, in pictures. */
import type { Areas, Lines, RankedBars, Scatter } from '../../../document/chart.ts';
import { capitalise, fitTitle, possessive } from '../../../document/words.ts';
import { periodLabel } from '../../../domain/period.ts';
import { brandIn, type LinkPage } from '../../outcome-link/tables.ts';
import { signedEffect } from '../../outcome-link/words.ts';
import type { MarketFacts } from '../../shared/analysis.ts';
import { againstOf, nounOf, placeOf, windowLabel } from '../../shared/words/scope.ts';
import type { ShareAnalysis, ShareLedger, SimulatedShare } from './analysis.ts';
import { heldOf, shareId, shareText, simulationId } from './findings.ts';
import { drawnTable, ledgerTable, levelsTable, pathPeriods, pathTable } from './tables.ts';

const shareAxis = (page: LinkPage) => ({ label: page.link.label, unit: '%', min: 0, max: null, decimals: 0 });

/** Shares stacked to 100 %, brands of the report at the bottom, others on top. */
export function sharesChart(analysis: ShareAnalysis, ledger: ShareLedger, market: MarketFacts, page: LinkPage): Areas {
  const { words, link } = page;
  const own = analysis.levels.filter(({ project, isSubject }) => project === market.project && isSubject);
  const told = [...own].sort((a, b) => Math.abs(b.change ?? 0) - Math.abs(a.change ?? 0))[0];
  const last = (values: readonly (number | null)[]): number | null =>
    values.findLast((value) => value !== null) ?? null;
  return {
    kind: 'areas',
    id: `shares${words.suffix(market)}`,
    title: fitTitle([
      ...(told?.share != null && told.change !== null
        ? [
            `${told.brand}${placeOf(market, words)} holds ${shareText(told.share, words)}, ${words.formats.percentPoints(told.change)} ${againstOf(market)}`,
            `${told.brand}${placeOf(market, words)} holds ${shareText(told.share, words)} ${heldOf(analysis)}`,
          ]
        : []),
      `${capitalise(link.label)}${placeOf(market, words)}`,
    ]),
    subtitle: `${capitalise(link.label)}, per cent, by ${nounOf(market)}, ${words.marketName(market)}`,
    alt: `Stacked shares: ${ledger.layers.map(({ name, values }) => `${name} ${last(values) === null ? 'no data' : shareText(last(values)!, words)}`).join(', ')}.`,
    note: null,
    findings: own.map(shareId),
    table: ledgerTable(ledger, market, page).id,
    axis: { ...shareAxis(page), max: 100 },
    periods: ledger.periods,
    periodLabels: ledger.periods.map((period) => periodLabel(market.frequency, period)),
    layers: ledger.layers.map(({ name, kind, values }) => ({
      label: name,
      values,
      emphasis: kind === 'subject' ? ('subject' as const) : kind === 'own' ? ('own' as const) : ('context' as const),
      isRest: kind === 'rest' || kind === 'untracked',
      endLabel: last(values) === null ? name : `${name} ${words.formats.decimal(last(values)!, 1)}`,
    })),
    window: { from: market.window.from, to: market.window.to, label: 'report period' },
  };
}

/** Every brand of a market: change of its score against the market, change of its share. */
export function moversChart(analysis: ShareAnalysis, market: MarketFacts, page: LinkPage): Scatter | null {
  const { words, link } = page;
  const brands = analysis.levels.filter(
    ({ project, change, relativeScore }) => project === market.project && change !== null && relativeScore !== null,
  );
  if (brands.length < 3) return null;
  const together = brands.filter(({ change, relativeScore }) => change! * relativeScore! > 0).length;
  return {
    kind: 'scatter',
    id: `movers${words.suffix(market)}`,
    title: fitTitle([
      `Score and share moved the same way in ${together} of ${brands.length} brands${placeOf(market, words)}`,
      `Score and share moved the same way in ${together} of ${brands.length} brands`,
    ]),
    subtitle: `Change of ${link.label} (pp) against change of the DC score relative to the market (points), ${windowLabel(market)} ${againstOf(market)}`,
    alt: `Brands: ${brands.map(({ brand, change, relativeScore }) => `${brand} ${words.formats.points(relativeScore!)} points, ${words.formats.percentPoints(change!)}`).join('; ')}.`,
    note: 'One comparison of windows, not a test',
    findings: brands.filter(({ isSubject }) => isSubject).map(shareId),
    table: levelsTable(analysis, market, page).id,
    x: { label: 'Score against the market', unit: 'points', min: null, max: null, decimals: 1 },
    y: { label: `Change of ${link.label}`, unit: 'pp', min: null, max: null, decimals: 1 },
    points: brands.map(({ brand, change, relativeScore, isSubject, role }) => ({
      x: relativeScore!,
      y: change!,
      interval: null,
      label: brand,
      emphasis: isSubject ? ('subject' as const) : role === 'own' ? ('own' as const) : ('context' as const),
      section: null,
    })),
    line: null,
  };
}

/** Share of one brand ahead: as it is with its bands, and with the points. */
export function simulationChart(
  each: SimulatedShare,
  analysis: ShareAnalysis,
  market: MarketFacts,
  page: LinkPage,
): Lines {
  const { words, link } = page;
  const { simulation, points } = each;
  const { past } = each;
  const ahead = analysis.horizon;
  const periods = pathPeriods(each, ahead, market.frequency);
  const lead = (values: readonly number[]): (number | null)[] => [
    ...past.slice(0, -1).map(() => null),
    ...(past.length > 0 ? [past.at(-1)!] : []),
    ...values,
  ];
  const bandOf = (bounds: readonly (readonly [number, number])[], label: string, weight: 'light' | 'medium') => ({
    label,
    low: lead(bounds.map(([low]) => low)),
    high: lead(bounds.map(([, high]) => high)),
    series: 1,
    weight,
  });
  const asIs = simulation.asIs.median.at(-1)!;
  const changed = simulation.changed.median.at(-1)!;
  return {
    kind: 'lines',
    id: `simulated-${pathTable(each, analysis, page).id}`,
    title: fitTitle([
      `If causal, ${points} ${each.section} points would mean ${signedEffect(simulation.gain.median, link, words)} for ${brandIn(page, each)}`,
      `If causal, ${points} ${each.section} points: ${signedEffect(simulation.gain.median, link, words)} for ${each.brand}`,
      `Simulated ${link.label} of ${each.brand}, if causal`,
    ]),
    subtitle: `${capitalise(link.label)} of ${brandIn(page, each)}, per cent, by ${nounOf(market)}; dashed: simulated; bands of “as it is”: 80 and ${words.formats.level(words.level)}`,
    alt: `${possessive(each.brand)} ${link.label} from ${shareText(simulation.now, words)}: ${shareText(asIs, words)} as it is, ${shareText(changed, words)} with ${points} points.`,
    note: 'Rivals stand still; season and growth are not continued',
    findings: [simulationId(each)],
    table: pathTable(each, analysis, page).id,
    axis: { ...shareAxis(page), min: null, decimals: 1 },
    periods,
    periodLabels: periods.map((period) => periodLabel(market.frequency, period)),
    series: [
      {
        label: 'so far',
        values: [...past, ...Array.from({ length: ahead }, () => null)],
        emphasis: 'subject',
        section: null,
        dashed: false,
        endLabel: '',
      },
      {
        label: 'score as it is',
        values: lead(simulation.asIs.median),
        emphasis: 'context',
        section: null,
        dashed: true,
        endLabel: `as it is ${words.formats.decimal(asIs, 1)}`,
      },
      {
        label: `+${points} points`,
        values: lead(simulation.changed.median),
        emphasis: 'subject',
        section: each.section,
        dashed: true,
        endLabel: `+${points} points ${words.formats.decimal(changed, 1)}`,
      },
    ],
    bands: [
      bandOf(simulation.asIs.outer, `${Math.round(100 * words.level)} %`, 'light'),
      bandOf(simulation.asIs.inner, '80 %', 'medium'),
    ],
    shifts: [],
    anomalies: [],
    events: [],
    window: null,
  };
}

const MOST_LOSERS = 9;

/** Who loses what one brand gains. */
export function drawnChart(each: SimulatedShare, analysis: ShareAnalysis, page: LinkPage): RankedBars {
  const { words, link } = page;
  const losers = each.simulation.drawn
    .filter(({ name }) => name !== each.brand)
    .sort((a, b) => a.change - b.change || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_LOSERS);
  const first = losers[0];
  const isRejected = analysis.draw.find(({ section }) => section === each.section)?.isRejected === true;
  return {
    kind: 'ranked-bars',
    id: `bars-${drawnTable(each, analysis, page).id}`,
    title: fitTitle([
      isRejected
        ? `${first?.name ?? 'No rival'} would lose most to ${brandIn(page, each)}, if causal`
        : `Rivals would lose in proportion to their shares, if causal`,
    ]),
    subtitle: `Change of ${link.label} (pp) at today’s shares when ${brandIn(page, each)} gains ${each.points} ${each.section} points; intervals`,
    alt: `Losses: ${losers.map(({ name, change }) => `${name} ${signedEffect(change, link, words)}`).join(', ')}.`,
    note: isRejected ? 'With cross effects, drawn to proportional draw' : null,
    findings: [simulationId(each)],
    table: drawnTable(each, analysis, page).id,
    axis: { label: link.label, unit: 'pp', min: null, max: null, decimals: 2 },
    bars: losers.map(({ name, change, interval }) => ({
      label: name,
      value: change,
      valueText: `${change < 0 ? '−' : change > 0 ? '+' : ''}${words.formats.decimal(Math.abs(change), 2)}\u00a0pp`,
      interval,
      delta: null,
      emphasis: 'context' as const,
      section: null,
    })),
    references: [],
  };
}
