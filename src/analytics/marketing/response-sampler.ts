/**
 * Posterior of several response curves together: adaptive Metropolis within Gibbs, one block a channel. Everything linear that
 * is not media (level, trend, season, controls) and the noise variance are integrated out exactly.
 */
import { AbortedError } from '../../domain/aborted.ts';
import type { Rng } from '../../domain/rng.ts';
import type { BoundedParameter, LogNormal } from './response-priors.ts';

/** One stretch of time that errors run through: a brand. */
export interface ResponseUnit {
  readonly outcome: Float64Array;
  /** Regressors beside media, one column each, intercept included. */
  readonly others: readonly Float64Array[];
}

/** An experiment: its effect was measured, and the curve says what it should have been for a coefficient of 1. */
export interface MeasuredEffect {
  readonly estimate: number;
  readonly standardError: number;
  expected(shape: readonly number[]): number;
}

/** A channel of the model: its column for given shape parameters, stacked over the units. */
export interface SampledChannel {
  readonly shape: readonly BoundedParameter[];
  readonly coefficient: LogNormal;
  /** Null: unbounded. */
  readonly largestCoefficient: number | null;
  column(shape: readonly number[]): Float64Array;
  readonly experiments: readonly MeasuredEffect[];
}

export interface SampleSettings {
  readonly chains: number;
  readonly warmUp: number;
  readonly kept: number;
  /** Every so manyth sweep is kept. */
  readonly thin: number;
  readonly onProgress?: (share: number) => void;
  readonly isAborted?: () => boolean;
}

export const SAMPLE_DEFAULTS: SampleSettings = { chains: 4, warmUp: 1_000, kept: 500, thin: 4 };

export interface ResponseDraw {
  readonly chain: number;
  /** Error autocorrelation from one period to the next. */
  readonly persistence: number;
  readonly channels: readonly { readonly shape: readonly number[]; readonly coefficient: number }[];
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** Prais–Winsten transform of each unit's rows (Prais & Winsten 1954). */
export function whiten(column: Float64Array, lengths: readonly number[], persistence: number): Float64Array {
  const white = new Float64Array(column.length);
  const first = Math.sqrt(1 - persistence ** 2);
  let start = 0;
  for (const length of lengths) {
    for (let t = start + length - 1; t > start; t--) white[t] = column[t]! - persistence * column[t - 1]!;
    if (length > 0) white[start] = first * column[start]!;
    start += length;
  }
  return white;
}

/** The data at one error autocorrelation: columns whitened, everything but media taken out. */
export class WhitenedData {
  readonly lengths: readonly number[];
  readonly rows: number;
  readonly persistence: number;
  readonly outcome: Float64Array;
  readonly yy: number;
  /** Orthonormal columns of each unit, on its own rows only. */
  readonly #bases: { readonly start: number; readonly columns: Float64Array[] }[];
  /** Whitening's and the integrated regressors' part of the log-likelihood. */
  readonly logConstant: number;

  constructor(units: readonly ResponseUnit[], persistence: number) {
    this.lengths = units.map(({ outcome }) => outcome.length);
    this.rows = this.lengths.reduce((sum, length) => sum + length, 0);
    this.persistence = persistence;
    this.#bases = [];
    let logDeterminant = 0;
    let start = 0;
    const stacked = new Float64Array(this.rows);
    for (const { outcome, others } of units) {
      const columns: Float64Array[] = [];
      for (const other of others) {
        const white = whiten(other, [outcome.length], persistence);
        const before = Math.sqrt(dot(white, white));
        for (let pass = 0; pass < 2; pass++) takeOut(white, 0, columns);
        const norm = Math.sqrt(dot(white, white));
        // A column that says nothing new (a price that never changed) drops out.
        if (!(norm > 1e-9 * before)) continue;
        logDeterminant += Math.log(norm);
        columns.push(white.map((value) => value / norm));
      }
      this.#bases.push({ start, columns });
      stacked.set(outcome, start);
      start += outcome.length;
    }
    this.outcome = this.project(stacked);
    this.yy = dot(this.outcome, this.outcome);
    this.logConstant = (units.length / 2) * Math.log(1 - persistence ** 2) - logDeterminant;
  }

  /** Rows less what the other regressors take. */
  get freedom(): number {
    return this.rows - this.#bases.reduce((sum, { columns }) => sum + columns.length, 0);
  }

