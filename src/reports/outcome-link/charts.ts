/** The link in pictures: the fit with its band, the effect by lag, brands in a forest, what more points would mean. */
import type { ChartSpec, RankedBars } from '../../document/chart.ts';
import { CHART_TITLE_LENGTH, fitTitle, withArticle } from '../../document/words.ts';
import type { LinkPredictorAnalysis } from './analysis.ts';
import { whatIfId } from './findings.ts';
import { linkId } from './link-tests.ts';
import { brandIn, fitTable, type LinkPage, linkTableId } from './tables.ts';
import {
  effectMeasure,
  effectSize,
  effectUnitOf,
  effectWords,
  isCounted,
  lagWords,
  linkNoun,
  signedEffect,
} from './words.ts';

const title = (...candidates: readonly string[]): string => fitTitle(candidates, CHART_TITLE_LENGTH);

const axisUnit = (page: LinkPage): string => (effectUnitOf(page.link).startsWith('%') ? '%' : effectUnitOf(page.link));

const effectAxis = (page: LinkPage) => ({
  label: `${page.link.label} per point`,
  unit: axisUnit(page),
  min: null,
  max: null,
  decimals: 2,
});

const nameOf = ({ predictor, label }: LinkPredictorAnalysis): string => predictor.section ?? label;

/** Pooled effects of all parts with intervals. */
export function sectionsChart(page: LinkPage): RankedBars {
  const { link, words, name } = page;
  const parts = [...link.predictors].sort(
    (a, b) => Math.abs(b.perPoint ?? 0) - Math.abs(a.perPoint ?? 0) || (a.label < b.label ? -1 : 1),
  );
  const strongest = parts.find(
    (part) => page.findings.get(linkId(name, part.predictor))?.grade === 'supported' && part.perPoint !== null,
  );
  const shown = parts.filter(({ perPoint }) => perPoint !== null);
  return {
    kind: 'ranked-bars',
    id: linkTableId(name, 'sections'),
    title: strongest
      ? title(
          `Of ${link.label}, ${nameOf(strongest)} tells most: ${signedEffect(strongest.perPoint!, link, words)} per point`,
          `${nameOf(strongest)}: ${signedEffect(strongest.perPoint!, link, words)} per point`,
        )
      : title(`No part of the score is seen to go with ${link.label}`),
    subtitle: `${effectMeasure(link)} per score point, pooled over ${link.histories} brand histories, with intervals`,
    alt: `Effects per point: ${shown.map((part) => `${nameOf(part)} ${signedEffect(part.perPoint!, link, words)}`).join(', ')}.`,
    note: 'Associations: only a test shows what a change would do',
    findings: shown.map(({ predictor }) => linkId(name, predictor)),
    table: linkTableId(name, 'sections'),
    axis: effectAxis(page),
    bars: parts.map((part) => ({
      label: nameOf(part),
      value: part.perPoint,
      valueText:
        part.perPoint === null
          ? part.lag !== null && part.lag < 0
            ? 'follows'
            : 'no data'
          : figure(part.perPoint, page),
      interval: part.perPoint === null ? null : part.interval,
      delta: null,
      emphasis:
        page.findings.get(linkId(name, part.predictor))?.grade === 'supported'
          ? ('subject' as const)
          : ('context' as const),
      section: part.predictor.section ?? null,
    })),
    references: [],
  };
}

/** What all bars of effects share; what was found has the colour of its section, the rest is grey. */
export function lagBars(
  page: LinkPage,
  bars: readonly {
    readonly label: string;
    readonly value: number;
    readonly interval: readonly [number, number];
    readonly isFound: boolean;
  }[],
  part: LinkPredictorAnalysis,
): Omit<RankedBars, 'id' | 'title' | 'subtitle' | 'alt'> {
  return {
    kind: 'ranked-bars',
    note: null,
    findings: [linkId(page.name, part.predictor)],
    table: linkTableId(page.name, 'lags'),
    axis: effectAxis(page),
    bars: bars.map(({ label, value, interval, isFound }) => ({
      label,
      value,
      valueText: figure(value, page),
      interval,
      delta: null,
      emphasis: isFound ? ('subject' as const) : ('context' as const),
      section: isFound ? (part.predictor.section ?? null) : null,
    })),
    references: [],
  };
}

