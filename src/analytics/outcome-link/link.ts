/**
 * The outcome link: how one outcome goes with parts of the score. Pooled over all brands and per brand, at which lag, in
 * which direction, how robust, and whether it improves a forecast. One implementation for every report in which a score
 * meets an outcome.
 */
import type { Evidence } from '../../domain/evidence.ts';
import { PERIODS_PER_YEAR } from '../../domain/period.ts';
import type { Rng } from '../../domain/rng.ts';
import { searchedLags, searchedLevel, searchedP, searchShares } from '../stats/association/short-run.ts';
import { mean } from '../stats/describe.ts';
import { studentQuantile, studentTwoSided } from '../stats/distributions/beta.ts';
import { partiallyPool } from '../stats/regression/partial-pooling.ts';
import { EQUIVALENCE_LEVEL, minimumDetectableEffect } from '../stats/tests/equivalence.ts';
import { type Direction, directionOf } from './direction.ts';
import { effectOfPoints, effectUnit, elasticityOf, type LinkLevel } from './express.ts';
import { type ForecastGain, forecastGain } from './forecast-gain.ts';
import type { BrandSlope, PanelFit } from './joint-fit.ts';
import { type FoundLag, searchLags } from './lag-search.ts';
import { type Panel, preparePanel } from './panel.ts';
import { type LinkRobustness, robustnessOf } from './robustness.ts';
import { type LinkPanel, type LinkUnit, periodEffectsOf } from './units.ts';
import { winnerInterval } from './winner-interval.ts';

/** Pooled effect of one predictor at one lag. Slopes on the tested scales; `perPoint` as people read it. */
export interface LagEffect {
  readonly lag: number;
  readonly slope: number;
  readonly error: number;
  readonly df: number;
  readonly perPoint: number;
  /** At the level asked for, without the search over lags. */
  readonly interval: readonly [number, number];
}

export interface BrandEffect {
  readonly project: string;
  readonly brand: string;
  readonly lag: number;
  /** The brand's own slope. */
  readonly own: BrandSlope;
  /** Drawn towards the common slope as far as its error tells (empirical Bayes). */
  readonly shrunken: { readonly slope: number; readonly error: number; readonly pull: number };
  /** Per point at the brand's own level of the last year. */
  readonly perPoint: number;
  readonly perPointInterval: readonly [number, number];
  readonly shrunkenPerPoint: number;
  readonly shrunkenInterval: readonly [number, number];
  readonly elasticity: number | null;
  readonly level: LinkLevel;
}

export interface OutcomeLink {
  readonly panel: LinkPanel;
  readonly regression: Panel;
  readonly lags: readonly number[];
  /** Unit of effects per point, e.g. "% per point". */
  readonly unit: string;
  /** Mean level of all brands in their last year, where pooled effects are read. */
  readonly level: (predictor: number) => LinkLevel;
  /**
   * The primary test of (all brands, predictor, outcome): per point, lag search inside p, interval and detectable effect.
   * @param lag given: at this lag, that of its parent, without a search; only below a parent that is supported
   */
  evidence(predictor: number, level: number, lag?: number): Evidence;
  /** Elasticity with the interval of `evidence`. Null where nothing could be fitted. */
  elasticity(
    predictor: number,
    level: number,
  ): { readonly estimate: number; readonly interval: readonly [number, number] } | null;
  /**
   * The test of (one brand, predictor, outcome) at the lag that the other brands show; with fewer than three brands its own search.
   * @param lag given: this lag, found without the brand's own data on this predictor's level (its parent's)
   */
  brandEvidence(predictor: number, unit: Pick<LinkUnit, 'project' | 'brand'>, level: number, lag?: number): Evidence;
  profile(predictor: number, level: number): readonly LagEffect[];
  /** 1 ÷ (1 − R²) of each predictor beside the others at a lag; null where it does not vary. */
  inflation(lag: number): readonly (number | null)[];
  direction(predictor: number): Direction;
  brands(predictor: number, level: number): readonly BrandEffect[];
  robustness(predictor: number, rng: Rng): LinkRobustness | null;
  forecast(predictor: number): ForecastGain;
  /** Standard deviation of what is left of a brand's change in one period, on the tested scale. */
  residualSpread(predictor: number): number | null;
  /** Outcome change against predictor change, everything else taken out: points of a scatter, tested scales. */
  scatter(
    predictor: number,
  ): readonly { readonly unit: number; readonly x: readonly number[]; readonly y: readonly number[] }[];
}

