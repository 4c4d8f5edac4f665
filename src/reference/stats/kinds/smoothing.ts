/** The two forecasting models of the statistics set. */
import { airlineModel } from '../../../analytics/stats/series/airline-model.ts';
import { type HoltWinters, holtWinters } from '../../../analytics/stats/series/holt-winters.ts';
import { type Json, type Kinds, type Mismatch, number, numbers, type ReferenceCase } from '../case.ts';
import { compare } from '../compare.ts';

/** Period of a case that states none: the sets are monthly. */
const MONTHS = 12;

/** The first of these parameters that a case states. */
const stated = (c: ReferenceCase, names: readonly string[]): Json | undefined =>
  names.map((name) => c.params[name] ?? c.input[name]).find((value) => value !== undefined && value !== null);

const periodOf = (c: ReferenceCase): number => {
  const value = stated(c, ['period', 'seasonal_periods', 'm', 's']);
  return typeof value === 'number' ? value : MONTHS;
};

/**
 * The season as a case states it; where it does not, the kind with the smaller sum of squared one-step errors on the case's
 * own series, a multiplicative one only where all values are positive.
 */
function smooth(c: ReferenceCase): HoltWinters | null {
  const y = numbers(c.input.y);
  const period = periodOf(c);
  const season = stated(c, ['seasonal', 'season']);
  const modelWith = (kind: 'additive' | 'multiplicative') => holtWinters(y, { period, season: kind });
  if (typeof season === 'string') return modelWith(season.startsWith('add') ? 'additive' : 'multiplicative');
  const [additive, multiplicative] = [modelWith('additive'), modelWith('multiplicative')];
  if (additive === null || multiplicative === null) return additive ?? multiplicative;
  return additive.squares <= multiplicative.squares ? additive : multiplicative;
}

export const smoothing: Kinds = {
  holt_winters: {
    answer: (c) => {
      const model = smooth(c);
      const { expected } = c;
      return (
        model && {
          sse: model.squares,
          alpha: model.alpha,
          beta: model.beta,
          gamma: model.gamma,
          forecast12: model.forecast(numbers(expected.forecast12).length),
        }
      );
    },
    // "SSE <= 1.05 × reference; forecasts within 2 % each": the weights are not unique and not compared.
    compare: (got, c) => {
      const answer = got as { sse: number; forecast12: number[] } | null;
      const limit = 1.05 * number(c.expected.sse);
      const sse: Mismatch[] =
        answer !== null && answer.sse <= limit
          ? []
          : [{ field: 'sse', got: answer?.sse ?? null, expected: c.expected.sse! }];
      return [...sse, ...compare(answer?.forecast12, c.expected.forecast12!, c.tol, 'forecast12')];
    },
  },
  sarima: {
    answer: (c) => {
      const { input, expected } = c;
      const model = airlineModel(numbers(input.y), periodOf(c));
      if (model === null) return null;
      const ahead = model.forecast(numbers(expected.forecast12).length);
      return {
        ma1: model.ma,
        sma1: model.seasonalMa,
        sigma2: model.variance,
        loglik: model.logLikelihood,
        forecast12: ahead.mean,
        se_forecast12: ahead.standardError,
      };
    },
  },
};
