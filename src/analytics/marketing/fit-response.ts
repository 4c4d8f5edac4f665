/**
 * Response curves of one weekly series: adstock × saturation of every channel fitted jointly beside demand, season and trend,
 * as a posterior with a verdict per curve on whether the data identify it.
 */
import { AbortedError } from '../../domain/aborted.ts';
import type { Rng } from '../../domain/rng.ts';
import { mean, quantile } from '../stats/describe.ts';
import { seasonalTerms } from '../stats/series/seasonal-terms.ts';
import { type CarryOver, carryOverKernel, carryOverShare, convolve } from './adstock.ts';
import { judge, profileInterval, splitRHat, type Verdict } from './identifiability.ts';
import {
  type BoundedParameter,
  type CarryOverForm,
  carryOverPriors,
  contributionPrior,
  type LogNormal,
  type SaturationForm,
  saturationPriors,
} from './response-priors.ts';
import {
  type ResponseDraw,
  type ResponseUnit,
  SAMPLE_DEFAULTS,
  type SampledChannel,
  type SampleSettings,
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
import { hillCurve, logCurve, michaelisMentenCurve, type ResponseCurve } from './saturation.ts';

/** An experiment at steady spend: what moving spend from one level to the other did to the outcome, a period. */
export interface LiftTest {
  readonly from: number;
  readonly to: number;
  readonly lift: number;
  readonly standardError: number;
}

export interface MediaChannel {
  readonly channel: string;
  /** Spend a period, ≥ 0, without gaps. */
  readonly spend: readonly number[];
  /** Geometric unless given. */
  readonly carryOver?: CarryOverForm;
  /** Hill unless given. */
  readonly saturation?: SaturationForm;
  /** Of the return: outcome for a unit of spend. Unless given, the contribution prior of `response-priors`. */
  readonly returnPrior?: LogNormal;
  /** Bounds and densities of the shape, carry-over first; unless given, those of `response-priors` for the two forms. */
  readonly shapePriors?: readonly BoundedParameter[];
  readonly liftTests?: readonly LiftTest[];
}

export interface ResponseData {
  /** One value a period, without gaps. */
  readonly outcome: readonly number[];
  readonly channels: readonly MediaChannel[];
  /** What moves demand beside media: category sales, price, distribution, competitors. At least one. */
  readonly demand: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** 0/1 or size of known events. */
  readonly events?: readonly (readonly number[])[];
  readonly periodsPerYear: number;
}

export interface ChannelResponse {
  readonly channel: string;
  /** Outcome for a unit of spend, over the data. */
  readonly returnOnSpend: Estimate;
  /** Outcome for one more unit of steady spend, at current spend. */
  readonly marginalReturn: Estimate;
  /** Share of the effect that comes after the period of the spend. */
  readonly carryOverShare: Estimate;
  /** Share of the outcome over the data. */
  readonly contributionShare: Estimate;
  readonly parameters: Readonly<Record<string, Estimate>>;
  /** Mean spend of the last year of data, a period. */
  readonly currentSpend: number;
  readonly range: SpendRange;
  readonly verdict: Verdict;
  /** Parameters of the central draw: the shape and the return that `curve` has. */
  readonly central: Readonly<Record<string, number>>;
  /** Steady-state response a period: the central draw, and every draw, in the same order for all channels. */
  readonly curve: ResponseCurve;
  readonly draws: readonly ResponseCurve[];
}

export interface ResponseFit {
  readonly available: true;
  readonly channels: readonly ChannelResponse[];
  readonly level: number;
  readonly n: number;
  /** Share of the outcome's variance that the central draw and the regressors explain, one period ahead of nothing. */
  readonly rSquared: number;
  readonly persistence: Estimate;
  /** Largest over the channels. */
  readonly rHat: number;
  /** Channels that never spent. */
  readonly leftOut: readonly string[];
}

export interface NotAvailable {
  readonly available: false;
  readonly missing: readonly { readonly need: string; readonly have: string; readonly fix: string }[];
}

export interface FitOptions extends Partial<SampleSettings> {
  readonly level?: number;
}

/** Two years of weeks: shorter series hold too few independent campaigns for a curve with carry-over. */
export const MINIMUM_PERIODS = 104;
const MOST_RETENTION = 0.95;
const LONGEST_LAG = 26;
const PRIOR_DRAWS = 2_000;
const PROFILE_SHAPES = 200;
/** Of the time of a fit; the rest judges the curves. */
export const SAMPLING_SHARE = 0.65;
/** Steeper curves than this share of the prior's are not reckoned with in the bound of a marginal return. */
const BOUND_TAIL = 0.005;

/** Carry-over of a channel's leading shape parameters. */
export function carryOverOf(form: CarryOverForm, shape: readonly number[]): CarryOver {
  return form === 'geometric' ? { form, retention: shape[0]! } : { form, shape: shape[0]!, scale: shape[1]! };
}

/** Adstocked spend in units of spend a period; before the first period the mean is spent. */
export function adstocked(spend: readonly number[], carryOver: CarryOver, longest: number): Float64Array {
  const values = new Float64Array(spend.length);
  let before = 0;
  for (const x of spend) before += x / spend.length;
  if (carryOver.form === 'geometric') {
    let carried = before;
    for (let t = 0; t < spend.length; t++) {
      carried = (1 - carryOver.retention) * spend[t]! + carryOver.retention * carried;
      values[t] = carried;
    }
  } else values.set(convolve(spend, carryOverKernel(carryOver, longest), before));
  return values;
}

export function carryOverShareOf(carryOver: CarryOver, longest: number): number {
  return carryOver.form === 'geometric' ? carryOver.retention : carryOverShare(carryOverKernel(carryOver, longest));
}

interface Model {
  readonly sampled: SampledChannel;
  readonly shareAfter: (shape: readonly number[]) => number;
  /** Steady-state curve for a return of 1. */
  readonly unitCurve: (shape: readonly number[], coefficient: number) => ResponseCurve;
}

function saturate(form: SaturationForm, shape: readonly number[], scale: number): ResponseCurve {
  const half = shape[0]!;
  if (form === 'hill') return hillCurve({ ceiling: scale, alpha: shape[1]!, inflexion: half });
  return form === 'log' ? logCurve({ scale, unit: half }) : michaelisMentenCurve({ ceiling: scale, half });
}

/** The coefficient of a channel is its return, so that the prior is on what people know. */
function modelOf(media: MediaChannel, prior: LogNormal, periodsPerYear: number): Model {
  const { spend, carryOver: form = 'geometric', saturation = 'hill' } = media;
  const longest = Math.min(LONGEST_LAG, spend.length - 1);
  const shapes = carryOverPriors(form, { mostRetention: MOST_RETENTION, periodsPerYear });
  const priors = media.shapePriors ?? [...shapes, ...saturationPriors(saturation, Math.max(...spend))];
  const total = spend.reduce((sum, x) => sum + x, 0);
  const split = shapes.length;
  // Sampling asks for the same shape several times in a row.
  let last: { shape: readonly number[]; column: Float64Array; scale: number } | null = null;
  const at = (shape: readonly number[]) => {
    if (last?.shape.every((value, i) => value === shape[i])) return last;
    const curve = saturate(saturation, shape.slice(split), 1);
    const column = adstocked(spend, carryOverOf(form, shape), longest);
    let brought = 0;
    for (let t = 0; t < column.length; t++) {
      column[t] = curve.value(column[t]!);
      brought += column[t]!;
    }
    const scale = brought > 0 ? total / brought : 0;
    for (let t = 0; t < column.length; t++) column[t]! *= scale;
    last = { shape: [...shape], column, scale };
    return last;
  };
  const unitCurve = (shape: readonly number[], coefficient: number): ResponseCurve =>
    saturate(saturation, shape.slice(split), coefficient * at(shape).scale);
  return {
    sampled: {
      shape: priors,
      coefficient: prior,
      largestCoefficient: null,
      column: (shape) => at(shape).column,
      experiments: (media.liftTests ?? []).map(({ from, to, lift, standardError }) => ({
        estimate: lift,
        standardError,
        expected: (shape) => {
          const curve = unitCurve(shape, 1);
          return curve.value(to) - curve.value(from);
        },
      })),
    },
    shareAfter: (shape) => carryOverShareOf(carryOverOf(form, shape), longest),
    unitCurve,
  };
}

function missingFor(data: ResponseData): NotAvailable['missing'] {
  const missing: { need: string; have: string; fix: string }[] = [];
  const n = data.outcome.length;
  const tested = data.channels.some(({ liftTests }) => (liftTests ?? []).length > 0);
  if (n < MINIMUM_PERIODS && !tested)
    missing.push({
      need: `${MINIMUM_PERIODS} periods or a lift test`,
      have: `${n} periods`,
      fix: 'use the pooled model over brands, collect longer, or run a geo test',
    });
  if (data.demand.length === 0)
    missing.push({
      need: 'a demand control (category sales, price, distribution)',
      have: 'none',
      fix: 'load category sales or prices: without them media gets the credit of demand',
    });
  const parameters = data.channels.length * 4 + data.demand.length + 10;
  if (n < 2 * parameters)
    missing.push({
      need: `${2 * parameters} periods for ${data.channels.length} channels`,
      have: `${n} periods`,
      fix: 'group small channels',
    });
  const columns = [
    data.outcome,
    ...data.channels.map(({ spend }) => spend),
    ...data.demand.map(({ values }) => values),
    ...(data.events ?? []),
  ];
  if (columns.some((column) => column.length !== n || column.some((value) => !Number.isFinite(value))))
    missing.push({
      need: 'complete series of one length',
      have: 'gaps or different lengths',
      fix: 'cut to the periods that all series have',
    });
  const misfit = data.channels.find(
    ({ carryOver = 'geometric', saturation = 'hill', shapePriors }) =>
      shapePriors !== undefined &&
      shapePriors.length !== (carryOver === 'geometric' ? 1 : 2) + (saturation === 'hill' ? 2 : 1),
  );
  if (misfit)
    missing.push({
      need: `a prior for every shape parameter of ${misfit.channel}`,
      have: `${misfit.shapePriors!.length}`,
      fix: 'give carry-over first (retention, or shape and scale), then half-saturation, then alpha for Hill',
    });
  if (data.channels.some(({ spend }) => spend.some((x) => x < 0)))
    missing.push({
      need: 'spend of 0 or more',
      have: 'negative spend',
      fix: 'book refunds to the period of the spend',
    });
  return missing;
}

/**
 * Fits all channels of one series (Jin, Wang, Sun, Chan & Koehler 2017; Chan & Perry 2017): outcome = level + trend + season
 * + demand + events + Σ return·response + AR(1) errors. Seasonal terms as everywhere (`seasonalTerms`); lift tests enter as
 * further observations of the steady-state curve. Same rng, same fit. Deterministic in time; about 2 s for 5 channels × 208 weeks.
 * @returns what is missing when the series is short, incomplete or without demand control
 * @throws AbortedError when asked to stop
 */
export function fitResponse(data: ResponseData, rng: Rng, options: FitOptions = {}): ResponseFit | NotAvailable {
  const missing = missingFor(data);
  if (missing.length > 0) return { available: false, missing };
  const level = options.level ?? 0.95;
  const n = data.outcome.length;
  const media = data.channels.filter(({ spend }) => spend.some((x) => x > 0));
  const leftOut = data.channels.filter((each) => !media.includes(each)).map(({ channel }) => channel);
  if (media.length === 0)
    return {
      available: false,
      missing: [{ need: 'a channel with spend', have: 'none', fix: 'load spend by channel' }],
    };
  const times = data.outcome.map((_, t) => t);
  const unit: ResponseUnit = {
    outcome: Float64Array.from(data.outcome),
    others: [
      new Float64Array(n).fill(1),
      Float64Array.from(times, (t) => t / n - 0.5),
      ...seasonalTerms(times, data.periodsPerYear).columns,
      ...data.demand.map(({ values }) => Float64Array.from(values)),
      ...(data.events ?? []).map((values) => Float64Array.from(values)),
    ],
  };
  const outcomeTotal = data.outcome.reduce((sum, y) => sum + y, 0);
  const totals = media.map(({ spend }) => spend.reduce((sum, x) => sum + x, 0));
  const common = contributionPrior(Math.abs(outcomeTotal), totals);
  const models = media.map((each) => modelOf(each, each.returnPrior ?? common, data.periodsPerYear));
  const sampled = models.map((model) => model.sampled);
  const settings = { ...SAMPLE_DEFAULTS, ...options };
  const draws = sampleResponses(
    [unit],
    sampled,
    { ...settings, onProgress: (share) => options.onProgress?.(SAMPLING_SHARE * share) },
    rng.fork('sampler'),
  );
  const chains = draws.map(({ chain }) => chain);
  const persistence = draws.map((draw) => draw.persistence);
  const whitened = new WhitenedData([unit], mean(persistence)!);
  const priorRng = rng.fork('prior');
  const priorShapes = sampled.map(({ shape }) =>
    Array.from({ length: PRIOR_DRAWS }, () => shape.map((parameter) => parameter.draw(priorRng))),
  );
  const channels = media.map((each, c): ChannelResponse => {
    if (options.isAborted?.()) throw new AbortedError('stopped while judging response curves');
    options.onProgress?.(SAMPLING_SHARE + (1 - SAMPLING_SHARE) * (c / media.length));
    const { sampled: own, unitCurve, shareAfter } = models[c]!;
    const current = currentSpend(each.spend, data.periodsPerYear);
    const range = supportedRange(each.spend);
    const mine = draws.map((draw) => draw.channels[c]!);
    const curves = mine.map(({ shape, coefficient }) => unitCurve(shape, coefficient));
    const marginal = curves.map((curve) => curve.slope(current));
    const rHat = splitRHat(
      marginal.map((value) => Math.log(Math.max(value, 1e-300))),
      chains,
    );
    const perReturn = priorShapes[c]!.map((shape) => unitCurve(shape, 1).slope(current));
    const priorMarginal = perReturn.map(
      (slope) => slope * Math.exp(own.coefficient.mean + own.coefficient.sd * priorRng.normal()),
    );
    // A channel cannot bring more than all of the outcome.
    const mostMarginal = (Math.abs(outcomeTotal) / totals[c]!) * quantile(perReturn, 1 - BOUND_TAIL)!;
    const profile = profileInterval(whitened, sampled, shapesToTry(draws, priorShapes[c]!, c), c, (shape) =>
      unitCurve(shape, 1).slope(current),
    );
    const returns = mine.map(({ coefficient }) => coefficient);
    const centre = centralDraw(curves, range);
    const { shape: centralShape, coefficient: centralReturn } = mine[centre]!;
    return {
      channel: each.channel,
      returnOnSpend: estimateOf(returns, level),
      marginalReturn: estimateOf(marginal, level),
      carryOverShare: estimateOf(
        mine.map(({ shape }) => shareAfter(shape)),
        level,
      ),
      contributionShare: estimateOf(
        returns.map((value) => (value * totals[c]!) / outcomeTotal),
        level,
      ),
      parameters: Object.fromEntries(
        own.shape.map(({ name }, i) => [
          name,
          estimateOf(
            mine.map(({ shape }) => shape[i]!),
            level,
          ),
        ]),
      ),
      currentSpend: current,
      range,
      verdict: judge({ profile, bounds: [0, mostMarginal], priorMarginal, posteriorMarginal: marginal, rHat }),
      central: {
        ...Object.fromEntries(own.shape.map(({ name }, i) => [name, centralShape[i]!])),
        returnOnSpend: centralReturn,
      },
      curve: curves[centre]!,
      draws: curves,
    };
  });
  options.onProgress?.(1);
  return {
    available: true,
    channels,
    level,
    n,
    rSquared: explained(unit, sampled, draws),
    persistence: estimateOf(persistence, level),
    rHat: Math.max(
      ...media.map((_, c) =>
        splitRHat(
          draws.map((draw) => Math.log(draw.channels[c]!.coefficient)),
          chains,
        ),
      ),
    ),
    leftOut,
  };
}

/** Shapes of some posterior draws, and the same with the channel's own drawn from the prior. */
export function shapesToTry(
  draws: readonly ResponseDraw[],
  prior: readonly (readonly number[])[],
  channel: number,
): { shapes: readonly (readonly number[])[] }[] {
  const step = Math.max(1, Math.floor(draws.length / PROFILE_SHAPES));
  const chosen = draws.filter((_, d) => d % step === 0).map((draw) => draw.channels.map(({ shape }) => shape));
  return [
    ...chosen.map((shapes) => ({ shapes })),
    ...chosen.map((shapes, d) => ({
      shapes: shapes.map((shape, c) => (c === channel ? prior[d % prior.length]! : shape)),
    })),
  ];
}

/** R² of the mean fit without whitening: what level, season, demand and media explain together. */
export function explained(
  unit: ResponseUnit,
  channels: readonly SampledChannel[],
  draws: readonly ResponseDraw[],
): number {
  const media = new Float64Array(unit.outcome.length);
  for (const draw of draws)
    draw.channels.forEach(({ shape, coefficient }, c) => {
      const column = channels[c]!.column(shape);
      for (let t = 0; t < media.length; t++) media[t]! += (coefficient * column[t]!) / draws.length;
    });
  const rest = unit.outcome.map((y, t) => y - media[t]!);
  const data = new WhitenedData([{ outcome: rest, others: unit.others }], 0);
  const centre = unit.outcome.reduce((sum, y) => sum + y, 0) / unit.outcome.length;
  return 1 - data.yy / unit.outcome.reduce((sum, y) => sum + (y - centre) ** 2, 0);
}