/** Effect at every lag with intervals; the lag found stands out. */
export function lagChart(page: LinkPage, part: LinkPredictorAnalysis): RankedBars {
  const { link, words, name } = page;
  return {
    ...lagBars(
      page,
      part.profile.map(({ lag, perPoint, interval }) => ({
        label: lag === 0 ? `same ${linkNoun(link)}` : `${lag} ${linkNoun(link)}${lag === 1 ? '' : 's'} later`,
        value: perPoint,
        interval,
        isFound: lag === part.lag,
      })),
      part,
    ),
    id: linkTableId(name, `lags-${slug(nameOf(part))}`),
    title: title(
      part.lag === 0
        ? `${nameOf(part)} and ${link.label} go together in the same ${linkNoun(link)}`
        : `${cap(link.label)} ${isCounted(link) ? 'follow' : 'follows'} ${nameOf(part)} ${lagWords(part.lag ?? 0, link)}`,
      `${nameOf(part)}: the link is clearest ${lagWords(part.lag ?? 0, link)}`,
    ),
    subtitle: `${effectMeasure(link)} per point of the ${part.label}, by ${linkNoun(link)}s between them, with intervals`,
    alt: `Effect of ${nameOf(part)} by lag: ${part.profile.map(({ lag, perPoint }) => `${lag}: ${signedEffect(perPoint, link, words)}`).join(', ')}.`,
  };
}

/** Shrunken effect of every subject brand beside the pooled one. */
export function forestChart(page: LinkPage, part: LinkPredictorAnalysis): RankedBars | null {
  const { link, words, name } = page;
  const own = part.brands.filter(({ isSubject }) => isSubject);
  if (own.length === 0 || part.perPoint === null) return null;
  const bars = [...own].sort((a, b) => b.perPoint - a.perPoint || (a.brand < b.brand ? -1 : 1));
  const isSupported = (brand: (typeof own)[number]): boolean =>
    page.findings.get(linkId(name, part.predictor, brand))?.grade === 'supported';
  const alike = Math.max(...own.map(({ shrunken }) => shrunken)) - Math.min(...own.map(({ shrunken }) => shrunken));
  return {
    kind: 'ranked-bars',
    id: linkTableId(name, `forest-${slug(nameOf(part))}`),
    title: title(
      ...(own.length === 1
        ? isSupported(own[0]!)
          ? [
              `${brandIn(page, own[0]!)}: ${signedEffect(own[0]!.perPoint, link, words)} per ${nameOf(part)} point`,
              `${own[0]!.brand}: ${signedEffect(own[0]!.perPoint, link, words)} per ${nameOf(part)} point`,
            ]
          : [
              `For ${brandIn(page, own[0]!)} alone the link is not seen ${words.beyondNoise}`,
              `Not seen ${words.beyondNoise} for one brand alone`,
            ]
        : alike < Math.abs(part.perPoint) / 2
          ? [
              `Brands are not seen to differ in what ${withArticle(nameOf(part))} point goes with`,
              `${nameOf(part)}: brands are not seen to differ`,
            ]
          : [
              `Brands differ in what ${withArticle(nameOf(part))} point goes with`,
              `${nameOf(part)}: brands differ in what a point goes with`,
            ]),
    ),
    subtitle: `${effectMeasure(link)} per point: own estimates with intervals; line: all brands together`,
    alt: `Own estimates: ${bars.map((bar) => `${brandIn(page, bar)} ${signedEffect(bar.perPoint, link, words)}`).join(', ')}; all brands ${signedEffect(part.perPoint, link, words)}.`,
    note: null,
    findings: [linkId(name, part.predictor)],
    table: linkTableId(name, 'brands'),
    axis: effectAxis(page),
    bars: bars.map((bar) => ({
      label: brandIn(page, bar),
      value: bar.perPoint,
      valueText: figure(bar.perPoint, page),
      interval: bar.interval,
      delta: null,
      emphasis: isSupported(bar) ? ('subject' as const) : ('context' as const),
      section: part.predictor.section ?? null,
    })),
    references: [{ label: `all brands ${signedEffect(part.perPoint, link, words)}`, value: part.perPoint }],
  };
}

