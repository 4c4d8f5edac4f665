/** Sales in rows: why revenue changed, components by section, every lag, forecasts. */
import { FORECASTERS, type Forecaster } from '../../../analytics/outcome-link/forecast-race.ts';
import type { Cell, TableSpec } from '../../../document/table.ts';
import { capitalise, joinNames } from '../../../document/words.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { LinkPredictorAnalysis } from '../../outcome-link/analysis.ts';
import { linkId } from '../../outcome-link/link-tests.ts';
import { foundWords } from '../../outcome-link/tied-metrics.ts';
import { directionWords, lagWords, unseenEffect } from '../../outcome-link/words.ts';
import { gradeColumn, numberColumn, PAPER_ROWS, textColumn } from '../../shared/tables/columns.ts';
import { windowLabel } from '../../shared/words/scope.ts';
import { markOf } from '../../shared/words/test-claims.ts';
import type { ComponentAnalysis, RevenueChange } from './analysis.ts';
import type { SalesPage } from './pages.ts';
import { forecastId } from './tests.ts';
import { type Effect, effectsOf, ownerOf, periodNounOf } from './words.ts';

export const CHANGES_TABLE = 'revenue-changes';
export const COMPONENTS_TABLE = 'components';
export const LAGS_TABLE = 'component-lags';
export const FORECASTS_TABLE = 'forecasts';

export const pooledOf = (
  { findings }: SalesPage,
  { component }: ComponentAnalysis,
  { predictor }: LinkPredictorAnalysis,
): Finding | undefined => findings.get(linkId(component, predictor));

const EFFECTS: readonly (readonly [Effect['name'], string])[] = [
  ['volume', 'Volume'],
  ['price', 'Price'],
  ['mix', 'Brand mix'],
  ['market mix', 'Market mix'],
  ['new brands', 'New brands'],
  ['brands gone', 'Brands gone'],
];

/** @param changes which of them; all stand in the files */
export function changesTable(page: SalesPage, changes: readonly RevenueChange[]): TableSpec | null {
  if (changes.length === 0) return null;
  const { analysis, words } = page;
  const noun = periodNounOf(analysis);
  const shown = EFFECTS.filter(([name]) =>
    changes.some((change) => effectsOf(change).some((effect) => effect.name === name)),
  );
  const volume = analysis.volume ?? 'units';
  return {
    id: CHANGES_TABLE,
    title: 'Why revenue changed',
    caption: `Means a ${noun}, ${[...new Set(analysis.markets.map(windowLabel))].join('; ')}; the effects add up to the change exactly.`,
    columns: [
      textColumn('of', 'Of'),
      textColumn('currency', 'Currency'),
      numberColumn('before', 'Before', 0),
      numberColumn('now', 'Now', 0),
      numberColumn('change', 'Change', 0),
      numberColumn('share', 'Change', 1, '%'),
      ...shown.map(([name, label]) => numberColumn(name.replaceAll(' ', '-'), label, 0)),
      ...shown.map(([name, label]) =>
        numberColumn(`${name.replaceAll(' ', '-')}-share`, label, 1, '% of before', 'full'),
      ),
      numberColumn('volume-before', `${capitalise(volume)} before`, 0, null, 'full'),
      numberColumn('volume-now', `${capitalise(volume)} now`, 0, null, 'full'),
      numberColumn('price-before', 'Average price before', 2, null, 'full'),
      numberColumn('price-now', 'Average price now', 2, null, 'full'),
      numberColumn('periods', `${capitalise(noun)}s`, 0, null, 'full'),
      numberColumn('periods-before', `${capitalise(noun)}s before`, 0, null, 'full'),
      textColumn('without', 'Without', 'full'),
    ],
    rows: changes.map((change): Cell[] => {
      const effects = new Map(effectsOf(change).map((effect) => [effect.name, effect]));
      return [
        ownerOf(change, analysis, words),
        change.currency,
        change.effects.before,
        change.effects.now,
        change.effects.change,
        change.changeShare,
        ...shown.map(([name]) => effects.get(name)?.value ?? null),
        ...shown.map(([name]) => effects.get(name)?.share ?? null),
        change.volume.before,
        change.volume.now,
        change.averagePrice.before,
        change.averagePrice.now,
        change.periods,
        change.periodsBefore,
        change.without.join(', '),
      ];
    }),
    paperRows: PAPER_ROWS,
    notes: [
      ...(changes.some(({ brands }) => brands > 1)
        ? ['Mix counts a unit of every brand alike: it says what moving to dearer or cheaper brands did to revenue.']
        : []),
      ...(analysis.isPriceDerived
        ? [`Where no price is known it is revenue ÷ ${volume}: revenue is then ${volume} × price by definition.`]
        : []),
    ],
  };
}