const DETECTABLE_ALPHA = 0.05;
const CONFIRMED = 0.05;
/** Fewest brands whose lag can stand in for another's. */
const FEWEST_OTHERS = 2;

const recentLevel = (unit: LinkUnit, predictor: number, season: number): LinkLevel | null => {
  const scores: number[] = [];
  const outcomes: number[] = [];
  for (let t = unit.periods.length - 1; t >= 0 && scores.length < season; t--) {
    const [score, outcome] = [unit.scores[predictor]![t], unit.outcome[t]];
    if (score == null || outcome == null) continue;
    scores.push(score);
    outcomes.push(outcome);
  }
  const [score, outcome] = [mean(scores), mean(outcomes)];
  return score === null || outcome === null ? null : { score, outcome };
};

/**
 * Links the outcome of a panel with its predictors, jointly. Returns why not when no brand has 24 periods with everything.
 */
export function linkOutcome(panel: LinkPanel, o: { readonly outcomeUnit: string }): OutcomeLink | string {
  const season = PERIODS_PER_YEAR[panel.frequency];
  const regression = preparePanel(panel.units, { seasonLength: season, periodEffects: periodEffectsOf(panel) });
  if (regression === null)
    return 'an association needs 24 periods in which a brand has the outcome and every part of the score';
  const lags = searchedLags(regression.longest);
  const scales = panel;
  const unit = `${effectUnit(panel.outcomeScale, o.outcomeUnit)} per point`;
  const levels = panel.predictors.map((_, s): LinkLevel => {
    // Every brand that entered has periods with all of them.
    const known = regression.units.flatMap((i) => recentLevel(panel.units[i]!, s, season) ?? []);
    return { score: mean(known.map(({ score }) => score))!, outcome: mean(known.map(({ outcome }) => outcome))! };
  });
  const perPoint = (slope: number, s: number, at: LinkLevel = levels[s]!): number =>
    effectOfPoints(slope, 1, at, scales);
  const spread = (slope: number, half: number, s: number, at?: LinkLevel): readonly [number, number] => [
    perPoint(slope - half, s, at),
    perPoint(slope + half, s, at),
  ];

  /** The best of these lags, with all brands or without one. */
  const searchFor = (s: number, without?: number): FoundLag | null =>
    searchLags(
      lags.flatMap((lag) => {
        const fit = without === undefined ? regression.fit(lag) : regression.fitWithoutUnit(lag, without);
        return fit?.slope(s) ?? [];
      }),
    );
  const searched = new Map<number, FoundLag | null>();
  const found = (s: number): FoundLag | null => {
    if (!searched.has(s)) searched.set(s, searchFor(s));
    return searched.get(s)!;
  };
  /** The first lag at which anything could be fitted. */
  const anyFit = (): PanelFit | null => {
    for (const lag of lags) {
      const fit = regression.fit(lag);
      if (fit !== null) return fit;
    }
    return null;
  };
  const methodOf = ({ errors, units }: Pick<PanelFit, 'errors' | 'units'>): string => {
    if (errors === 'ordinary' || units === 1) return 'joint regression of changes';
    return errors === 'clustered by period'
      ? 'pooled joint regression of changes with period effects, errors clustered by period'
      : 'pooled joint regression of changes, Driscoll–Kraay errors with fixed-b critical values';
  };
  const test = (): string => `${methodOf(anyFit() ?? { errors: 'ordinary', units: 1 })}, search over lags inside p`;
  const shortRun = 'short-run: change against change; a common cause that is not held constant can make it';
  const directions = new Map<number, Direction>();
  const direction = (s: number): Direction => {
    const known = directions.get(s);
    if (known) return known;
    const best = found(s);
    const made = directionOf(panel, s, best, lags, season);
    directions.set(s, made);
    return made;
  };

  const intervals = new Map<string, readonly [number, number]>();
  /** Slopes that go with the chosen lag at this level. */
  const intervalOf = (s: number, best: FoundLag, level: number): readonly [number, number] => {
    const key = `${s}:${level}`;
    const interval = intervals.get(key) ?? winnerInterval(best, best.others, level);
    intervals.set(key, interval);
    return interval;
  };
  const inPoints = ([low, high]: readonly [number, number], s: number): readonly [number, number] => [
    perPoint(low, s),
    perPoint(high, s),
  ];

  const insufficient = (reason: string, n: number, level: number): Evidence => ({
    estimate: null,
    unit,
    interval: null,
    level,
    n,
    test: test(),
    p: null,
    insufficient: reason,
    caveats: [],
  });

  /** All brands at one lag that was found elsewhere. */
  const atLag = (s: number, level: number, lag: number): Evidence => {
    const fit = regression.fit(lag);
    const slope = fit?.slope(s);
    if (!fit || !slope)
      return insufficient(
        'does not vary beside its past, the season and the other parts of the score',
        fit?.rows ?? 0,
        level,
      );
    const detectable = minimumDetectableEffect({ error: slope.error, df: slope.df });
    const around = (at: number): readonly [number, number] =>
      spread(slope.slope, slope.error * studentQuantile((1 + at) / 2, slope.df), s);
    return {
      estimate: perPoint(slope.slope, s),
      unit,
      interval: around(level),
      interval90: around(EQUIVALENCE_LEVEL),
      level,
      n: fit.rows,
      test: `${methodOf(fit)}, at the lag of its section`,
      p: studentTwoSided(slope.slope / slope.error, slope.df),
      lag,
      detectable: detectable === null ? null : perPoint(detectable, s),
      caveats: [shortRun],
    };
  };

  const ownOf = (s: number, u: number, lag: number): BrandSlope | undefined =>
    regression
      .fit(lag)
      ?.own(s)
      .find(({ unit }) => unit === u);
  const unitAt = ({ project, brand }: Pick<LinkUnit, 'project' | 'brand'>): number =>
    panel.units.findIndex((unit) => unit.project === project && unit.brand === brand);
  /** Lag at which a brand is looked at: the one that the other brands show, or its own search. */
  const lagFor = (s: number, u: number): { readonly lag: number; readonly share: number } | null => {
    if (regression.units.length > FEWEST_OTHERS) {
      const others = searchFor(s, u);
      if (others) return { lag: others.lag, share: 1 };
    }
    const shares = searchShares(lags);
    let best: { lag: number; share: number; p: number } | null = null;
    lags.forEach((lag, i) => {
      const own = ownOf(s, u, lag);
      if (!own) return;
      const p = searchedP(studentTwoSided(own.value / own.error, own.df), shares[i]!);
      if (best === null || p < best.p) best = { lag, share: shares[i]!, p };
    });
    return best;
  };

  return {
    panel,
    regression,
    lags,
    unit,
    level: (s) => levels[s]!,
    evidence(s, level, given) {
      if (given !== undefined) return atLag(s, level, given);
      const best = found(s);
      if (!best)
        return insufficient(
          'does not vary beside its past, the season and the other parts of the score',
          anyFit()?.rows ?? 0,
          level,
        );
      const n = regression.fit(best.lag)!.rows;
      const detectable =
        best.error *
        (studentQuantile((1 + searchedLevel(1 - DETECTABLE_ALPHA, best.share)) / 2, best.df) +
          studentQuantile(0.8, best.df));
      const common = { unit, level, n, test: test(), p: best.p, detectable: perPoint(detectable, s) };
      if (best.p <= CONFIRMED) {
        const { verdict, reverse } = direction(s);
        // What follows the outcome has no effect on it to state.
        if (verdict === 'follows' && reverse)
          return {
            ...common,
            estimate: null,
            interval: null,
            lag: -reverse.lag,
            caveats: ['the score follows the outcome, more than the outcome follows the score'],
          };
      }
      return {
        ...common,
        estimate: perPoint(best.slope, s),
        interval: inPoints(intervalOf(s, best, level), s),
        interval90: inPoints(intervalOf(s, best, EQUIVALENCE_LEVEL), s),
        lag: best.lag,
        caveats: [shortRun],
      };
    },
    elasticity(s, level) {
      const best = found(s);
      if (!best) return null;
      const [estimate, low, high] = [best.slope, ...intervalOf(s, best, level)].map((slope) =>
        elasticityOf(slope, levels[s]!, scales),
      );
      return estimate == null || low == null || high == null ? null : { estimate, interval: [low, high] };
    },
    brandEvidence(s, of, level, given) {
      const u = unitAt(of);
      const at = u < 0 ? null : recentLevel(panel.units[u]!, s, season);
      const lag = !regression.units.includes(u) ? null : given === undefined ? lagFor(s, u) : { lag: given, share: 1 };
      const own = lag && ownOf(s, u, lag.lag);
      if (!lag || !own || !at)
        return insufficient('too few periods with the outcome and every part of the score', 0, level);
      const around = (asked: number): readonly [number, number] =>
        spread(own.value, own.error * studentQuantile((1 + searchedLevel(asked, lag.share)) / 2, own.df), s, at);
      const detectable = minimumDetectableEffect({ error: own.error, df: own.df });
      return {
        estimate: perPoint(own.value, s, at),
        unit,
        interval: around(level),
        interval90: around(EQUIVALENCE_LEVEL),
        level,
        n: own.n,
        test:
          lag.share === 1
            ? 'regression of the brand’s changes, common terms from all brands, lag from the other brands'
            : 'regression of the brand’s changes, search over lags inside p',
        p: searchedP(studentTwoSided(own.value / own.error, own.df), lag.share),
        lag: lag.lag,
        detectable: detectable === null ? null : perPoint(detectable, s, at),
        caveats: [shortRun],
      };
    },
    profile: (s, level) =>
      lags.flatMap((lag): LagEffect[] => {
        const slope = regression.fit(lag)?.slope(s);
        if (!slope) return [];
        const half = slope.error * studentQuantile((1 + level) / 2, slope.df);
        return [
          {
            lag: slope.lag,
            slope: slope.slope,
            error: slope.error,
            df: slope.df,
            perPoint: perPoint(slope.slope, s),
            interval: spread(slope.slope, half, s),
          },
        ];
      }),
    inflation: (lag) => panel.predictors.map((_, s) => regression.fit(lag)?.slope(s)?.varianceInflation ?? null),
    direction,
    brands(s, level) {
      const best = found(s);
      if (!best) return [];
      const own = regression.fit(best.lag)!.own(s);
      const pooled = partiallyPool(own.map(({ value, error }) => ({ value, error })));
      return own.flatMap((slope, i): BrandEffect[] => {
        const of = panel.units[slope.unit]!;
        const at = recentLevel(of, s, season);
        if (!at) return [];
        const drawn = pooled?.shrunken[i] ?? { value: slope.value, error: slope.error, pull: 0 };
        const half = studentQuantile((1 + level) / 2, slope.df);
        return [
          {
            project: of.project,
            brand: of.brand,
            lag: best.lag,
            own: slope,
            shrunken: { slope: drawn.value, error: drawn.error, pull: drawn.pull },
            perPoint: perPoint(slope.value, s, at),
            perPointInterval: spread(slope.value, half * slope.error, s, at),
            shrunkenPerPoint: perPoint(drawn.value, s, at),
            shrunkenInterval: spread(drawn.value, half * drawn.error, s, at),
            elasticity: elasticityOf(drawn.value, at, scales),
            level: at,
          },
        ];
      });
    },
    robustness(s, rng) {
      const best = found(s);
      return best && robustnessOf(panel, regression, s, best, (slope) => perPoint(slope, s), rng);
    },
    forecast: (s) => forecastGain(panel, regression.units, s, Math.max(1, found(s)?.lag ?? 1), season),
    residualSpread(s) {
      const best = found(s);
      return best && regression.fit(best.lag)!.residualSpread;
    },
    scatter(s) {
      const best = found(s);
      if (!best) return [];
      const parts = regression.fit(best.lag)!.partialled(s);
      return parts.map(({ unit: u, x, y }) => ({ unit: u, x: [...x], y: [...y] }));
    },
  };
}
