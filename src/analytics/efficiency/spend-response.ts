/**
 * What the next customer costs: the response of customers to spend, from the panel of the outcome link turned to spend, and
 * marginal costs at each brand's own level.
 */
import { PERIODS_PER_YEAR } from '../../domain/period.ts';
import { type Panel, type PanelUnit, preparePanel } from '../outcome-link/panel.ts';
import type { LinkPanel, LinkUnit } from '../outcome-link/units.ts';
import type { Series } from '../stats/association/short-run.ts';
import { mean } from '../stats/describe.ts';
import { studentQuantile } from '../stats/distributions/beta.ts';
import { partiallyPool } from '../stats/regression/partial-pooling.ts';

/** A slope with its interval, on the scales of the regression. */
export interface ResponseSlope {
  readonly slope: number;
  readonly interval: readonly [number, number];
}

export interface BrandResponse extends ResponseSlope {
  readonly project: string;
  readonly brand: string;
  /** 0 its own estimate, 1 the common one. */
  readonly pull: number;
}

export interface SpendResponse {
  /** Per cent more of the outcome for one per cent more spend in the same period, all brands together. */
  readonly common: ResponseSlope;
  readonly brands: readonly BrandResponse[];
  /** Brand-periods. */
  readonly rows: number;
}

export interface ChannelResponse {
  readonly channel: string;
  /** Of the logarithm of the outcome to ln(1 + spend ÷ usual spend); intervals hold for all channels together. */
  readonly response: ResponseSlope | null;
}

/** Spend of one unit of the panel by channel, on its periods. */
export type SpendOf = (unit: Pick<LinkUnit, 'project' | 'brand'>) => ReadonlyMap<string, Series>;

/** Sum over channels; null where no channel is known. */
export function totalSpend(channels: ReadonlyMap<string, Series>, length: number): (number | null)[] {
  return Array.from({ length }, (_, t) => {
    const known = [...channels.values()].flatMap((series) => series[t] ?? []);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
  });
}

/** Mean over the periods in which the channel is known: the yardstick of the scale of a channel. */
export const usualSpend = (series: Series): number | null => mean(series);

const ofUsual = (series: Series): (number | null)[] => {
  const usual = usualSpend(series);
  return series.map((value) => (value === null || usual === null || !(usual > 0) ? null : Math.log1p(value / usual)));
};

/** The panel of a link with spend in the place of the score, and the score among what is held constant. */
function turned(panel: LinkPanel, columns: (unit: LinkUnit) => readonly Series[]): Panel | null {
  const units = panel.units.map(
    (unit): PanelUnit => ({
      market: unit.market,
      brand: unit.brand,
      start: unit.start,
      y: unit.y,
      x: columns(unit),
      controls: [...unit.controls.filter((_, c) => panel.controls[c]!.stands !== 'spend'), ...unit.x],
    }),
  );
  return preparePanel(units, { seasonLength: PERIODS_PER_YEAR[panel.frequency], periodEffects: 'auto' });
}

/**
 * Elasticity of the outcome to total spend in the same period: changes of logarithms, parts of the score and the link's other
 * controls held constant, brand estimates drawn towards the common one. What later periods still bring is not in it.
 * Null: no brand has 24 periods with everything.
 */
export function spendResponse(panel: LinkPanel, spendOf: SpendOf, level: number): SpendResponse | null {
  const prepared = turned(panel, (unit) => [
    totalSpend(spendOf(unit), unit.periods.length).map((value) =>
      value !== null && value > 0 ? Math.log(value) : null,
    ),
  ]);
  const fit = prepared?.fit(0);
  const slope = fit?.slope(0);
  if (!prepared || !fit || !slope) return null;
  const half = slope.error * studentQuantile((1 + level) / 2, slope.df);
  const own = fit.own(0);
  const pooled = partiallyPool(own);
  return {
    common: { slope: slope.slope, interval: [slope.slope - half, slope.slope + half] },
    brands: own.map(({ unit, value, error, df }, i): BrandResponse => {
      const shrunken = pooled?.shrunken[i] ?? { value, error, pull: 0 };
      const reach = shrunken.error * studentQuantile((1 + level) / 2, df);
      const { project, brand } = panel.units[unit]!;
      return {
        project,
        brand,
        slope: shrunken.value,
        interval: [shrunken.value - reach, shrunken.value + reach],
        pull: shrunken.pull,
      };
    }),
    rows: fit.rows,
  };
}

/**
 * The same channel by channel, jointly; intervals at 1 − (1 − level) ÷ channels, so that all hold together (Bonferroni 1936).
 * A channel that some brand never uses, or that does not vary beside the others, has no response.
 */
export function channelResponses(
  panel: LinkPanel,
  spendOf: SpendOf,
  channels: readonly string[],
  level: number,
): readonly ChannelResponse[] {
  const used = channels.filter((channel) =>
    panel.units.every((unit) => (usualSpend(spendOf(unit).get(channel) ?? []) ?? 0) > 0),
  );
  const prepared =
    used.length === 0 ? null : turned(panel, (unit) => used.map((channel) => ofUsual(spendOf(unit).get(channel)!)));
  const fit = prepared?.fit(0);
  return channels.map((channel): ChannelResponse => {
    const at = used.indexOf(channel);
    const slope = at < 0 ? null : fit?.slope(at);
    if (!slope) return { channel, response: null };
    const half = slope.error * studentQuantile(1 - (1 - level) / channels.length / 2, slope.df);
    return { channel, response: { slope: slope.slope, interval: [slope.slope - half, slope.slope + half] } };
  });
}

export interface MarginalCost {
  readonly cost: number;
  readonly interval: readonly [number, number];
}

/**
 * Spend for one more unit of the outcome, from a slope of ln(outcome) on a scale whose derivative by spend is 1 ÷ `base`: the
 * outcome rises by `outcome`·slope ÷ `base` for each unit of spend. Null: the interval of the slope reaches zero, so that no
 * price, however high, can be ruled out.
 */
export function marginalCost(
  { slope, interval: [low, high] }: ResponseSlope,
  base: number,
  outcome: number,
): MarginalCost | null {
  if (!(low > 0) || !(base > 0) || !(outcome > 0)) return null;
  const at = (value: number): number => base / (outcome * value);
  return { cost: at(slope), interval: [at(high), at(low)] };
}
