/**
 * Response of several brands' monthly series together: the simpler form for short data. One elasticity and one carry-over a
 * channel for all brands, logarithmic response with a fixed slope, carry-over bounded by its prior.
 */
import { AbortedError } from '../../domain/aborted.ts';
import type { Rng } from '../../domain/rng.ts';
import { mean } from '../stats/describe.ts';
import { seasonalTerms } from '../stats/series/seasonal-terms.ts';
import { adstocked, type FitOptions, type NotAvailable, SAMPLING_SHARE, shapesToTry } from './fit-response.ts';
import { judge, profileInterval, splitRHat, type Verdict } from './identifiability.ts';
import { betaParameter, ELASTICITY_PRIOR, type LogNormal } from './response-priors.ts';
import {
  type ResponseUnit,
  SAMPLE_DEFAULTS,
  type SampledChannel,
  sampleResponses,
  WhitenedData,
} from './response-sampler.ts';
import {
  centralDraw,
  currentSpend,
  type Estimate,
  estimateOf,
  type SpendRange,
  supportedRange,
} from './response-summary.ts';
import { elasticCurve, type ResponseCurve } from './saturation.ts';

export interface PooledBrand {
  readonly brand: string;
  /** One value a period, > 0, without gaps. */
  readonly outcome: readonly number[];
  /** Spend a period, one series a channel, in the order of `channels`. */
  readonly spend: readonly (readonly number[])[];
  /** Log category sales, log price and the like: at least one. */
  readonly demand: readonly (readonly number[])[];
}

export interface PooledData {
  readonly channels: readonly string[];
  readonly brands: readonly PooledBrand[];
  readonly periodsPerYear: number;
  /** Of the coefficient of log(1 + adstock ÷ mean spend), by channel; unless given, from published elasticities. */
  readonly coefficientPriors?: readonly (LogNormal | null)[];
}

export interface BrandResponse {
  readonly brand: string;
  readonly returnOnSpend: Estimate;
  readonly marginalReturn: Estimate;
  readonly currentSpend: number;
  readonly range: SpendRange;
  readonly curve: ResponseCurve;
  readonly draws: readonly ResponseCurve[];
}

export interface PooledChannelResponse {
  readonly channel: string;
  /** % of outcome for 1 % of spend, at mean spend. */
  readonly elasticity: Estimate;
  readonly carryOverShare: Estimate;
  /** Of the coefficient, which all brands share; their marginal returns are multiples of it. */
  readonly verdict: Verdict;
  /** Brands that spent on the channel. */
  readonly brands: readonly BrandResponse[];
}

export interface PooledFit {
  readonly available: true;
  readonly channels: readonly PooledChannelResponse[];
  readonly level: number;
  /** Brand-periods. */
  readonly n: number;
  readonly persistence: Estimate;
  readonly rHat: number;
}

/** Two years: below, season and spend cannot be told apart. */
export const MINIMUM_POOLED_PERIODS = 24;
/** 90 % of an effect is over within 6–9 months (Leone 1995), a retention of .68–.77 a month: .8 bounds it. */
const MOST_RETENTION = 0.8;
/** Elasticities of 1 and more would make ever more spend ever more worthwhile. */
const LARGEST_COEFFICIENT = 1;
const LONGEST_LAG = 12;
const PRIOR_DRAWS = 2_000;

function missingFor(data: PooledData): NotAvailable['missing'] {
  const missing: { need: string; have: string; fix: string }[] = [];
  const longest = Math.max(0, ...data.brands.map(({ outcome }) => outcome.length));
  if (longest < MINIMUM_POOLED_PERIODS)
    missing.push({ need: `${MINIMUM_POOLED_PERIODS} periods`, have: `${longest} periods`, fix: 'collect longer' });
  if (data.brands.some(({ demand }) => demand.length === 0))
    missing.push({
      need: 'a demand control for every brand (category sales, price, distribution)',
      have: 'brands without one',
      fix: 'load category sales or prices: without them media gets the credit of demand',
    });
  const complete = ({ outcome, spend, demand }: PooledBrand): boolean =>
    spend.length === data.channels.length &&
    [outcome, ...spend, ...demand].every(
      (series) => series.length === outcome.length && series.every(Number.isFinite),
    ) &&
    outcome.every((y) => y > 0) &&
    spend.every((series) => series.every((x) => x >= 0));
  const broken = data.brands.filter((brand) => !complete(brand));
  if (broken.length > 0)
    missing.push({
      need: 'complete series, outcomes above 0 and spend of 0 or more',
      have: `gaps or other values for ${broken.map(({ brand }) => brand).join(', ')}`,
      fix: 'cut to the periods that all series have, or leave these brands out',
    });
  const rows = data.brands.reduce((sum, { outcome }) => sum + outcome.length, 0);
  const parameters = data.brands.length * (15 + (data.brands[0]?.demand.length ?? 0)) + 2 * data.channels.length;
  if (missing.length === 0 && rows < 2 * parameters)
    missing.push({
      need: `${2 * parameters} brand-periods for ${data.channels.length} channels`,
      have: `${rows}`,
      fix: 'group small channels, or add brands',
    });
  if (data.channels.length === 0 || data.brands.length === 0)
    missing.push({ need: 'channels and brands', have: 'none', fix: 'load spend by channel' });
  return missing;
}

/**
 * log outcome = level, trend and season of the brand + demand + Σ coefficient·log(1 + adstock ÷ mean spend) + AR(1) errors. The
 * slope of the curve is fixed by its form, so a channel has two parameters. Errors of brands are taken as independent
 * given demand and season; shared shocks beyond these make intervals too narrow.
 * @returns what is missing when the data are short, incomplete or without demand control
 * @throws AbortedError when asked to stop
 */
