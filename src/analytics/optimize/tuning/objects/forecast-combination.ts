/** Weights of forecasting models beside the reports' default, judged by rolling origin. */
import { type BacktestPoint, backtest, defaultModel, modelById } from '../../../forecast/index.ts';
import type { Params } from '../../space.ts';
import type { TuningSeries } from '../data.ts';
import { confirmationStart, type JudgingPart, meanLoss, type TunedObject } from '../tuned-object.ts';

/** The default forecaster and single models that differ from it in kind. */
const MEMBERS: readonly string[] = [defaultModel.id, 'ets', 'theta', 'damped', 'seasonal-naive'];
const HORIZON = 6;
const ORIGINS = 6;
const SHORTEST = 36;

/**
 * Loss: mean absolute error of the weighted forecast, 1–6 periods ahead, in units of the series' own one-step seasonal naive
 * error over what came before; mean over series. Trials are judged on origins in the earlier part, the winner on the latest
 * periods; each model is fitted on what its origin knew. Members' forecasts are computed once, trials only weigh them.
 */
export const forecastCombination: TunedObject = {
  name: 'forecast-combination',
  title: 'Forecast combination',
  loss: 'mean absolute scaled error',
  space: MEMBERS.map((name) => ({ name, type: 'float', low: 0, high: 1 })),
  spaceVersion: 1,
  defaults: Object.fromEntries(MEMBERS.map((name) => [name, name === defaultModel.id ? 1 : 0])),
  judge({ series }, part) {
    const prepared = series.flatMap((each) => prepare(each, part) ?? []);
    if (prepared.length === 0) return null;
    return (params) => {
      const weights = weightsOf(params);
      return weights === null ? null : meanLoss(prepared.map((each) => lossOf(each, weights)));
    };
  },
};

/** Shares of the members, in their order; null: all weights are 0. */
export function weightsOf(params: Params): readonly { readonly model: string; readonly share: number }[] | null {
  const total = MEMBERS.reduce((sum, name) => sum + Number(params[name]), 0);
  return total > 0 ? MEMBERS.map((model) => ({ model, share: Number(params[model]) / total })) : null;
}

interface Prepared {
  readonly scale: number;
  /** Per member, aligned: the same origins and steps. */
  readonly points: readonly (readonly BacktestPoint[])[];
}

function prepare({ values, seasonLength }: TuningSeries, part: JudgingPart): Prepared | null {
  const start = confirmationStart(values.length);
  if (values.length < SHORTEST || values.filter((value) => value !== null).length < 0.9 * values.length) return null;
  const known = part === 'selection' ? values.slice(0, start) : values;
  const scale = naiveScale(values.slice(0, start), seasonLength);
  if (!(scale > 0)) return null;
  const room = part === 'selection' ? known.length - Math.max(24, 2 * seasonLength) : known.length - start;
  const step = Math.max(1, Math.floor(room / ORIGINS));
  const options = {
    seasonLength,
    horizon: HORIZON,
    origins: ORIGINS,
    step,
    ...(part === 'confirmation' ? { minimum: start } : {}),
  };
  const points = MEMBERS.map((id) => {
    const model = modelById(id);
    if (model === null) throw new RangeError(`there is no forecasting model ${id}`);
    return backtest(model, known, options).points;
  });
  const count = points[0]?.length ?? 0;
  return count > 0 && points.every((each) => each.length === count) ? { scale, points } : null;
}

function naiveScale(values: readonly (number | null)[], lag: number): number {
  const errors = values.flatMap((value, t) => {
    const before = values[t - lag];
    return value === null || before == null ? [] : [Math.abs(value - before)];
  });
  return errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length);
}

function lossOf({ scale, points }: Prepared, weights: readonly { readonly share: number }[]): number {
  const first = points[0] as readonly BacktestPoint[];
  const sum = first.reduce((total, { actual }, i) => {
    const forecast = weights.reduce((mean, { share }, m) => mean + share * (points[m]?.[i]?.forecast as number), 0);
    return total + Math.abs(actual - forecast);
  }, 0);
  return sum / first.length / scale;
}
