/**
 * Settings of analyses: averaging window, smoothing, size of what counts as odd, shrinkage of covariances. Never the level of
 * a significance test, which stays fixed: a level chosen by results would not be one.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { createRng } from '../../../../domain/rng.ts';
import { mean, median } from '../../../stats/describe.ts';
import { ledoitWolfCovariance } from '../../../stats/multivariate/shrunk-covariance.ts';
import type { TuningData, TuningSeries } from '../data.ts';
import { confirmationStart, type Judge, type JudgingPart, meanLoss, type TunedObject } from '../tuned-object.ts';

const SHORTEST = 30;

/** Seasonal differences out of the way would cost a year: series without their gaps, long enough to judge. */
const usable = (series: readonly TuningSeries[]): readonly (readonly number[])[] =>
  series
    .map(({ values }) => values.filter((value): value is number => value !== null))
    .filter((x) => x.length >= SHORTEST);

/** The positions that a part judges: each is predicted from what came before it. */
function targets(length: number, part: JudgingPart, warmUp: number): readonly [from: number, to: number] {
  const start = confirmationStart(length);
  return part === 'selection' ? [warmUp, start] : [start, length];
}

/** Mean absolute change from one value to the next: the error of the naive forecast. */
const naiveError = (x: readonly number[]): number =>
  x.slice(1).reduce((sum, value, i) => sum + Math.abs(value - (x[i] as number)), 0) / (x.length - 1);

/** Mean over series of the one-step error, in units of the naive error. */
function judgeOneStep(
  data: TuningData,
  part: JudgingPart,
  predictor: (x: readonly number[], params: Parameters<Judge>[0]) => (t: number) => number,
  warmUp: number,
): Judge | null {
  const series = usable(data.series).filter((x) => naiveError(x) > 0);
  if (series.length === 0) return null;
  return (params) =>
    meanLoss(
      series.map((x) => {
        const predict = predictor(x, params);
        const [from, to] = targets(x.length, part, warmUp);
        let sum = 0;
        for (let t = from; t < to; t++) sum += Math.abs((x[t] as number) - predict(t));
        return sum / (to - from) / naiveError(x.slice(0, confirmationStart(x.length)));
      }),
    );
}

const LONGEST_WINDOW = 12;

/** How many recent periods stand for "now": their mean has to predict the next one. Default: the reports' 12 periods. */
export const averagingWindow: TunedObject = {
  name: 'averaging-window',
  title: 'Averaging window',
  loss: 'one-step error ÷ naive error',
  space: [{ name: 'periods', type: 'int', low: 1, high: LONGEST_WINDOW }],
  spaceVersion: 1,
  defaults: { periods: LONGEST_WINDOW },
  judge: (data, part) =>
    judgeOneStep(
      data,
      part,
      (x, params) => (t) => mean(x.slice(t - Number(params.periods), t)) as number,
      LONGEST_WINDOW,
    ),
};

/** Weight of the newest value in exponential smoothing (Brown 1959; default in the middle of his .1–.3), trend damped out. */
export const smoothing: TunedObject = {
  name: 'smoothing',
  title: 'Smoothing',
  loss: 'one-step error ÷ naive error',
  space: [{ name: 'weight', type: 'float', low: 0.02, high: 1 }],
  spaceVersion: 1,
  defaults: { weight: 0.2 },
  judge: (data, part) =>
    judgeOneStep(
      data,
      part,
      (x, params) => {
        const weight = Number(params.weight);
        const levels: number[] = [x[0] as number];
        for (const value of x.slice(1)) levels.push(weight * value + (1 - weight) * (levels.at(-1) as number));
        return (t) => levels[t - 1] as number;
      },
      LONGEST_WINDOW,
    ),
};

/** Planted spikes per series, in robust standard deviations of the remainder. */
const SPIKE_SIZES = [4, 8] as const;
const SPIKE_SHARE = 0.04;

/**
 * How far from its neighbourhood a value must lie to be shown as odd. The default of 3.5 robust standard deviations is Iglewicz
 * & Hoaglin's (1993). Judged on spikes planted at random into the real series: the loss is 1 − F1 of finding them, so that a
 * missed spike and a false alarm both cost. It chooses what is looked at; the test of each candidate keeps its level.
 */
export const anomalySensitivity: TunedObject = {
  name: 'anomaly-sensitivity',
  title: 'Anomaly sensitivity',
  loss: '1 − F1 on planted spikes',
  space: [
    { name: 'threshold', type: 'float', low: 2, high: 8 },
    { name: 'reach', type: 'int', low: 2, high: 8 },
  ],
  spaceVersion: 1,
  defaults: { threshold: 3.5, reach: 6 },
  judge(data, part) {
    const cases = usable(data.series).map((x, s) => {
      const start = confirmationStart(x.length);
      return plantSpikes(
        part === 'selection' ? x.slice(0, start) : x.slice(-Math.max(SHORTEST, x.length - start)),
        part,
        s,
      );
    });
    if (cases.length === 0) return null;
    return (params) => {
      let [hits, alarms, planted] = [0, 0, 0];
      for (const { values, spikes } of cases) {
        const found = oddPositions(values, Number(params.threshold), Number(params.reach));
        hits += found.filter((t) => spikes.has(t)).length;
        alarms += found.length;
        planted += spikes.size;
      }
      return 1 - (2 * hits) / (alarms + planted);
    };
  },
};

