/**
 * The regression behind every link of scores with an outcome: changes of the outcome on changes of several predictors
 * some periods before, jointly, over all brands.
 */
import { changes, MINIMUM_PERIODS, ownPast, type Series } from '../stats/association/short-run.ts';
import { type BrandRows, type BrandTerms, brandRows } from './brand-rows.ts';
import { jointFit, type PanelFit } from './joint-fit.ts';
import { type PanelSeason, seasonColumns, seasonOfPanel } from './panel-season.ts';

/** One brand in one market, on the periods of its market; all series have one length. */
export interface PanelUnit {
  /** Brands of one market share demand: period effects are per market. */
  readonly market: string;
  readonly brand: string;
  /** Running number of the first period, so that markets are clustered by the same calendar. */
  readonly start: number;
  readonly y: Series;
  /** In the order of the predictors. */
  readonly x: readonly Series[];
  /** In the order of the controls; their same-period changes are held constant. */
  readonly controls: readonly Series[];
}

export interface PanelOptions {
  readonly seasonLength: number;
  /**
   * `auto`: where a market has five brands or more, what its brands share in a period is taken out. `always`: in every
   * market of two brands or more, because the outcome only says how they stand to each other (shares). `none`: nowhere
   * (sensitivity).
   */
  readonly periodEffects: 'auto' | 'always' | 'none';
}

/** Markets of so many brands or more get period effects; below, too much of each brand would go with them. */
export const PERIOD_EFFECT_BRANDS = 5;

/** The panel, prepared once for all lags. Fits are made when first asked for and kept. */
export interface Panel {
  readonly predictors: number;
  /** Units that entered, by their place in the list given. */
  readonly units: readonly number[];
  /** Periods of the longest history. */
  readonly longest: number;
  /** Markets in which what brands share in a period is taken out. */
  readonly withPeriodEffects: readonly string[];
  readonly seasonal: PanelSeason;
  fit(lag: number): PanelFit | null;
  /** @param unit place of the brand that stays out */
  fitWithoutUnit(lag: number, unit: number): PanelFit | null;
  /** @param period running number of the period that stays out */
  fitWithoutPeriod(lag: number, period: number): PanelFit | null;
}

/**
 * Prepares the panel. Null: no brand has 24 periods with the outcome and every predictor.
 *
 * Each brand's own level, line (where a series returns to one), season and own past of the outcome are taken out brand by
 * brand; past of the predictors, changes of controls and period effects have common coefficients (Frisch & Waugh 1933).
 */
export function preparePanel(given: readonly PanelUnit[], o: PanelOptions): Panel | null {
  const predictors = given[0]?.x.length ?? 0;
  const lengths = given.map(completePeriods);
  const longest = Math.max(0, ...lengths);
  if (predictors === 0 || longest < MINIMUM_PERIODS) return null;
  // A brand needs a few rows beyond its own terms to say anything.
  const units = given.flatMap((_, i) => (lengths[i]! >= MINIMUM_PERIODS / 2 ? [i] : []));
  const markets = [...new Set(units.map((i) => given[i]!.market))];
  const fewest = o.periodEffects === 'always' ? 2 : PERIOD_EFFECT_BRANDS;
  const withPeriodEffects =
    o.periodEffects === 'none'
      ? []
      : markets.filter((name) => units.filter((i) => given[i]!.market === name).length >= fewest);

  const raw = units.map((i) => {
    const { market, y, x, controls } = given[i]!;
    return { market, dy: changes(y), dx: x.map(changes), controls: controls.map(changes) };
  });
  const seasonal = seasonOfPanel(raw, withPeriodEffects, o.seasonLength);
  const season = seasonColumns(seasonal, o.seasonLength);
  const brands = units.map((i, u): BrandTerms => {
    const { y, x, market, start } = given[i]!;
    const { dy, dx, controls } = raw[u]!;
    return {
      unit: i,
      market: markets.indexOf(market),
      start,
      dy,
      dx,
      controls,
      pastY: ownPast(y, dy, season),
      pastX: x.map((each, s) => ownPast(each, dx[s]!, season)),
      season,
    };
  });

  const rows = new Map<number, readonly BrandRows[]>();
  const rowsAt = (lag: number): readonly BrandRows[] => {
    const found = rows.get(lag) ?? brands.flatMap((brand) => brandRows(brand, lag) ?? []);
    rows.set(lag, found);
    return found;
  };
  const fits = new Map<string, PanelFit | null>();
  const kept = (key: string, make: () => PanelFit | null): PanelFit | null => {
    if (!fits.has(key)) fits.set(key, make());
    return fits.get(key)!;
  };
  const demeaned = withPeriodEffects.map((name) => markets.indexOf(name));
  /** A market that loses one brand keeps its period effects, so that the fits compare. */
  const demeanedAmong = (rest: readonly BrandRows[]): readonly number[] =>
    demeaned.filter((number) => rest.filter(({ market }) => market === number).length >= Math.max(2, fewest - 1));

  return {
    predictors,
    units,
    longest,
    withPeriodEffects,
    seasonal,
    fit: (lag) => kept(`${lag}`, () => jointFit(rowsAt(lag), demeaned, predictors, lag)),
    fitWithoutUnit: (lag, left) =>
      kept(`${lag} unit ${left}`, () => {
        const rest = rowsAt(lag).filter(({ unit }) => unit !== left);
        return jointFit(rest, demeanedAmong(rest), predictors, lag);
      }),
    fitWithoutPeriod: (lag, period) =>
      kept(`${lag} period ${period}`, () => {
        const rest = brands.flatMap((brand) => brandRows(brand, lag, period) ?? []);
        return jointFit(rest, demeanedAmong(rest), predictors, lag);
      }),
  };
}

/** Periods with the outcome and every predictor. */
function completePeriods({ y, x }: PanelUnit): number {
  const isKnown = (value: number | null | undefined): boolean => value != null && Number.isFinite(value);
  return y.reduce<number>((n, value, t) => n + (isKnown(value) && x.every((each) => isKnown(each[t])) ? 1 : 0), 0);
}
