/** The brands of a link: outcome, predictors and controls of every brand with the outcome, competitors too. */

import type { OutcomeSeries, SpendRow } from '../../domain/dataset.ts';
import { type Frequency, type Period, periodIndex } from '../../domain/period.ts';
import { constantSetSeries } from '../scores/constant-set.ts';
import type { ScoreHistory } from '../scores/history.ts';
import type { MetricFilter } from '../scores/roll-up.ts';
import type { Series } from '../stats/association/short-run.ts';
import { canBeHeldConstant } from './identities.ts';
import type { PanelOptions, PanelUnit } from './panel.ts';
import {
  type OutcomeScale,
  type PredictorScale,
  predictorScaleOf,
  toOutcomeScale,
  toPredictorScale,
} from './transform.ts';

/** A part of the score whose link is asked for: a section, a platform, a metric, or all of it. */
export interface LinkPredictor {
  readonly predictor: { readonly section?: string; readonly platform?: string; readonly metric?: string };
  /** "Marketplace score". */
  readonly label: string;
  /** Which metrics of a market's history belong to it. */
  readonly filter: (history: ScoreHistory) => MetricFilter;
}

/** A series whose same-period change is held constant. */
export interface LinkControl {
  /** "price", "spend in Search Ads". */
  readonly label: string;
  /** What kind of confounder it stands for. */
  readonly stands: Confounder;
}

export const CONFOUNDERS = ['price', 'promotion', 'distribution', 'spend', 'market demand'] as const;
/** What commonly moves scores and outcomes together. */
export type Confounder = (typeof CONFOUNDERS)[number];

export interface LinkMarket {
  readonly project: string;
  readonly history: ScoreHistory;
}

/** One brand in one market as observed: the figures that stand behind the transformed panel. */
export interface LinkUnit extends PanelUnit {
  readonly project: string;
  readonly periods: readonly Period[];
  /** The outcome as it was imported. */
  readonly outcome: Series;
  /** Scores 0–100 at today's weights on a constant metric set, in the order of the predictors. */
  readonly scores: readonly Series[];
}

export interface LinkPanel {
  readonly units: readonly LinkUnit[];
  readonly frequency: Frequency;
  readonly outcomeScale: OutcomeScale;
  readonly predictorScale: PredictorScale;
  readonly predictors: readonly LinkPredictor[];
  readonly controls: readonly LinkControl[];
  /** Common confounders that are not held constant, and why. */
  readonly missing: readonly { readonly confounder: Confounder; readonly reason: string }[];
  /** Brands with scores that lack the outcome, or have too little of it. */
  readonly left: readonly { readonly project: string; readonly brand: string; readonly reason: string }[];
}

/** Shares say nothing but how brands stand to each other: what their market shares in a period is always taken out. */
export const periodEffectsOf = ({ outcomeScale }: Pick<LinkPanel, 'outcomeScale'>): PanelOptions['periodEffects'] =>
  outcomeScale === 'attraction' ? 'always' : 'auto';

/** A control must be known in this share of the periods in which a brand has the outcome … */
const CONTROL_COVERAGE = 0.9;
/** … and a brand enters with this many values. */
const FEWEST_VALUES = 12;

/** Values of one outcome of one brand on a market's periods; where rounds overlap, the later round holds. */
export function outcomeOf(
  history: ScoreHistory,
  brand: string,
  outcome: string,
  outcomes: readonly OutcomeSeries[],
): (number | null)[] {
  const at = new Map(history.periods.map((period, t) => [period, t]));
  const values: (number | null)[] = history.periods.map(() => null);
  for (const round of history.rounds)
    for (const series of outcomes)
      if (series.project === round && series.brand === brand && series.outcome === outcome)
        series.periods.forEach((period, i) => {
          const t = at.get(period);
          const value = series.values[i];
          if (t !== undefined && value != null) values[t] = value;
        });
  return values;
}

/** Spend of one brand by channel on a market's periods; a channel without a row in a period with other rows spent nothing. */
export function spendByChannel(
  history: ScoreHistory,
  brand: string,
  spend: readonly SpendRow[],
): Map<string, (number | null)[]> {
  const at = new Map(history.periods.map((period, t) => [period, t]));
  const channels = new Map<string, (number | null)[]>();
  const seen = new Set<number>();
  for (const row of spend) {
    const t = at.get(row.period);
    if (row.brand !== brand || t === undefined || !history.rounds.includes(row.project)) continue;
    seen.add(t);
    const values = channels.get(row.channel) ?? history.periods.map(() => null);
    values[t] = (values[t] ?? 0) + row.amount;
    channels.set(row.channel, values);
  }
  for (const values of channels.values()) for (const t of seen) values[t] ??= 0;
  return channels;
}

/** Logarithm with room for zero: ln(1 + value ÷ usual). A channel that rests is not a channel that is unknown. */
function logOfUsual(values: Series): (number | null)[] {
  const known = values.filter((value) => value !== null);
  const usual = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  return values.map((value) => (value === null || !(usual > 0) ? null : Math.log1p(value / usual)));
}

const logOf = (values: Series): (number | null)[] =>
  values.map((value) => (value !== null && value > 0 ? Math.log(value) : null));

/** Outcomes that can be held constant, with the confounder they stand for. */
const CONTROL_OUTCOMES: readonly {
  readonly outcome: string;
  readonly stands: Confounder;
  readonly scale: 'log' | 'level';
}[] = [
  { outcome: 'price', stands: 'price', scale: 'log' },
  { outcome: 'promotion', stands: 'promotion', scale: 'level' },
  { outcome: 'distribution', stands: 'distribution', scale: 'level' },
];

