/** Descriptive figures, concentration, reliability. */
import { concentration, gini } from '../../../analytics/stats/concentration.ts';
import {
  coefficientOfVariation,
  excessKurtosis,
  mean,
  median,
  medianAbsoluteDeviation,
  quantile,
  skewness,
  standardDeviation,
  trimmedMean,
} from '../../../analytics/stats/describe.ts';
import { cronbachAlpha } from '../../../analytics/stats/reliability.ts';
import { oneSampleTest } from '../../../analytics/stats/tests/two-sample.ts';
import { type Kinds, numbers, rows } from '../case.ts';

export const summaries: Kinds = {
  descriptives: {
    answer: ({ input }) => {
      const x = numbers(input.x);
      const [skew, kurtosis] = [skewness(x), excessKurtosis(x)];
      return {
        mean: mean(x),
        sd: standardDeviation(x),
        median: median(x),
        q25_type7: quantile(x, 0.25),
        q90_type7: quantile(x, 0.9),
        skew_g1: skew.g1,
        skew_G1: skew.adjusted,
        kurt_g2_excess: kurtosis.g2,
        kurt_G2_excess: kurtosis.adjusted,
        mad_raw: medianAbsoluteDeviation(x),
        'mad_1.4826': medianAbsoluteDeviation(x, 1.4826),
        trimmed_mean_10pct: trimmedMean(x, 0.1),
        cv: coefficientOfVariation(x),
        gini: gini(x),
        mean_ci95: oneSampleTest(x)?.interval,
      };
    },
  },
  concentration: {
    answer: ({ input }) => {
      const c = concentration(numbers(input.values));
      return (
        c && {
          hhi_0_1: c.herfindahl,
          hhi_10000: c.herfindahl * 10_000,
          hhi_normalised: c.normalised,
          effective_number: c.effectiveNumber,
          cr4: c.topShare(4),
          shannon_entropy_nats: c.entropyNats,
          gini: c.gini,
        }
      );
    },
  },
  cronbach_alpha: { answer: ({ input }) => ({ alpha: cronbachAlpha(rows(input.items)) }) },
};
