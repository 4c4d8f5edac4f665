/** Correlations. */
import { crossCorrelation } from '../../../analytics/stats/correlation/cross-correlation.ts';
import { kendall } from '../../../analytics/stats/correlation/kendall.ts';
import {
  correlationMatrix,
  partialCorrelation,
  partialCorrelationMatrix,
} from '../../../analytics/stats/correlation/partial.ts';
import { type Correlation, pearson } from '../../../analytics/stats/correlation/pearson.ts';
import { spearman } from '../../../analytics/stats/correlation/spearman.ts';
import { gappy, type Kinds, numbers, rows } from '../case.ts';

const asPearson = (c: Correlation) => ({ r: c.r, p: c.p, ci95: c.interval ?? [null, null] });

export const association: Kinds = {
  correlation: {
    answer: ({ input }) => {
      const [x, y] = [gappy(input.x), gappy(input.y)];
      const tau = kendall(x, y);
      return {
        pearson: asPearson(pearson(x, y)),
        spearman: spearman(x, y),
        kendall_b: { tau: tau.tau, p: tau.p, p_auto: tau.p, p_asymptotic: tau.asymptoticP },
      };
    },
  },
  correlation_missing: {
    answer: ({ input }) => {
      const [x, y] = [gappy(input.x), gappy(input.y)];
      const linear = pearson(x, y);
      const tau = kendall(x, y);
      return {
        n_used: linear.n,
        pearson: asPearson(linear),
        spearman: spearman(x, y),
        kendall_b: { tau: tau.tau, p: tau.p, p_auto: tau.p, p_asymptotic: tau.asymptoticP },
      };
    },
  },
  partial_correlation: {
    answer: ({ input }) => {
      const c = partialCorrelation(numbers(input.x), numbers(input.y), rows(input.controls));
      return { r: c.r, t: c.t, df: c.df, p: c.p, ci95: c.interval ?? [null, null] };
    },
  },
  partial_correlation_matrix: {
    answer: ({ input }) => ({
      corr: correlationMatrix(rows(input.columns)),
      partial: partialCorrelationMatrix(rows(input.columns)),
    }),
  },
  ccf: {
    answer: ({ input, expected }) => {
      const reach = Math.max(...numbers(expected.lags).map(Math.abs));
      const c = crossCorrelation(numbers(input.x), numbers(input.y), reach);
      return { lags: c?.lags ?? null, ccf: c?.values ?? null, best_lag: c?.bestLag ?? null };
    },
  },
};
