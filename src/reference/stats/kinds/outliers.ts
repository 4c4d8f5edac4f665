/** Outliers. */

import { mean, median, medianAbsoluteDeviation, ranks } from '../../../analytics/stats/describe.ts';
import { type EsdResult, generalisedEsd, seasonalEsd } from '../../../analytics/stats/outliers/generalised-esd.ts';
import { isolationScores } from '../../../analytics/stats/outliers/isolation-forest.ts';
import { mahalanobisSquared } from '../../../analytics/stats/outliers/mahalanobis.ts';
import { modifiedZScores, tukeyFences, zScores } from '../../../analytics/stats/outliers/robust.ts';
import { createRng } from '../../../domain/rng.ts';
import { type Json, type Kinds, type Mismatch, number, numbers, rows } from '../case.ts';
import { compare } from '../compare.ts';

const positions = (list: readonly number[], odd: (value: number) => boolean): number[] =>
  list.flatMap((value, i) => (odd(value) ? [i] : []));

const sorted = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);

const asSteps = (result: EsdResult) =>
  result.steps.map((step, i) => ({ i: i + 1, R: step.statistic, lambda: step.critical, index: step.index }));

/** Area under the ROC curve: the chance that an odd row scores above an ordinary one. */
function areaUnderCurve(scores: readonly number[], labels: readonly number[]): number {
  const rank = ranks(scores);
  const odd = labels.filter((label) => label === 1).length;
  const sum = rank.reduce((total, r, i) => total + (labels[i] === 1 ? r : 0), 0);
  return (sum - (odd * (odd + 1)) / 2) / (odd * (labels.length - odd));
}

export const outliers: Kinds = {
  robust_outliers: {
    answer: ({ input }) => {
      const x = numbers(input.x);
      const robust = modifiedZScores(x);
      const fences = tukeyFences(x);
      return {
        median: median(x),
        mad: medianAbsoluteDeviation(x),
        modified_z: robust,
        'flag_3.5': positions(robust ?? [], (z) => Math.abs(z) > 3.5),
        z_flag_3: positions(zScores(x) ?? [], (z) => Math.abs(z) > 3),
        iqr_fences: fences,
        iqr_flags: fences && positions(x, (value) => value < fences[0] || value > fences[1]),
      };
    },
  },
  generalised_esd: {
    answer: ({ input, params }) => {
      const result = generalisedEsd(numbers(input.x), {
        most: number(params.max_outliers),
        alpha: number(params.alpha),
      });
      return {
        n_outliers: result.outliers.length,
        steps: asSteps(result),
        outlier_indices: sorted(result.outliers),
      };
    },
  },
  seasonal_esd: {
    answer: ({ input, params }) => {
      const seasonal = /period (\d+), seasonal (\d+)/.exec(String(params.stl));
      const result = seasonalEsd(numbers(input.y), {
        period: Number(seasonal?.[1]),
        seasonal: Number(seasonal?.[2]),
        most: number(params.max_outliers),
        alpha: number(params.alpha),
      });
      return (
        result && {
          shesd: { n: result.hybrid.outliers.length, indices: sorted(result.hybrid.outliers) },
          resid_esd: {
            n: result.remainder.outliers.length,
            indices: sorted(result.remainder.outliers),
            steps: asSteps(result.remainder),
          },
        }
      );
    },
    // "primary: recall of injected_indices and number of false alarms; secondary: equality with resid_esd". The reference
    // values themselves carry STL's rounding, so steps are compared to 1e-5.
    compare: (got, c) => {
      const { injected_indices: injected, ...wanted } = c.expected;
      const hybrid = (got as { shesd: { indices: number[] } } | null)?.shesd.indices ?? [];
      const missed = numbers(injected).filter((t) => !hybrid.includes(t));
      const missing: Mismatch[] =
        missed.length > 0 ? [{ field: 'injected_indices', got: hybrid, expected: injected! }] : [];
      return [...missing, ...compare(got, wanted, { abs: 1e-5, rel: 1e-5 })];
    },
  },
  isolation_forest: {
    answer: ({ input, expected }) => {
      const [X, labels] = [rows(input.X), numbers(input.labels)];
      const areas = Array.from({ length: 10 }, (_, seed) =>
        areaUnderCurve(isolationScores(X, { rng: createRng(seed) }) ?? [], labels),
      );
      const distances = mahalanobisSquared(X);
      return {
        auc_mean: mean(areas),
        mahalanobis_sq_first10: distances?.slice(0, numbers(expected.mahalanobis_sq_first10).length),
        mahalanobis_auc: distances && areaUnderCurve(distances, labels),
      };
    },
    // "AUC within 0.02 of auc_mean or above; mahalanobis_sq exact (1e-7)"
    compare: (got, c) => {
      const answer = got as { auc_mean: number };
      const limit = number(c.expected.auc_mean) - c.tol.abs;
      const exact: Record<string, Json> = {
        mahalanobis_sq_first10: c.expected.mahalanobis_sq_first10!,
        mahalanobis_auc: c.expected.mahalanobis_auc!,
      };
      const area: Mismatch[] =
        answer.auc_mean >= limit ? [] : [{ field: 'auc_mean', got: answer.auc_mean, expected: c.expected.auc_mean! }];
      return [...area, ...compare(got, exact, { abs: 1e-7, rel: 1e-7 })];
    },
  },
};