export function componentsTable(page: SalesPage): TableSpec {
  const { analysis, words } = page;
  const isProfessional = words.style === 'professional';
  return {
    id: COMPONENTS_TABLE,
    title: 'Every component beside every part of the score',
    caption:
      'Per cent of the component per score point, all brand histories together, every part of the score in one model.',
    columns: [
      textColumn('component', 'Component'),
      textColumn('part', 'Part of the score'),
      numberColumn('effect', 'Per point', 2, '%'),
      numberColumn('low', 'Low', 2, '%'),
      numberColumn('high', 'High', 2, '%'),
      textColumn('lag', 'When'),
      ...(isProfessional ? [numberColumn('q', 'q', 3)] : []),
      numberColumn('detectable', 'Detectable', 2, '%', isProfessional ? 'always' : 'full'),
      numberColumn('elasticity', 'Elasticity', 2, null, 'full'),
      textColumn('unseen', 'What stayed unseen', 'full'),
      textColumn('direction', 'Which comes first', 'full'),
      gradeColumn,
    ],
    rows: analysis.components.flatMap((component) =>
      component.link.predictors.map((part): Cell[] => {
        const finding = pooledOf(page, component, part);
        return [
          capitalise(component.label),
          part.label,
          finding?.estimate ?? part.perPoint,
          finding?.interval?.[0] ?? part.interval?.[0] ?? null,
          finding?.interval?.[1] ?? part.interval?.[1] ?? null,
          part.lag === null ? null : part.lag < 0 ? 'after the outcome' : lagWords(part.lag, component.link),
          ...(isProfessional ? [finding?.q ?? null] : []),
          finding?.detectable ?? null,
          part.elasticity?.estimate ?? null,
          finding ? unseenEffect(finding, component.link) : null,
          directionWords(part, component.link),
          markOf(finding),
        ];
      }),
    ),
    paperRows: null,
    notes: leftOutNotes(analysis.components),
  };
}

/** Components that leave out the same metrics share a note. */
function leftOutNotes(components: readonly ComponentAnalysis[]): string[] {
  const notes = new Map<string, string[]>();
  const add = (label: string, reason: string, metrics: readonly string[]): void => {
    if (metrics.length === 0) return;
    const said = `because ${reason}: ${metrics.join(', ')}.`;
    notes.set(said, [...(notes.get(said) ?? []), label]);
  };
  for (const { label, identities } of components) add(label, 'computed from it', identities);
  for (const { label, link } of components)
    add(label, 'computed from sales by its figures', (link.found ?? []).map(foundWords));
  return [...notes].map(([said, labels]) => `Left out of the score beside ${joinNames(labels)}, ${said}`);
}

export function lagsTable({ analysis }: SalesPage): TableSpec {
  return {
    id: LAGS_TABLE,
    title: 'Every component at every lag',
    caption:
      'Per cent of the component per score point, each lag estimated by itself; intervals without the search over lags.',
    columns: [
      textColumn('component', 'Component'),
      textColumn('part', 'Part of the score'),
      numberColumn('lag', `Lag, ${periodNounOf(analysis)}s`, 0),
      numberColumn('effect', 'Per point', 2, '%'),
      numberColumn('low', 'Low', 2, '%'),
      numberColumn('high', 'High', 2, '%'),
    ],
    rows: analysis.components.flatMap((component) =>
      component.link.predictors.flatMap(({ label, profile }) =>
        profile.map((each): Cell[] => [
          capitalise(component.label),
          label,
          each.lag,
          each.perPoint,
          each.interval[0],
          each.interval[1],
        ]),
      ),
    ),
    paperRows: PAPER_ROWS,
    notes: [
      'Neighbouring lags echo each other: a row shows where the link is clearest, not several effects to be added.',
    ],
  };
}

/** One row a component and horizon: the errors of every forecaster, and what the score is worth. */
export function forecastsTable(page: SalesPage): TableSpec | null {
  const { analysis, words } = page;
  const noun = periodNounOf(analysis);
  const shown = words.style === 'professional' ? 'always' : 'full';
  const rows = analysis.components.flatMap((component) =>
    component.races.map((race): Cell[] => {
      const base: Cell[] = [capitalise(component.label), race.horizon];
      if (race.insufficient !== null)
        return [
          ...base,
          ...FORECASTERS.map(() => null),
          null,
          null,
          null,
          ...FORECASTERS.map(() => null),
          null,
          null,
          race.insufficient,
        ];
      const of = (name: Forecaster) => race.board.find(({ forecaster }) => forecaster === name);
      const percent = (share: number | undefined): number | null => (share === undefined ? null : 100 * share);
      return [
        ...base,
        ...FORECASTERS.map((name) => percent(of(name)?.rootMeanSquare)),
        100 * race.gain,
        race.p,
        race.horizon === 1 ? markOf(page.findings.get(forecastId(component.component))) : null,
        ...FORECASTERS.map((name) => percent(of(name)?.meanAbsolute)),
        of('with the score')?.p ?? null,
        race.periods,
        null,
      ];
    }),
  );
  if (rows.length === 0) return null;
  return {
    id: FORECASTS_TABLE,
    title: 'Forecasts with and without the score',
    caption:
      words.style === 'simple'
        ? 'Typical error, % of the component, of forecasts made from the past only, all brands. Gain: what the score takes off it, large errors counting more.'
        : 'Typical error (root mean square, % of the component) of forecasts made from the past only, all brands. Gain: squared error that the score takes off the model of own past and season.',
    columns: [
      textColumn('component', 'Component'),
      numberColumn('ahead', `${capitalise(noun)}s ahead`, 0),
      ...FORECASTERS.map((name) => numberColumn(`error-${name.replaceAll(' ', '-')}`, capitalise(name), 2, '%')),
      numberColumn('gain', 'Gain', 1, '%'),
      numberColumn('p', 'p', 3, null, shown),
      gradeColumn,
      ...FORECASTERS.map((name) =>
        numberColumn(`mean-error-${name.replaceAll(' ', '-')}`, `${capitalise(name)}, mean error`, 2, '%', 'full'),
      ),
      numberColumn('p-naive', 'Against last value, p', 3, null, 'full'),
      numberColumn('n', `${capitalise(noun)}s forecast`, 0, null, 'full'),
      textColumn('note', 'Note', 'full'),
    ],
    rows,
    paperRows: PAPER_ROWS,
    notes: [
      words.style === 'simple'
        ? 'Only one period ahead is checked against chance.'
        : 'p: Clark–West, one-sided. One period ahead is graded with all tests of this report; further ahead it is without adjustment.',
    ],
  };
}
