/** Equity in pictures: importance with rank intervals, loadings, equity beside the score. */
import type { RankedBars, SmallMultiples } from '../../../document/chart.ts';
import { CHART_TITLE_LENGTH, capitalise, countOf, fitTitle, joinNames } from '../../../document/words.ts';
import { periodLabel } from '../../../domain/period.ts';
import { linkId } from '../../outcome-link/link-tests.ts';
import { brandIn, type LinkPage } from '../../outcome-link/tables.ts';
import { linkedOf } from '../../outcome-link/words.ts';
import type { EquityAnalysis } from './analysis.ts';
import { importanceId, LOADINGS } from './facts.ts';

const title = (...candidates: readonly string[]): string => fitTitle(candidates, CHART_TITLE_LENGTH);

const rankText = ([best, worst]: readonly [number, number]): string =>
  best === worst ? `rank ${best}` : `rank ${best}–${worst}`;

/** A section whose rank is sure and whose association is supported may be called first. */
export const isFirst = (section: string, analysis: EquityAnalysis, page: LinkPage): boolean =>
  linkedOf(page.link).some(({ predictor }) => predictor.section === section) &&
  analysis.importance?.parts.find((part) => part.section === section)?.rankInterval[1] === 1;

export function importanceChart(analysis: EquityAnalysis, page: LinkPage): RankedBars | null {
  const { importance } = analysis;
  if (importance === null) return null;
  const { formats } = page.words;
  const first = importance.parts[0];
  return {
    kind: 'ranked-bars',
    id: 'equity-importance',
    title:
      first && isFirst(first.section, analysis, page)
        ? title(
            `${first.section} carries most of what the score explains of ${page.link.label}`,
            `${first.section} carries most of what the score explains`,
          )
        : title(
            `No part of the score clearly carries more of ${page.link.label} than others`,
            'No part of the score clearly carries more than the others',
          ),
    subtitle:
      page.words.style === 'simple'
        ? `Share of the ups and downs of ${page.link.label}, %`
        : `% of the movement of ${page.link.label} (LMG), with intervals and ranks`,
    alt: `Parts of R²: ${importance.parts.map(({ section, part, rankInterval }) => `${section} ${formats.decimal(part, 1)} %, ${rankText(rankInterval)}`).join('; ')}.`,
    note: 'A description: even unrelated series carry something by chance',
    findings: importance.parts.map(importanceId),
    table: 'equity-importance',
    axis: { label: `of the movement of ${page.link.label}`, unit: '%', min: null, max: null, decimals: 0 },
    bars: importance.parts.map((part) => ({
      label: part.section,
      value: part.part,
      valueText: `${formats.decimal(part.part, 1)}\u00a0% · ${rankText(part.rankInterval)}`,
      interval: part.interval,
      delta: null,
      emphasis: isFirst(part.section, analysis, page) ? ('subject' as const) : ('context' as const),
      section: isFirst(part.section, analysis, page) ? part.section : null,
    })),
    references: [{ label: 'chance, all together', value: importance.chance }],
  };
}

export function loadingsChart({ equity }: EquityAnalysis, page: LinkPage): RankedBars | null {
  const { loadings, components } = equity;
  if (loadings === null) return null;
  const { formats } = page.words;
  const against = components.filter((_, c) => !(loadings.loadings[c]! > 0)).map(({ label }) => label);
  const equal = 1 / Math.sqrt(components.length);
  const areAlike = loadings.intervals.every(([low, high]) => low <= equal && equal <= high);
  return {
    kind: 'ranked-bars',
    id: 'equity-loadings',
    title:
      against.length > 0
        ? title(`${joinNames(against)} moves against the other components`, 'One component moves against the others')
        : title(
            areAlike
              ? `One movement holds ${formats.percent(loadings.share)} of the components, in equal parts`
              : `One movement holds ${formats.percent(loadings.share)} of the components, in unequal parts`,
          ),
    subtitle: 'Loadings on the first principal component within brands',
    alt: `Loadings: ${components.map(({ label }, c) => `${label} ${formats.decimal(loadings.loadings[c]!, 2)}`).join(', ')}.`,
    note: null,
    findings: [LOADINGS],
    table: 'equity-measure',
    axis: { label: 'Loading', unit: '', min: null, max: null, decimals: 2 },
    bars: components.map(({ label }, c) => ({
      label: label.charAt(0).toUpperCase() + label.slice(1),
      value: loadings.loadings[c]!,
      valueText: formats.decimal(loadings.loadings[c]!, 2),
      interval: loadings.intervals[c]!,
      delta: null,
      emphasis: 'subject' as const,
      section: null,
    })),
    references: [{ label: 'equal weights', value: equal }],
  };
}

/** Panels drawn; the table has all. */
const MOST_PANELS = 6;

export function pathsChart(analysis: EquityAnalysis, page: LinkPage): SmallMultiples | null {
  const drawn = analysis.paths.slice(0, MOST_PANELS);
  const first = drawn[0];
  if (!first) return null;
  // One panel holds one market's periods; markets of other periods are padded with nothing.
  const periods = [...new Set(drawn.flatMap((path) => path.periods))].sort();
  const on = (path: (typeof drawn)[number], values: readonly (number | null)[]): (number | null)[] => {
    const at = new Map(path.periods.map((period, t) => [period, values[t] ?? null]));
    return periods.map((period) => at.get(period) ?? null);
  };
  const { section } = first;
  const part = linkedOf(page.link)[0];
  const name = section ?? 'DC score';
  return {
    kind: 'small-multiples',
    id: 'equity-paths',
    title: part
      ? title(
          ...((part.perPoint ?? 0) > 0
            ? [
                `${capitalise(page.link.label)} rises and falls ${part.lag === 0 ? 'with' : 'after'} ${name}`,
                `It rises and falls ${part.lag === 0 ? 'with' : 'after'} ${name}`,
              ]
            : []),
          `${name} and ${page.link.label} side by side`,
        )
      : title(`${page.link.label.charAt(0).toUpperCase()}${page.link.label.slice(1)} and the score go their own ways`),
    subtitle: `${section === null ? 'The whole score' : `${section} score`}, distance from the own mean in units of its spread; grey: ${page.link.label}`,
    alt: `${countOf(drawn.length, 'panel')} with ${page.link.label} and the ${name}: ${drawn.map((path) => brandIn(page, path)).join('; ')}.`,
    note:
      analysis.paths.length > MOST_PANELS
        ? `${MOST_PANELS} of ${analysis.paths.length} brand histories are drawn; the table has all.`
        : 'Trends that go together are no evidence; what is tested is change on change',
    findings: part ? [linkId(page.name, part.predictor)] : [],
    table: 'equity-paths',
    axis: { label: 'Standard deviations', min: null, max: null, unit: 'sd', decimals: 0 },
    periods,
    periodLabels: periods.map((period) => periodLabel(page.link.frequency, period)),
    panels: drawn.map((path) => ({
      title: brandIn(page, path),
      subtitle: '',
      series: [
        {
          label: page.link.label,
          values: on(path, path.equity),
          emphasis: 'context' as const,
          section: null,
          dashed: false,
          endLabel: '',
        },
        {
          // A section keeps its hue everywhere, so that the coloured line is the section's.
          label: name,
          values: on(path, path.score),
          emphasis: 'subject' as const,
          section,
          dashed: false,
          endLabel: '',
        },
      ],
      shifts: [],
      anomalies: [],
    })),
  };
}