  project(column: Float64Array): Float64Array {
    const white = whiten(column, this.lengths, this.persistence);
    for (const { start, columns } of this.#bases) takeOut(white, start, columns);
    return white;
  }
}

/** Takes orthonormal columns out of the rows from `start` on, in place. */
function takeOut(values: Float64Array, start: number, columns: readonly Float64Array[]): void {
  for (const q of columns) {
    let share = 0;
    for (let t = 0; t < q.length; t++) share += values[start + t]! * q[t]!;
    for (let t = 0; t < q.length; t++) values[start + t]! -= share * q[t]!;
  }
}

/** Free place of a bounded value, and back. */
const toFree = ({ low, high }: BoundedParameter, value: number): number => Math.log((value - low) / (high - value));
const fromFree = ({ low, high }: BoundedParameter, free: number): number => {
  const share = 1 / (1 + Math.exp(-free));
  return low + (high - low) * Math.min(1 - 1e-9, Math.max(1e-9, share));
};

/** Log prior of a channel's free parameters, densities of the bounded ones carried over to the logit scale. */
function logPrior(channel: SampledChannel, shape: readonly number[], logCoefficient: number): number {
  let sum = -0.5 * ((logCoefficient - channel.coefficient.mean) / channel.coefficient.sd) ** 2;
  channel.shape.forEach((parameter, i) => {
    const value = shape[i]!;
    const share = (value - parameter.low) / (parameter.high - parameter.low);
    sum += parameter.logDensity(value) + Math.log(share) + Math.log(1 - share);
  });
  return sum;
}

/** Normal steps whose covariance is learnt during warm-up (Haario, Saksman & Tamminen 2001; Roberts & Rosenthal 2009). */
class AdaptiveStep {
  readonly #size: number;
  #count = 0;
  #logScale = 0;
  readonly #mean: Float64Array;
  readonly #products: Float64Array;
  #factor: Float64Array;

  constructor(size: number) {
    this.#size = size;
    this.#mean = new Float64Array(size);
    this.#products = new Float64Array(size * size);
    this.#factor = new Float64Array(size * size);
    for (let i = 0; i < size; i++) this.#factor[i * size + i] = 0.3;
  }

