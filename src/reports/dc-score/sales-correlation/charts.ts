/** Sales in pictures: components by lag, effects on each component, why revenue changed, forecasts with and without the score. */
import type { Heatmap, RankedBars, Waterfall } from '../../../document/chart.ts';
import { CHART_TITLE_LENGTH, capitalise, fitTitle, joinNames, withArticle } from '../../../document/words.ts';
import { linkId } from '../../outcome-link/link-tests.ts';
import { effectWords, lagWords, signedEffect } from '../../outcome-link/words.ts';
import { comparisonLabel, windowLabel } from '../../shared/words/scope.ts';
import type { ComponentAnalysis, RevenueChange } from './analysis.ts';
import { changeId } from './findings.ts';
import type { SalesPage } from './pages.ts';
import { CHANGES_TABLE, COMPONENTS_TABLE, FORECASTS_TABLE, LAGS_TABLE, pooledOf } from './tables.ts';
import { forecastId } from './tests.ts';
import {
  anyMarketOf,
  effectsOf,
  isPlural,
  type Lead,
  largestEffect,
  namesOf,
  ownerOf,
  periodNounOf,
  signedMoney,
  signedShare,
} from './words.ts';

const title = (...candidates: readonly string[]): string => fitTitle(candidates, CHART_TITLE_LENGTH);

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** Two decimals, so that figures of one chart have one length. */
const figure = (value: number, { words }: SalesPage): string => {
  const size = words.formats.decimal(Math.abs(value), 2);
  return `${Number(size.replace(/\D/g, '')) === 0 ? '' : value > 0 ? '+' : '−'}${size}`;
};

/** What follows, and when: "Units and orders follow Marketplace one month later". */
export function followTitle(lead: Lead): string[] {
  const components = lead.followers.map(({ component }) => component);
  const names = capitalise(namesOf(components));
  const lags = [...new Set(lead.followers.map(({ part }) => part.lag ?? 0))];
  const link = components[0]!.link;
  const lag = lags.length === 1 ? lags[0]! : null;
  const together = lags.every((each) => each === 0);
  const verb = together ? `go${isPlural(components) ? '' : 'es'} with` : `follow${isPlural(components) ? '' : 's'}`;
  return [
    ...(lag === null ? [] : [`${names} ${verb} ${lead.section} ${lagWords(lag, link)}`]),
    `${names} ${verb} ${lead.section}`,
  ];
}

/** One section against all components, by lag. */
export function lagHeatmap(page: SalesPage, section: string, lead: Lead | null): Heatmap | null {
  const { analysis } = page;
  const rows = analysis.components.flatMap((component) => {
    const part = component.link.predictors.find(({ predictor }) => predictor.section === section);
    return part && part.profile.length > 0 ? [{ component, part }] : [];
  });
  if (rows.length === 0) return null;
  const lags = [...new Set(rows.flatMap(({ part }) => part.profile.map(({ lag }) => lag)))].sort((a, b) => a - b);
  const most = Math.max(...rows.flatMap(({ part }) => part.profile.map(({ perPoint }) => Math.abs(perPoint))));
  const gradeAt = (row: (typeof rows)[number]) => pooledOf(page, row.component, row.part);
  return {
    kind: 'heatmap',
    id: `lags-${slug(section)}`,
    title: title(...(lead?.section === section ? followTitle(lead) : [`No component is seen to follow ${section}`])),
    subtitle: `% of each component per ${section} point, by ${periodNounOf(analysis)}s between them; pooled over all brands`,
    alt: `${section} by lag: ${rows.map(({ component, part }) => `${component.label} ${part.profile.map(({ lag, perPoint }) => `${lag}: ${figure(perPoint, page)}`).join(', ')}`).join('; ')}.`,
    note: '● supported association, at the lag that shows most',
    findings: rows.map(({ component, part }) => linkId(component.component, part.predictor)),
    table: LAGS_TABLE,
    rows: rows.map((row) => ({
      label: capitalise(row.component.label),
      emphasis: gradeAt(row)?.grade === 'supported' ? ('subject' as const) : ('context' as const),
    })),
    columns: lags.map((lag) => ({
      label: lag === 0 ? `same ${periodNounOf(analysis)}` : `${lag} later`,
      section: null,
    })),
    cells: rows.map((row) => {
      const finding = gradeAt(row);
      return lags.map((lag) => {
        const found = row.part.profile.find((each) => each.lag === lag);
        return {
          value: found?.perPoint ?? null,
          text: found ? figure(found.perPoint, page) : 'no data',
          grade: finding?.grade === 'supported' && row.part.lag === lag ? ('supported' as const) : null,
        };
      });
    }),
    scale: { label: '% per point', min: -most, mid: 0, max: most },
  };
}