/** Robust standard deviations from the median of up to `reach` neighbours on either side beyond the threshold. */
export function oddPositions(values: readonly number[], threshold: number, reach: number): number[] {
  const remainders = values.map((value, t) => {
    const neighbours = values.slice(Math.max(0, t - reach), t + reach + 1).filter((_, i) => i !== Math.min(t, reach));
    return value - (median(neighbours) as number);
  });
  const spread = 1.4826 * (median(remainders.map(Math.abs)) as number);
  return spread > 0 ? remainders.flatMap((value, t) => (Math.abs(value) > threshold * spread ? [t] : [])) : [];
}

function plantSpikes(x: readonly number[], part: JudgingPart, s: number) {
  const rng = createRng(1).fork(`${part} spikes ${s}`);
  const differences = x.slice(1).map((value, i) => Math.abs(value - (x[i] as number)));
  const noise = (1.4826 * (median(differences) as number)) / Math.SQRT2;
  const values = [...x];
  const spikes = new Set<number>();
  while (spikes.size < Math.max(1, Math.round(SPIKE_SHARE * x.length))) spikes.add(rng.integer(x.length));
  for (const t of spikes) {
    const size = SPIKE_SIZES[0] + rng.next() * (SPIKE_SIZES[1] - SPIKE_SIZES[0]);
    values[t] = (values[t] as number) + (rng.next() < 0.5 ? -1 : 1) * size * noise;
  }
  return { values, spikes };
}

const FOLDS = 4;

/**
 * How far covariances are drawn to a simple target: a factor on Ledoit and Wolf's own intensity, and which target. The loss is
 * the negative Gaussian log-likelihood per period and brand of changes that the estimate has not seen: blocks of earlier
 * periods for trials, the latest periods for the winner.
 */
export const shrinkage: TunedObject = {
  name: 'shrinkage',
  title: 'Covariance shrinkage',
  loss: 'negative log-likelihood per value',
  space: [
    { name: 'target', type: 'categorical', choices: ['constant-correlation', 'identity'] },
    { name: 'factor', type: 'float', low: 0.2, high: 5, log: true },
  ],
  spaceVersion: 1,
  defaults: { target: 'constant-correlation', factor: 1 },
  judge({ changes }, part) {
    const width = changes[0]?.length ?? 0;
    if (changes.length < SHORTEST || width < 2) return null;
    const start = confirmationStart(changes.length);
    const early = changes.slice(0, start);
    const blocks = Array.from({ length: FOLDS }, (_, f) => {
      const [from, to] = [Math.floor((f * start) / FOLDS), Math.floor(((f + 1) * start) / FOLDS)];
      return { train: [...early.slice(0, from), ...early.slice(to)], test: early.slice(from, to) };
    });
    const folds = part === 'selection' ? blocks : [{ train: early, test: changes.slice(start) }];
    return (params) =>
      meanLoss(
        folds.map(({ train, test }) => {
          const covariance = shrunk(train, params.target as 'identity' | 'constant-correlation', Number(params.factor));
          return covariance === null ? null : negativeLogLikelihood(train, test, covariance);
        }),
      );
  },
};

/** Covariance with Ledoit and Wolf's intensity times `factor`, at most 1. */
export function shrunk(
  rows: readonly (readonly number[])[],
  target: 'identity' | 'constant-correlation',
  factor: number,
): number[][] | null {
  const estimate = ledoitWolfCovariance(rows, target);
  if (estimate === null) return null;
  const { covariance, shrinkage: own } = estimate;
  const intensity = Math.min(1, own * factor);
  // The estimate is (1 − own)·S + own·T, with S the sample covariance.
  const width = covariance.length;
  const centres = Array.from({ length: width }, (_, j) => mean(rows.map((row) => row[j] as number)) as number);
  return covariance.map((row, i) =>
    row.map((value, j) => {
      const products = rows.reduce(
        (sum, each) =>
          sum + ((each[i] as number) - (centres[i] as number)) * ((each[j] as number) - (centres[j] as number)),
        0,
      );
      const sample = products / rows.length;
      const aim = own > 0 ? (value - (1 - own) * sample) / own : sample;
      return (1 - intensity) * sample + intensity * aim;
    }),
  );
}

function negativeLogLikelihood(
  train: readonly (readonly number[])[],
  test: readonly (readonly number[])[],
  covariance: readonly (readonly number[])[],
): number | null {
  const width = covariance.length;
  const centres = Array.from({ length: width }, (_, j) => mean(train.map((row) => row[j] as number)) as number);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    new Matrix(covariance.map((row) => [...row])),
    { assumeSymmetric: true },
  );
  if (realEigenvalues.some((value) => !(value > 1e-12))) return null;
  const logDeterminant = realEigenvalues.reduce((sum, value) => sum + Math.log(value), 0);
  const distances = test.map((row) =>
    realEigenvalues.reduce((sum, value, k) => {
      let along = 0;
      for (let j = 0; j < width; j++)
        along += eigenvectorMatrix.get(j, k) * ((row[j] as number) - (centres[j] as number));
      return sum + (along * along) / value;
    }, 0),
  );
  const loss = distances.reduce((sum, d) => sum + 0.5 * (d + logDeterminant + width * Math.log(2 * Math.PI)), 0);
  return loss / (test.length * width);
}