  propose(from: readonly number[], rng: Rng): number[] {
    const z = from.map(() => rng.normal());
    const scale = Math.exp(this.#logScale);
    return from.map((value, i) => {
      let step = 0;
      for (let j = 0; j <= i; j++) step += this.#factor[i * this.#size + j]! * z[j]!;
      return value + scale * step;
    });
  }

  /** @param accepted probability with which the last proposal was taken */
  learn(at: readonly number[], accepted: number): void {
    const n = this.#size;
    this.#count++;
    const weight = 1 / this.#count;
    const before = at.map((value, i) => value - this.#mean[i]!);
    for (let i = 0; i < n; i++) this.#mean[i]! += weight * before[i]!;
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) this.#products[i * n + j]! += before[i]! * (at[j]! - this.#mean[j]!);
    this.#logScale += (accepted - 0.3) / Math.sqrt(this.#count);
    if (this.#count >= 100 && this.#count % 50 === 0) this.#refresh();
  }

  /** Cholesky factor of 2.38² ÷ size times the covariance so far. */
  #refresh(): void {
    const n = this.#size;
    const factor = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        let value = ((2.38 ** 2 / n) * this.#products[i * n + j]!) / this.#count + (i === j ? 1e-6 : 0);
        for (let k = 0; k < j; k++) value -= factor[i * n + k]! * factor[j * n + k]!;
        if (i === j && !(value > 0)) return;
        factor[i * n + j] = i === j ? Math.sqrt(value) : value / factor[j * n + j]!;
      }
    const first = this.#count === 100;
    this.#factor = factor;
    if (first) this.#logScale = 0;
  }
}

const PERSISTENCE = { low: -0.5, high: 0.98 };
/** Rebuilding every column for a new autocorrelation is dear: done every so manyth sweep. */
const PERSISTENCE_EVERY = 5;
const STARTS = 30;

interface State {
  data: WhitenedData;
  persistence: number;
  readonly shapes: number[][];
  readonly logs: number[];
  readonly columns: Float64Array[];
  readonly gram: Float64Array[];
  readonly cross: Float64Array;
  readonly experiments: number[];
}

function residualSquares(state: Pick<State, 'data' | 'gram' | 'cross'>, coefficients: readonly number[]): number {
  let squares = state.data.yy;
  for (let c = 0; c < coefficients.length; c++) {
    squares -= 2 * coefficients[c]! * state.cross[c]!;
    for (let d = 0; d < coefficients.length; d++) squares += coefficients[c]! * coefficients[d]! * state.gram[c]![d]!;
  }
  return Math.max(squares, 1e-300);
}

function experimentFit({ experiments }: SampledChannel, shape: readonly number[], coefficient: number): number {
  return experiments.reduce(
    (sum, { estimate, standardError, expected }) =>
      sum - 0.5 * ((coefficient * expected(shape) - estimate) / standardError) ** 2,
    0,
  );
}

const logLikelihood = (data: WhitenedData, squares: number): number =>
  data.logConstant - (data.freedom / 2) * Math.log(squares);

/** Draws from the posterior of all channels, chain after chain. Same rng, same draws. @throws AbortedError when asked to stop */
export function sampleResponses(
  units: readonly ResponseUnit[],
  channels: readonly SampledChannel[],
  settings: SampleSettings,
  rng: Rng,
): ResponseDraw[] {
  const draws: ResponseDraw[] = [];
  const sweeps = settings.warmUp + settings.kept * settings.thin;
  const whitened = new Map<number, WhitenedData>();
  const dataAt = (persistence: number): WhitenedData => {
    const known = whitened.get(persistence);
    if (known) return known;
    if (whitened.size > 8) whitened.clear();
    const made = new WhitenedData(units, persistence);
    whitened.set(persistence, made);
    return made;
  };
  for (let chain = 0; chain < settings.chains; chain++) {
    const own = rng.fork(`chain:${chain}`);
    const state = startOf(channels, dataAt, own);
    const steps = channels.map(({ shape }) => new AdaptiveStep(shape.length + 1));
    const together = new AdaptiveStep(channels.length);
    const noise = new AdaptiveStep(1);
    for (let sweep = 0; sweep < sweeps; sweep++) {
      if (sweep % 50 === 0) {
        if (settings.isAborted?.()) throw new AbortedError('stopped while fitting response curves');
        settings.onProgress?.((chain + sweep / sweeps) / settings.chains);
      }
      const learns = sweep < settings.warmUp;
      for (let c = 0; c < channels.length; c++) moveChannel(state, channels, c, steps[c]!, own, learns);
      if (channels.length > 1) moveCoefficients(state, channels, together, own, learns);
      if (sweep % PERSISTENCE_EVERY === 0) movePersistence(state, channels, dataAt, noise, own, learns);
      if (!learns && (sweep - settings.warmUp) % settings.thin === 0)
        draws.push({
          chain,
          persistence: state.persistence,
          channels: channels.map((_, c) => ({ shape: [...state.shapes[c]!], coefficient: Math.exp(state.logs[c]!) })),
        });
    }
  }
  settings.onProgress?.(1);
  return draws;
}

/** Fills gram and cross products of all columns. */
function measure(state: State): void {
  state.columns.forEach((a, c) => {
    state.cross[c] = dot(a, state.data.outcome);
    for (let d = 0; d <= c; d++) state.gram[c]![d] = state.gram[d]![c] = dot(a, state.columns[d]!);
  });
}

/** The best of some draws from the prior: chains begin apart, but not where nothing fits. */
function startOf(channels: readonly SampledChannel[], dataAt: (persistence: number) => WhitenedData, rng: Rng): State {
  let best: State | null = null;
  let most = Number.NEGATIVE_INFINITY;
  const persistence = 0.1 + 0.4 * rng.next();
  for (let attempt = 0; attempt < STARTS; attempt++) {
    const data = dataAt(persistence);
    const shapes = channels.map(({ shape }) => shape.map((parameter) => parameter.draw(rng)));
    const logs = channels.map(({ coefficient, largestCoefficient }) => {
      const drawn = coefficient.mean + coefficient.sd * rng.normal();
      return largestCoefficient === null ? drawn : Math.min(drawn, Math.log(largestCoefficient) - 0.01);
    });
    const state: State = {
      data,
      persistence,
      shapes,
      logs,
      columns: channels.map((channel, c) => data.project(channel.column(shapes[c]!))),
      gram: channels.map(() => new Float64Array(channels.length)),
      cross: new Float64Array(channels.length),
      experiments: channels.map((channel, c) => experimentFit(channel, shapes[c]!, Math.exp(logs[c]!))),
    };
    measure(state);
    const value =
      logLikelihood(data, residualSquares(state, logs.map(Math.exp))) +
      channels.reduce((sum, channel, c) => sum + logPrior(channel, shapes[c]!, logs[c]!) + state.experiments[c]!, 0);
    if (best === null || value > most) [best, most] = [state, value];
  }
  return best!;
}

const allows = ({ largestCoefficient }: SampledChannel, log: number): boolean =>
  Number.isFinite(log) && (largestCoefficient === null || log <= Math.log(largestCoefficient));

function moveChannel(
  state: State,
  channels: readonly SampledChannel[],
  c: number,
  step: AdaptiveStep,
  rng: Rng,
  learns: boolean,
): void {
  const channel = channels[c]!;
  const free = [...channel.shape.map((parameter, i) => toFree(parameter, state.shapes[c]![i]!)), state.logs[c]!];
  const proposed = step.propose(free, rng);
  const chance = rng.next();
  const log = proposed.at(-1)!;
  let accepted = 0;
  if (allows(channel, log)) {
    const shape = channel.shape.map((parameter, i) => fromFree(parameter, proposed[i]!));
    const column = state.data.project(channel.column(shape));
    const coefficients = state.logs.map(Math.exp);
    const before = residualSquares(state, coefficients);
    const cross = dot(column, state.data.outcome);
    const products = state.columns.map((other, d) => dot(column, d === c ? column : other));
    const coefficient = Math.exp(log);
    const trial = { data: state.data, gram: [...state.gram], cross: state.cross.slice() };
    trial.cross[c] = cross;
    trial.gram[c] = Float64Array.from(products);
    trial.gram.forEach((row, d) => {
      if (d === c) return;
      const copy = row.slice();
      copy[c] = products[d]!;
      trial.gram[d] = copy;
    });
    coefficients[c] = coefficient;
    const after = residualSquares(trial, coefficients);
    const experiments = experimentFit(channel, shape, coefficient);
    const difference =
      logLikelihood(state.data, after) -
      logLikelihood(state.data, before) +
      logPrior(channel, shape, log) -
      logPrior(channel, state.shapes[c]!, state.logs[c]!) +
      experiments -
      state.experiments[c]!;
    accepted = Math.min(1, Math.exp(difference));
    if (chance < accepted) {
      state.shapes[c] = shape;
      state.logs[c] = log;
      state.columns[c] = column;
      state.experiments[c] = experiments;
      state.cross[c] = cross;
      trial.gram.forEach((row, d) => {
        state.gram[d] = row;
      });
    }
  }
  if (learns)
    step.learn(
      [...channel.shape.map((parameter, i) => toFree(parameter, state.shapes[c]![i]!)), state.logs[c]!],
      accepted,
    );
}

/** All coefficients at once: channels that move together trade their effects. */
function moveCoefficients(
  state: State,
  channels: readonly SampledChannel[],
  step: AdaptiveStep,
  rng: Rng,
  learns: boolean,
): void {
  const proposed = step.propose(state.logs, rng);
  const chance = rng.next();
  let accepted = 0;
  if (channels.every((channel, c) => allows(channel, proposed[c]!))) {
    const experiments = channels.map((channel, c) => experimentFit(channel, state.shapes[c]!, Math.exp(proposed[c]!)));
    let difference =
      logLikelihood(state.data, residualSquares(state, proposed.map(Math.exp))) -
      logLikelihood(state.data, residualSquares(state, state.logs.map(Math.exp)));
    channels.forEach((channel, c) => {
      difference +=
        logPrior(channel, state.shapes[c]!, proposed[c]!) -
        logPrior(channel, state.shapes[c]!, state.logs[c]!) +
        experiments[c]! -
        state.experiments[c]!;
    });
    accepted = Math.min(1, Math.exp(difference));
    if (chance < accepted)
      proposed.forEach((log, c) => {
        state.logs[c] = log;
        state.experiments[c] = experiments[c]!;
      });
  }
  if (learns) step.learn(state.logs, accepted);
}

/** Flat prior between its bounds. */
function movePersistence(
  state: State,
  channels: readonly SampledChannel[],
  dataAt: (persistence: number) => WhitenedData,
  step: AdaptiveStep,
  rng: Rng,
  learns: boolean,
): void {
  const { low, high } = PERSISTENCE;
  const free = (value: number): number => Math.log((value - low) / (high - value));
  const logJacobian = (value: number): number => Math.log(value - low) + Math.log(high - value);
  const [proposed] = step.propose([free(state.persistence)], rng);
  const chance = rng.next();
  const persistence = low + (high - low) / (1 + Math.exp(-proposed!));
  let accepted = 0;
  if (persistence > low + 1e-9 && persistence < high - 1e-9) {
    const data = dataAt(persistence);
    const trial: State = {
      ...state,
      data,
      persistence,
      columns: channels.map((channel, c) => data.project(channel.column(state.shapes[c]!))),
      gram: channels.map(() => new Float64Array(channels.length)),
      cross: new Float64Array(channels.length),
    };
    measure(trial);
    const coefficients = state.logs.map(Math.exp);
    const difference =
      logLikelihood(data, residualSquares(trial, coefficients)) -
      logLikelihood(state.data, residualSquares(state, coefficients)) +
      logJacobian(persistence) -
      logJacobian(state.persistence);
    accepted = Math.min(1, Math.exp(difference));
    if (chance < accepted) {
      state.data = data;
      state.persistence = persistence;
      channels.forEach((_, c) => {
        state.columns[c] = trial.columns[c]!;
        state.gram[c] = trial.gram[c]!;
        state.cross[c] = trial.cross[c]!;
      });
    }
  }
  if (learns) step.learn([free(state.persistence)], accepted);
}
