/** Tests of samples and proportions. */
import {
  adjustBenjaminiHochberg,
  adjustBenjaminiYekutieli,
  adjustBonferroni,
  adjustHolm,
} from '../../../analytics/stats/false-discovery.ts';
import { kruskalWallis, oneWayAnova } from '../../../analytics/stats/tests/k-sample.ts';
import { wilcoxonSignedRank } from '../../../analytics/stats/tests/paired.ts';
import { twoSampleSize } from '../../../analytics/stats/tests/power.ts';
import {
  clopperPearsonInterval,
  contingencyTest,
  twoProportionTest,
  waldInterval,
  wilsonInterval,
} from '../../../analytics/stats/tests/proportions.ts';
import { shapiroWilk } from '../../../analytics/stats/tests/shapiro-wilk.ts';
import {
  brownForsythe,
  kolmogorovSmirnov,
  mannWhitney,
  oneSampleTest,
  standardisedDifference,
  studentTest,
  welchTest,
} from '../../../analytics/stats/tests/two-sample.ts';
import { type Kinds, number, numbers, rows } from '../case.ts';

export const comparisons: Kinds = {
  p_adjust: {
    answer: ({ input }) => {
      const p = numbers(input.p);
      return {
        bh: adjustBenjaminiHochberg(p),
        by: adjustBenjaminiYekutieli(p),
        holm: adjustHolm(p),
        bonferroni: adjustBonferroni(p),
      };
    },
  },
  two_sample_tests: {
    answer: ({ input }) => {
      const [a, b] = [numbers(input.a), numbers(input.b)];
      const welch = welchTest(a, b);
      const rank = mannWhitney(a, b);
      const size = standardisedDifference(a, b);
      const spread = brownForsythe([a, b]);
      const shape = kolmogorovSmirnov(a, b);
      const normal = shapiroWilk(a);
      return {
        welch: welch && { t: welch.t, df: welch.df, p: welch.p, diff: welch.difference, ci95: welch.interval },
        student: studentTest(a, b),
        cohen_d_pooled: size?.cohenD,
        hedges_g: size?.hedgesG,
        mann_whitney: rank && { U_a: rank.u, p_asymptotic_cc: rank.p, p_exact: rank.exactP },
        levene_median: spread && { W: spread.w, p: spread.p },
        ks_2samp: shape && { D: shape.d, p: shape.p },
        shapiro_a: normal && { W: normal.w, p: normal.p },
      };
    },
  },
  paired_tests: {
    answer: ({ input }) => {
      const [before, after] = [numbers(input.before), numbers(input.after)];
      const rank = wilcoxonSignedRank(before, after);
      return {
        paired_t: oneSampleTest(before.map((value, i) => value - after[i]!)),
        wilcoxon_exact: rank && { W: rank.w, p: rank.p },
      };
    },
  },
  k_sample_tests: {
    answer: ({ input }) => {
      const groups = rows(input.groups);
      const rank = kruskalWallis(groups);
      const anova = oneWayAnova(groups);
      return {
        kruskal: rank && { H: rank.h, p: rank.p },
        anova: anova && { F: anova.f, p: anova.p, eta_squared: anova.etaSquared },
      };
    },
  },
  chi2_contingency: {
    answer: ({ input }) => {
      const test = contingencyTest(rows(input.table));
      return test && { chi2: test.chiSquared, p: test.p, df: test.df, cramers_v: test.cramersV };
    },
  },
  proportions: {
    answer: ({ input }) => {
      const [k1, n1, k2, n2] = [number(input.k1), number(input.n1), number(input.k2), number(input.n2)];
      const test = twoProportionTest(k1, n1, k2, n2);
      return {
        wilson_1: wilsonInterval(k1, n1),
        clopper_1: clopperPearsonInterval(k1, n1),
        wald_1: waldInterval(k1, n1),
        z_pooled: test?.z,
        p: test?.p,
      };
    },
  },
  power: {
    answer: ({ params }) => ({
      n_per_group: twoSampleSize({
        effect: number(params.effect_size),
        alpha: number(params.alpha),
        power: number(params.power),
        twoSided: params.two_sided !== false,
      }),
    }),
  },
};