/** What a report declares as `optionalOutcomes`, so that it reads the same alone and beside others. */
export const CONTROL_OUTCOME_NAMES: readonly string[] = CONTROL_OUTCOMES.map(({ outcome }) => outcome);

/**
 * Gathers the panel of one outcome over markets of one frequency. A control is held constant when every brand of the
 * panel has it in nine of ten periods with the outcome; else it is listed as missing.
 * @param without outcomes that must not be held constant, because they are parts of the outcome asked about
 */
export function linkPanel(
  markets: readonly LinkMarket[],
  data: { readonly outcomes: readonly OutcomeSeries[]; readonly spend: readonly SpendRow[] },
  o: {
    readonly outcome: string;
    readonly scale: OutcomeScale;
    readonly predictors: readonly LinkPredictor[];
    readonly controls?: readonly Confounder[];
    readonly without?: readonly string[];
  },
): LinkPanel {
  const wanted = o.controls ?? CONFOUNDERS;
  const isHeld = (name: string, stands: Confounder): boolean =>
    wanted.includes(stands) && !o.without?.includes(name) && canBeHeldConstant(name, o.outcome);
  const left: { project: string; brand: string; reason: string }[] = [];
  // Every brand looks at its own rows only: there are many of them.
  const spendOf = new Map<string, SpendRow[]>();
  for (const row of data.spend) {
    const rows = spendOf.get(row.brand);
    if (rows === undefined) spendOf.set(row.brand, [row]);
    else rows.push(row);
  }
  const found = markets.flatMap(({ project, history }) => {
    const filters = o.predictors.map((each) => each.filter(history));
    return history.brands.flatMap((brand, b) => {
      const outcome = outcomeOf(history, brand, o.outcome, data.outcomes);
      const count = outcome.filter((value) => value !== null).length;
      if (count < FEWEST_VALUES) {
        left.push({
          project,
          brand,
          reason: count === 0 ? 'no values of the outcome' : `only ${count} values of the outcome`,
        });
        return [];
      }
      const scores = filters.map((filter) => constantSetSeries(history, b, filter).values);
      const empty = scores.findIndex((series) => series.every((value) => value === null));
      if (empty >= 0) {
        left.push({ project, brand, reason: `no values of ${o.predictors[empty]!.label}` });
        return [];
      }
      const others = new Map<string, Series>();
      for (const { outcome: name, stands, scale } of CONTROL_OUTCOMES) {
        if (!isHeld(name, stands)) continue;
        const values = outcomeOf(history, brand, name, data.outcomes);
        others.set(name, scale === 'log' ? logOf(values) : values);
      }
      const channels = isHeld('spend', 'spend')
        ? spendByChannel(history, brand, spendOf.get(brand) ?? [])
        : new Map<string, Series>();
      return [{ project, history, brand, outcome, scores, others, channels }];
    });
  });

  const isKnown = (series: Series | undefined, outcome: Series): boolean => {
    if (series === undefined) return false;
    const asked = outcome.flatMap((value, t) => (value === null ? [] : [t]));
    return asked.filter((t) => series[t] !== null).length >= CONTROL_COVERAGE * asked.length;
  };
  const controls: LinkControl[] = [];
  const columns: ((unit: (typeof found)[number]) => Series)[] = [];
  const missing: { confounder: Confounder; reason: string }[] = [];
  for (const { outcome: name, stands } of CONTROL_OUTCOMES) {
    if (!isHeld(name, stands)) continue;
    const having = found.filter(({ others, outcome }) => isKnown(others.get(name), outcome)).length;
    if (having === found.length && found.length > 0) {
      controls.push({ label: name.replaceAll('_', ' '), stands });
      columns.push(({ others }) => others.get(name)!);
    } else
      missing.push({
        confounder: stands,
        reason: having === 0 ? 'not in the data' : `known for ${having} of ${found.length} brands only`,
      });
  }
  if (isHeld('spend', 'spend')) {
    const having = found.filter(({ channels, outcome }) =>
      [...channels.values()].some((series) => isKnown(series, outcome)),
    ).length;
    if (having === found.length && found.length > 0) {
      const names = [...new Set(found.flatMap(({ channels }) => [...channels.keys()]))].sort();
      for (const name of names) {
        controls.push({ label: `spend in ${name}`, stands: 'spend' });
        columns.push(({ channels, history }) =>
          logOfUsual(channels.get(name) ?? restOf(channels, history.periods.length)),
        );
      }
    } else
      missing.push({
        confounder: 'spend',
        reason: having === 0 ? 'not in the data' : `known for ${having} of ${found.length} brands only`,
      });
  }

  const allScores = found.flatMap(({ scores }) => scores);
  const predictorScale = predictorScaleOf(allScores, o.scale);
  const units = found.map(
    (unit): LinkUnit => ({
      market: unit.project,
      project: unit.project,
      brand: unit.brand,
      start: periodIndex(unit.history.frequency, unit.history.periods[0]!),
      periods: unit.history.periods,
      outcome: unit.outcome,
      scores: unit.scores,
      y: unit.outcome.map((value) => toOutcomeScale(value, o.scale)),
      x: unit.scores.map((series) => series.map((value) => toPredictorScale(value, predictorScale))),
      controls: columns.map((column) => column(unit)),
    }),
  );
  return {
    units,
    frequency: markets[0]?.history.frequency ?? 'monthly',
    outcomeScale: o.scale,
    predictorScale,
    predictors: o.predictors,
    controls,
    missing,
    left,
  };
}

/** A channel that a brand never used: nothing in every period in which it spent elsewhere. */
function restOf(channels: ReadonlyMap<string, Series>, length: number): Series {
  return Array.from({ length }, (_, t) => ([...channels.values()].some((series) => series[t] !== null) ? 0 : null));
}