/** What +1, +5 and +10 points would mean for each subject brand. */
export function whatIfChart(page: LinkPage, part: LinkPredictorAnalysis): RankedBars | null {
  const { link, words, name } = page;
  const own = part.brands.filter(({ isSubject, whatIf }) => isSubject && whatIf.length > 0);
  if (own.length === 0) return null;
  // Of many brands the middle step alone: three steps each would be a wall.
  const isMany = own.length > 3;
  const rows = own.flatMap((brand) =>
    brand.whatIf.filter(({ points }) => !isMany || points === 5).map((row) => ({ brand, row })),
  );
  if (isMany) rows.sort((a, b) => b.row.effect - a.row.effect);
  const five = rows
    .filter(({ row }) => row.points === 5)
    .map(({ row }) => row.effect)
    .sort((a, b) => a - b);
  const [least, most] = [five[0], five.at(-1)];
  const range =
    least === undefined || most === undefined
      ? null
      : figure(least, page, 1) === figure(most, page, 1)
        ? figure(most, page, 1)
        : `${bareFigure(least, page, 1)} to ${figure(most, page, 1)}`;
  return {
    kind: 'ranked-bars',
    id: linkTableId(name, `what-if-${slug(nameOf(part))}`),
    title: title(
      ...(most !== undefined && own.length === 1
        ? [`If causal, 5 ${nameOf(part)} points would mean ${effectWords(most, link, words)}`]
        : []),
      ...(range === null
        ? []
        : [
            `If causal, 5 ${nameOf(part)} points mean ${range} ${link.outcomeScale === 'log-rank' ? 'better' : 'in'} ${link.label}`,
            `If causal, 5 ${nameOf(part)} points mean ${range}`,
          ]),
      `What more ${nameOf(part)} points would mean, if causal`,
    ),
    subtitle: `${effectMeasure(link)}, ${lagWords(part.lag ?? 0, link)}; shrunken estimates with intervals`,
    alt: `What-if: ${rows.map(({ brand, row }) => `${brandIn(page, brand)} +${row.points}: ${signedEffect(row.effect, link, words)}`).join(', ')}.`,
    note: rows.some(({ row }) => row.isOutside) ? 'Pale: above the highest score that the brand has had' : null,
    findings: own.map((brand) => whatIfId(name, part, brand)),
    table: linkTableId(name, 'what-if'),
    axis: { ...effectAxis(page), label: link.label, decimals: 1 },
    bars: rows.map(({ brand, row }) => ({
      label: own.length === 1 ? `+${row.points} points` : `${brandIn(page, brand)} +${row.points}`,
      value: row.effect,
      valueText: figure(row.effect, page, 1),
      interval: row.interval,
      delta: null,
      emphasis: row.isOutside ? ('context' as const) : ('subject' as const),
      section: part.predictor.section ?? null,
    })),
    references: [],
  };
}

/** Score change against outcome change with everything else taken out, twenty groups, the pooled line with its band. */
export function fitChart(page: LinkPage, part: LinkPredictorAnalysis): ChartSpec | null {
  const { link, words, name } = page;
  const table = fitTable(page, part);
  const { perPoint: slope, interval } = part;
  if (!part.fit || !table || slope === null || interval === null) return null;
  const { points } = part.fit;
  const ends = [points[0]!.x, points.at(-1)!.x];
  // The finding’s own estimate and interval, widened for selection as it is.
  const slopes = [slope, ...interval];
  return {
    kind: 'scatter',
    id: table.id,
    title: title(
      `${cap(withArticle(nameOf(part)))} point more, ${effectWords(slope, link, words)} ${lagWords(part.lag ?? 0, link)}`,
      `${nameOf(part)}: ${effectSize(slope, link, words)} a point, ${lagWords(part.lag ?? 0, link)}`,
    ),
    subtitle: `Change of ${link.label} (${effectUnitOf(link)}) against change of the ${part.label} (points), everything else taken out`,
    alt: `Twenty groups of brand-${linkNoun(link)}s and the pooled line with slope ${signedEffect(slope, link, words)} per point.`,
    note: `Each dot: ${Math.round(points.reduce((sum, { n }) => sum + n, 0) / points.length)} brand-${linkNoun(link)}s of similar score change`,
    findings: [linkId(name, part.predictor)],
    table: table.id,
    x: { label: 'Score change', unit: 'points', min: null, max: null, decimals: 1 },
    y: { label: `Change of ${link.label}`, unit: axisUnit(page), min: null, max: null, decimals: 1 },
    points: points.map(({ x, y, interval }) => ({
      x,
      y,
      interval,
      label: null,
      emphasis: 'subject' as const,
      section: part.predictor.section ?? null,
    })),
    line: {
      label: `${signedEffect(slope, link, words)} per point`,
      section: part.predictor.section ?? null,
      points: [ends[0]!, 0, ends[1]!].map((x) => {
        const ys = slopes.map((each) => each * x);
        return { x, y: ys[0]!, low: Math.min(...ys), high: Math.max(...ys) };
      }),
    },
  };
}

/** Figures of one chart with the same decimals, so that "0.06" does not look longer than "2.01". */
const figure = (value: number, page: LinkPage, decimals = 2): string => {
  const unit = axisUnit(page);
  return `${bareFigure(value, page, decimals)}${unit === '' ? '' : `\u00a0${unit}`}`;
};

const bareFigure = (value: number, { words }: LinkPage, decimals: number): string => {
  const size = words.formats.decimal(Math.abs(value), decimals);
  const sign = Number(size.replace(/[^\d.]/g, '')) === 0 ? '' : value > 0 ? '+' : '−';
  return `${sign}${size}`;
};

const cap = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const slug = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
