/** Time series. */
import {
  autocorrelation,
  partialAutocorrelation,
  partialAutocorrelationOls,
  portmanteau,
} from '../../../analytics/stats/series/autocorrelation.ts';
import {
  binarySegmentation,
  kernelCost,
  meanShiftCost,
  optimalSegmentation,
  pelt,
  type Segmentation,
} from '../../../analytics/stats/series/change-points.ts';
import { classicalDecomposition } from '../../../analytics/stats/series/classical-decomposition.ts';
import { grangerTest } from '../../../analytics/stats/series/granger.ts';
import { mannKendall, seasonalMannKendall } from '../../../analytics/stats/series/mann-kendall.ts';
import { componentStrength, stl } from '../../../analytics/stats/series/stl.ts';
import { augmentedDickeyFuller, type Deterministic, kpss } from '../../../analytics/stats/series/unit-root.ts';
import { type Json, type Kinds, type Mismatch, number, numbers, type ReferenceCase } from '../case.ts';
import { compare } from '../compare.ts';

/** Variants are named like `c_lag4`, `ct_aic`, `c_lagauto`. */
function variants<T>(c: ReferenceCase, answer: (deterministic: Deterministic, lags: number | 'automatic') => T) {
  return Object.fromEntries(
    Object.keys(c.expected).map((name) => {
      const [part, lag] = name.split('_');
      const fixed = /^lag(\d+)$/.exec(lag ?? '')?.[1];
      return [name, answer(part === 'ct' ? 'trend' : 'constant', fixed === undefined ? 'automatic' : Number(fixed))];
    }),
  );
}

interface SegmentationReference {
  readonly breaks: readonly number[];
  readonly n_bkps?: number;
  readonly pen?: number;
  readonly cost?: number;
  readonly objective?: number;
}

export const series: Kinds = {
  mann_kendall: {
    answer: ({ input }) => {
      const m = mannKendall(numbers(input.y));
      return {
        S: m.s,
        var_S: m.variance,
        z: m.z,
        p: m.p,
        tau_b: m.tauB,
        sen_slope: m.slope,
        sen_intercept_median: m.intercept,
        sen_ci95: m.slopeInterval,
      };
    },
  },
  seasonal_mann_kendall: {
    answer: ({ input, params }) => {
      const m = seasonalMannKendall(numbers(input.y), number(params.period));
      return { S: m.s, var_S: m.variance, z: m.z, p: m.p, sen_slope_per_year: m.slopePerSeason };
    },
  },
  stl: {
    answer: ({ input, params }) => {
      const parts = stl(numbers(input.y), {
        period: number(params.period),
        seasonal: number(params.seasonal),
        robust: params.robust === true,
      });
      if (parts === null) return null;
      const strength = componentStrength(parts);
      return {
        trend: parts.trend,
        seasonal: parts.seasonal,
        resid: parts.remainder,
        trend_strength: strength.trend,
        seasonal_strength: strength.seasonal,
      };
    },
  },
  classical_decomposition: {
    answer: ({ input, params }) => {
      const model = params.model === 'multiplicative' ? 'multiplicative' : 'additive';
      const parts = classicalDecomposition(numbers(input.y), number(params.period), model);
      return parts && { seasonal_indices: parts.indices, trend: parts.trend, resid: parts.remainder };
    },
  },
  ljung_box: {
    answer: ({ input, expected }) => {
      const lags = numbers(expected.lags);
      const tests = portmanteau(numbers(input.y), lags);
      return {
        lags,
        lb: tests?.map((test) => test.ljungBox),
        lb_p: tests?.map((test) => test.ljungBoxP),
        bp: tests?.map((test) => test.boxPierce),
        bp_p: tests?.map((test) => test.boxPierceP),
      };
    },
  },
  acf_pacf: {
    answer: ({ input, params }) => ({
      acf: autocorrelation(numbers(input.y), number(params.nlags)),
      pacf_ld: partialAutocorrelation(numbers(input.y), number(params.nlags)),
      pacf_ols: partialAutocorrelationOls(numbers(input.y), number(params.nlags)),
    }),
  },
  adf: {
    answer: (c) =>
      variants(c, (deterministic, lags) => {
        const test = augmentedDickeyFuller(numbers(c.input.y), {
          deterministic,
          lags: lags === 'automatic' ? 'aic' : lags,
        });
        return test && { stat: test.statistic, p: test.p, crit: test.critical, usedlag: test.lags };
      }),
  },
  kpss: {
    answer: (c) =>
      variants(c, (deterministic, lags) => {
        const test = kpss(numbers(c.input.y), { deterministic, lags: lags === 'automatic' ? 'auto' : lags });
        return test && { stat: test.statistic, p: test.p, lags: test.lags };
      }),
  },
  granger: {
    answer: ({ input, expected }) => {
      const [x, y] = [numbers(input.x), numbers(input.y)];
      const direction = (cause: number[], effect: number[], wanted: Json | undefined) =>
        Object.fromEntries(
          Object.keys(wanted as Record<string, Json>).map((lags) => {
            const test = grangerTest(cause, effect, Number(lags));
            return [lags, test && { F: test.f, p: test.p, df_denom: test.dfDenominator }];
          }),
        );
      return { x_causes_y: direction(x, y, expected.x_causes_y), y_causes_x: direction(y, x, expected.y_causes_x) };
    },
  },
  change_points: {
    answer: ({ input, expected }) => {
      const y = numbers(input.y);
      const wanted = expected as unknown as Record<string, SegmentationReference>;
      const answers: Record<string, Segmentation | null> = {};
      for (const [name, w] of Object.entries(wanted)) {
        if (name === 'true_breaks') continue;
        const cost = name.endsWith('_rbf') ? kernelCost(y) : meanShiftCost(y);
        if (name.startsWith('pelt')) answers[name] = pelt(y.length, cost, w.pen!);
        else if (name.startsWith('binseg')) answers[name] = binarySegmentation(y.length, cost, w.n_bkps!);
        else answers[name] = optimalSegmentation(y.length, cost, w.n_bkps!);
      }
      return answers;
    },
    // "breaks equal, or objective <= reference"
    compare: (got, c): Mismatch[] => {
      const answers = got as Record<string, Segmentation | null>;
      const wanted = c.expected as unknown as Record<string, SegmentationReference>;
      return Object.entries(wanted).flatMap(([name, w]): Mismatch[] => {
        if (name === 'true_breaks') return [];
        const answer = answers[name];
        const reference = w.objective ?? w.cost;
        const reached = answer == null ? Number.POSITIVE_INFINITY : answer.cost + (w.pen ?? 0) * answer.breaks.length;
        if (reference !== undefined && reached <= reference + c.tol.abs + c.tol.rel * Math.abs(reference)) return [];
        return compare(answer?.breaks ?? null, w.breaks, c.tol, `${name}.breaks`);
      });
    },
  },
};