/** Effect of the leading section on every component, with intervals. */
export function componentsChart(page: SalesPage, lead: Lead): RankedBars {
  const { analysis, words } = page;
  const rows = analysis.components.flatMap((component) => {
    const part = component.link.predictors.find(({ predictor }) => predictor.section === lead.section);
    return part ? [{ component, part, finding: pooledOf(page, component, part) }] : [];
  });
  const first = lead.followers[0]!;
  const found = pooledOf(page, first.component, first.part)?.estimate ?? first.part.perPoint ?? 0;
  return {
    kind: 'ranked-bars',
    id: 'components',
    title: title(
      `${capitalise(withArticle(`${lead.section} point`))} ${(first.part.lag ?? 0) > 0 ? 'is followed by' : 'goes with'} ${effectWords(found, first.component.link, words)}`,
      `What ${withArticle(`${lead.section} point`)} goes with, by component`,
    ),
    subtitle: `% per point of the ${lead.section} score at the lag that shows most, pooled over all brands, with intervals`,
    alt: `Effects per point: ${rows.map(({ component, part }) => `${component.label} ${part.perPoint === null ? 'not estimated' : signedEffect(part.perPoint, component.link, words)}`).join(', ')}.`,
    note: 'Associations: only a test shows what a change would do',
    findings: rows.map(({ component, part }) => linkId(component.component, part.predictor)),
    table: COMPONENTS_TABLE,
    axis: { label: 'per point', unit: '%', min: null, max: null, decimals: 2 },
    bars: rows.map(({ component, part, finding }) => {
      const value = finding?.estimate ?? part.perPoint;
      return {
        label: capitalise(component.label),
        value,
        valueText: value === null ? 'no data' : `${figure(value, page)}\u00a0%`,
        interval: value === null ? null : (finding?.interval ?? part.interval),
        delta: null,
        emphasis: finding?.grade === 'supported' ? ('subject' as const) : ('context' as const),
        section: finding?.grade === 'supported' ? lead.section : null,
      };
    }),
    references: [],
  };
}

const STEP: Readonly<Record<string, string>> = {
  volume: 'Volume',
  price: 'Price',
  mix: 'Brand mix',
  'market mix': 'Market mix',
  'new brands': 'New brands',
  'brands gone': 'Brands gone',
};

export function changeWaterfall(page: SalesPage, change: RevenueChange): Waterfall {
  const { analysis, words } = page;
  const { effects, currency } = change;
  const market = anyMarketOf(change, analysis);
  const steps = effectsOf(change);
  const money = (value: number): string => signedMoney(value, currency, words);
  const largest = largestEffect(change);
  const owner = ownerOf(change, analysis, words);
  const verb = largest.value > 0 ? 'adds' : 'takes';
  const size = words.formats.currency(Math.abs(largest.value), currency);
  const noun = periodNounOf(analysis);
  const heading = title(
    `${owner}: ${largest.name} ${verb} ${size} a ${noun}${change.changeShare === null ? '' : `; in all ${signedShare(change.changeShare, words)}`}`,
    `${owner}: ${largest.name} ${verb} ${size} a ${noun}`,
    `${capitalise(largest.name)} ${verb} ${size} a ${noun}`,
  );
  return {
    kind: 'waterfall',
    id: `revenue-change-${slug(`${change.project ?? currency} ${change.brand ?? ''}`)}`,
    title: heading,
    subtitle: `Revenue a ${noun}, ${currency}, ${windowLabel(market)} against ${comparisonLabel(market)}`,
    alt: `${heading}. From ${words.formats.currency(effects.before, currency)} to ${words.formats.currency(effects.now, currency)}: ${steps.map(({ name, value }) => `${name} ${money(value)}`).join(', ')}.`,
    note:
      change.without.length === 0 ? null : `Without ${joinNames(change.without)}: revenue is not volume × price there`,
    findings: [changeId(change)],
    table: CHANGES_TABLE,
    axis: { label: 'Revenue', unit: currency, min: null, max: null, decimals: 0 },
    start: { label: 'Before', value: effects.before, valueText: words.formats.currency(effects.before, currency) },
    steps: steps.map(({ name, value }) => ({
      label: STEP[name]!,
      value,
      valueText: money(value),
      section: null,
    })),
    end: { label: 'Now', value: effects.now, valueText: words.formats.currency(effects.now, currency) },
  };
}

/** Errors of the forecasts of one component, one period ahead. */
export function forecastChart(page: SalesPage, component: ComponentAnalysis): RankedBars | null {
  const { analysis, words } = page;
  const race = component.races[0];
  if (race === undefined || race.insufficient !== null) return null;
  const noun = periodNounOf(analysis);
  const finding = page.findings.get(forecastId(component.component));
  const percent = (share: number): string => `${words.formats.decimal(100 * share, 2)}\u00a0%`;
  return {
    kind: 'ranked-bars',
    id: `forecasts-${slug(component.label)}`,
    title:
      finding?.grade === 'supported' && race.gain > 0
        ? title(`Knowing the score makes forecasts of ${component.label} better`)
        : title(
            `Knowing the score is not seen to improve forecasts of ${component.label}`,
            `Forecasts of ${component.label} with and without the score`,
          ),
    subtitle: `Typical error${words.style === 'simple' ? '' : ' (root mean square)'}, % of ${component.label}, one ${noun} ahead; less is better`,
    alt: `Errors: ${race.board.map(({ forecaster, rootMeanSquare }) => `${forecaster} ${percent(rootMeanSquare)}`).join(', ')}.`,
    note: `${race.periods} ${noun}s forecast, each from its past only`,
    findings: [forecastId(component.component)],
    table: FORECASTS_TABLE,
    axis: { label: 'typical error', unit: '%', min: null, max: null, decimals: 2 },
    bars: race.board.map(({ forecaster, rootMeanSquare }) => ({
      label: capitalise(forecaster),
      value: 100 * rootMeanSquare,
      valueText: percent(rootMeanSquare),
      interval: null,
      delta: null,
      emphasis: forecaster === 'with the score' ? ('subject' as const) : ('context' as const),
      section: null,
    })),
    references: [],
  };
}
