/**
 * Scores of one brand in one market: every metric is its level plus three stationary AR(1) components (section,
 * platform, metric) plus what is planted, kept inside 0–100 softly. Every component draws from a stream of its own
 * name, so that no switch moves another's draws.
 */
import type { Rng } from '../../../domain/rng.ts';
import { autoregression } from './ar.ts';
import { ALL_METRICS, LEADING_SECTION, MARKETS, SECTIONS } from './catalogue.ts';
import type { Plan } from './plan.ts';
import { demandNoise } from './simulate-demand-noise.ts';

/** Standard deviations in points and autocorrelations: together a section score varies by about 1.1 points. */
const SECTION_NOISE = { sd: 0.8, phi: 0.5 };
const PLATFORM_NOISE = { sd: 0.7, phi: 0.4 };
const METRIC_NOISE = { sd: 2, phi: 0.4 };
/** Spread of constant levels around the brand's own level. */
const SECTION_SPREAD = 4;
const PLATFORM_SPREAD = 2;
const METRIC_SPREAD = 6;
const MARKET_SPREAD = 2.5;
/** Width of the zones at both ends of the scale in which values are compressed instead of cut. */
const SOFT_ZONE = 8;

export interface BrandScores {
  /** Noisy values by metric (order of `ALL_METRICS`), `values[m][t]`. */
  readonly values: readonly Float64Array[];
  /** Section scores from one period before the first: `sections.get(name)[t + 1]`. */
  readonly sections: ReadonlyMap<string, Float64Array>;
  /** Constant level of each section without noise or planted facts. */
  readonly levels: ReadonlyMap<string, number>;
}

/** Identity in the middle of the scale; beyond, a tangent that approaches the bounds without reaching them. */
function soften(value: number): number {
  if (value > 100 - SOFT_ZONE) return 100 - SOFT_ZONE + SOFT_ZONE * Math.tanh((value - 100 + SOFT_ZONE) / SOFT_ZONE);
  if (value < SOFT_ZONE) return SOFT_ZONE + SOFT_ZONE * Math.tanh((value - SOFT_ZONE) / SOFT_ZONE);
  return value;
}

/** Draws with weighted mean exactly 0, so that a group's level is what its parent says. */
function centred(rng: Rng, weights: readonly number[], sd: number): number[] {
  const draws = weights.map(() => sd * rng.normal());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = draws.reduce((sum, draw, i) => sum + draw * (weights[i] as number), 0) / total;
  return draws.map((draw) => draw - mean);
}

/** Constant levels of a brand's sections in a market; their mean at today's section weights is the brand's level. */
function sectionLevels(plan: Plan, root: Rng, market: number, brand: string): number[] {
  const named = plan.brands.find((each) => each.brand === brand)?.level;
  const drawn = root.fork(`level:${brand}`).normal();
  const weights = SECTIONS.map((section) => section.weightAfterChange);
  // Dune and its pursuer share a profile, so that the gap between them is the same in every section.
  const profile = brand === 'Zephyr' ? 'Dune' : brand;
  const brandLevel = named ?? 56 + 5 * drawn;
  const home = market === 0 ? 0 : MARKET_SPREAD * root.fork(`home:${market}:${profile}`).normal();
  return centred(root.fork(`profile:${market}:${profile}`), weights, SECTION_SPREAD).map(
    (each) => brandLevel + home + each,
  );
}

/** @param noise false: the noise-free path of the same brand, for the truth */
export function simulateScores(plan: Plan, root: Rng, market: number, brand: string, noise = true): BrandScores {
  const count = plan.options.periods;
  const marketName = MARKETS[market]?.market as string;
  const rng = root.fork(`scores:${marketName}:${brand}`);
  const silent = new Float64Array(count + 1);
  const path = (name: string, { sd, phi }: { sd: number; phi: number }): Float64Array =>
    noise ? autoregression(rng.fork(name), count + 1, sd, phi) : silent;
  const levels = sectionLevels(plan, root, market, brand);
  const demand = plan.reversePoints > 0 && noise ? demandNoise(plan, root, market, brand) : null;

  const values: Float64Array[] = [];
  const sections = new Map<string, Float64Array>();
  SECTIONS.forEach(({ section, platforms }, s) => {
    const shared = path(`section:${section}`, SECTION_NOISE);
    const planted = Float64Array.from(shared, (_, i) => plan.scorePoints(market, brand, section, i - 1));
    if (section === LEADING_SECTION && demand !== null)
      for (let i = 0; i < planted.length; i++) planted[i]! += plan.reversePoints * (demand[i] as number);
    const offsets = centred(
      rng.fork(`platform-levels:${section}`),
      platforms.map(({ weight }) => weight),
      PLATFORM_SPREAD,
    );
    const score = new Float64Array(count + 1);
    platforms.forEach(({ platform, weight, metrics }, p) => {
      const within = path(`platform:${section}:${platform}`, PLATFORM_NOISE);
      const metricOffsets = centred(
        rng.fork(`metric-levels:${section}:${platform}`),
        metrics.map((metric) => metric.weight),
        METRIC_SPREAD,
      );
      metrics.forEach((metric, m) => {
        const own = path(`metric:${section}:${platform}:${metric.metric}`, METRIC_NOISE);
        const level = (levels[s] as number) + (offsets[p] as number) + (metricOffsets[m] as number);
        const series = Float64Array.from(own, (idiosyncratic, i) =>
          soften(level + idiosyncratic + (shared[i] as number) + (within[i] as number) + (planted[i] as number)),
        );
        for (let i = 0; i <= count; i++) score[i]! += weight * metric.weight * (series[i] as number);
        values.push(series.subarray(1));
      });
    });
    sections.set(section, score);
  });
  return {
    values,
    sections,
    levels: new Map(SECTIONS.map(({ section }, s) => [section, levels[s] as number])),
  };
}

/** Raw value of a normalised one, exact to far beyond what a source would state. */
export function rawValue(m: number, normalised: number): number {
  const { rawAt0, rawAt100 } = ALL_METRICS[m] as (typeof ALL_METRICS)[number];
  return Number((rawAt0 + ((rawAt100 - rawAt0) * normalised) / 100).toPrecision(6));
}