export function fitPooledResponse(data: PooledData, rng: Rng, options: FitOptions = {}): PooledFit | NotAvailable {
  const missing = missingFor(data);
  if (missing.length > 0) return { available: false, missing };
  const level = options.level ?? 0.95;
  const units = data.brands.map(({ outcome, demand }): ResponseUnit => {
    const times = outcome.map((_, t) => t);
    return {
      outcome: Float64Array.from(outcome, Math.log),
      others: [
        new Float64Array(outcome.length).fill(1),
        Float64Array.from(times, (t) => t / outcome.length - 0.5),
        ...seasonalTerms(times, data.periodsPerYear).columns,
        ...demand.map((values) => Float64Array.from(values)),
      ],
    };
  });
  const rows = units.reduce((sum, { outcome }) => sum + outcome.length, 0);
  const spent = data.channels.map((_, c) => data.brands.some(({ spend }) => spend[c]!.some((x) => x > 0)));
  const kept = data.channels.flatMap((_, c) => (spent[c] ? [c] : []));
  if (kept.length === 0)
    return {
      available: false,
      missing: [{ need: 'a channel with spend', have: 'none', fix: 'load spend by channel' }],
    };
  const exposures = (c: number, retention: number): { spend: Float64Array; unit: number }[] =>
    data.brands.map(({ spend }) => ({
      spend: adstocked(spend[c]!, { form: 'geometric', retention }, LONGEST_LAG),
      unit: mean(spend[c]!)!,
    }));
  const sampled = kept.map(
    (c): SampledChannel => ({
      shape: [betaParameter('retention', 0, MOST_RETENTION, 3, 3)],
      coefficient: data.coefficientPriors?.[c] ?? ELASTICITY_PRIOR,
      largestCoefficient: LARGEST_COEFFICIENT,
      column: ([retention]) => {
        const column = new Float64Array(rows);
        let start = 0;
        for (const { spend, unit } of exposures(c, retention!)) {
          if (unit > 0) for (let t = 0; t < spend.length; t++) column[start + t] = Math.log1p(spend[t]! / unit);
          start += spend.length;
        }
        return column;
      },
      experiments: [],
    }),
  );
  const settings = { ...SAMPLE_DEFAULTS, ...options };
  const draws = sampleResponses(
    units,
    sampled,
    { ...settings, onProgress: (share) => options.onProgress?.(SAMPLING_SHARE * share) },
    rng.fork('sampler'),
  );
  const chains = draws.map(({ chain }) => chain);
  const persistence = draws.map((draw) => draw.persistence);
  const whitened = new WhitenedData(units, mean(persistence)!);
  const priorRng = rng.fork('prior');
  const channels = kept.map((c, k): PooledChannelResponse => {
    if (options.isAborted?.()) throw new AbortedError('stopped while judging response curves');
    options.onProgress?.(SAMPLING_SHARE + (1 - SAMPLING_SHARE) * (k / kept.length));
    const own = sampled[k]!;
    const mine = draws.map((draw) => draw.channels[k]!);
    const coefficients = mine.map(({ coefficient }) => coefficient);
    const prior = Array.from({ length: PRIOR_DRAWS }, () => own.shape.map((parameter) => parameter.draw(priorRng)));
    const priorCoefficients = prior.map(() =>
      Math.min(LARGEST_COEFFICIENT, Math.exp(own.coefficient.mean + own.coefficient.sd * priorRng.normal())),
    );
    const rHat = splitRHat(coefficients.map(Math.log), chains);
    return {
      channel: data.channels[c]!,
      elasticity: estimateOf(
        coefficients.map((value) => value / 2),
        level,
      ),
      carryOverShare: estimateOf(
        mine.map(({ shape }) => shape[0]!),
        level,
      ),
      verdict: judge({
        profile: profileInterval(whitened, sampled, shapesToTry(draws, prior, k), k, () => 1),
        bounds: [0, LARGEST_COEFFICIENT],
        priorMarginal: priorCoefficients,
        posteriorMarginal: coefficients,
        rHat,
      }),
      brands: data.brands.flatMap((brand, b): BrandResponse[] => {
        const spend = brand.spend[c]!;
        const unit = mean(spend)!;
        if (!(unit > 0)) return [];
        const current = currentSpend(spend, data.periodsPerYear);
        const outcomeLevel = mean(brand.outcome.slice(-data.periodsPerYear))!;
        const range = supportedRange(spend);
        const total = spend.reduce((sum, x) => sum + x, 0);
        const curves = coefficients.map((coefficient) =>
          elasticCurve({ level: outcomeLevel, coefficient, unit, current }),
        );
        const returns = mine.map(({ shape, coefficient }) => {
          const exposure = adstocked(spend, { form: 'geometric', retention: shape[0]! }, LONGEST_LAG);
          let brought = 0;
          for (let t = 0; t < exposure.length; t++)
            brought -= brand.outcome[t]! * Math.expm1(-coefficient * Math.log1p(exposure[t]! / unit));
          return brought / total;
        });
        return [
          {
            brand: data.brands[b]!.brand,
            returnOnSpend: estimateOf(returns, level),
            marginalReturn: estimateOf(
              curves.map((curve) => curve.slope(current)),
              level,
            ),
            currentSpend: current,
            range,
            curve: curves[centralDraw(curves, range)]!,
            draws: curves,
          },
        ];
      }),
    };
  });
  options.onProgress?.(1);
  return {
    available: true,
    channels,
    level,
    n: rows,
    persistence: estimateOf(persistence, level),
    rHat: Math.max(
      ...kept.map((_, k) =>
        splitRHat(
          draws.map((draw) => Math.log(draw.channels[k]!.coefficient)),
          chains,
        ),
      ),
    ),
  };
}
