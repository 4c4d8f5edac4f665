/** The two forecasting models of the statistics set. */
import { airlineModel } from '../../../analytics/stats/series/airline-model.ts';
import { holtWinters } from '../../../analytics/stats/series/holt-winters.ts';
import { type Kinds, type Mismatch, number, numbers } from '../case.ts';
import { compare } from '../compare.ts';

// The set holds monthly series only and gives no period.
const MONTHS = 12;

export const smoothing: Kinds = {
  holt_winters: {
    answer: ({ id, input, expected }) => {
      const season = id.includes('add') ? 'additive' : 'multiplicative';
      const model = holtWinters(numbers(input.y), { period: MONTHS, season });
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
    answer: ({ input, expected }) => {
      const model = airlineModel(numbers(input.y), MONTHS);
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
