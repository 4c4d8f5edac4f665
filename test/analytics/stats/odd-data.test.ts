/**
 * Every public statistic on odd data: constants, ties, n = 0, 1, 2, huge offsets, tiny and huge spreads. Whatever is answered
 * holds no NaN and no infinity; what cannot be answered is null. Nothing throws.
 */
import { describe, expect, it } from 'vitest';
import * as concentration from '../../../src/analytics/stats/concentration.ts';
import * as crossCorrelation from '../../../src/analytics/stats/correlation/cross-correlation.ts';
import { kendall } from '../../../src/analytics/stats/correlation/kendall.ts';
import * as partial from '../../../src/analytics/stats/correlation/partial.ts';
import { pearson } from '../../../src/analytics/stats/correlation/pearson.ts';
import { spearman } from '../../../src/analytics/stats/correlation/spearman.ts';
import * as describing from '../../../src/analytics/stats/describe.ts';
import * as quality from '../../../src/analytics/stats/multivariate/cluster-quality.ts';
import { hierarchicalClusters } from '../../../src/analytics/stats/multivariate/hierarchical.ts';
import { kMeans } from '../../../src/analytics/stats/multivariate/k-means.ts';
import { principalComponents } from '../../../src/analytics/stats/multivariate/principal-components.ts';
import { ledoitWolfCovariance } from '../../../src/analytics/stats/multivariate/shrunk-covariance.ts';
import * as esd from '../../../src/analytics/stats/outliers/generalised-esd.ts';
import { isolationScores } from '../../../src/analytics/stats/outliers/isolation-forest.ts';
import { mahalanobisSquared } from '../../../src/analytics/stats/outliers/mahalanobis.ts';
import * as robust from '../../../src/analytics/stats/outliers/robust.ts';
import { fixedEffects } from '../../../src/analytics/stats/regression/fixed-effects.ts';
import { logisticRegression, poissonRegression } from '../../../src/analytics/stats/regression/generalised-linear.ts';
import * as ols from '../../../src/analytics/stats/regression/ols.ts';
import { lasso, ridge } from '../../../src/analytics/stats/regression/penalised.ts';
import { wildClusterTest } from '../../../src/analytics/stats/regression/wild-cluster.ts';
import { cronbachAlpha } from '../../../src/analytics/stats/reliability.ts';
import * as autocorrelation from '../../../src/analytics/stats/series/autocorrelation.ts';
import * as segments from '../../../src/analytics/stats/series/change-points.ts';
import { classicalDecomposition } from '../../../src/analytics/stats/series/classical-decomposition.ts';
import { grangerTest } from '../../../src/analytics/stats/series/granger.ts';
import { holtWinters } from '../../../src/analytics/stats/series/holt-winters.ts';
import * as mannKendall from '../../../src/analytics/stats/series/mann-kendall.ts';
import { mstl } from '../../../src/analytics/stats/series/mstl.ts';
import { automaticBlockLength } from '../../../src/analytics/stats/series/stationary-bootstrap.ts';
import { componentStrength, stl } from '../../../src/analytics/stats/series/stl.ts';
import * as theilSen from '../../../src/analytics/stats/series/theil-sen.ts';
import { todaYamamotoTest } from '../../../src/analytics/stats/series/toda-yamamoto.ts';
import * as unitRoot from '../../../src/analytics/stats/series/unit-root.ts';
import { equivalenceOfMeans } from '../../../src/analytics/stats/tests/equivalence.ts';
import { clarkWest, dieboldMariano } from '../../../src/analytics/stats/tests/forecast-comparison.ts';
import { ibragimovMullerTest } from '../../../src/analytics/stats/tests/ibragimov-muller.ts';
import { kruskalWallis, oneWayAnova } from '../../../src/analytics/stats/tests/k-sample.ts';
import { wilcoxonSignedRank } from '../../../src/analytics/stats/tests/paired.ts';
import { shapiroWilk } from '../../../src/analytics/stats/tests/shapiro-wilk.ts';
import * as twoSample from '../../../src/analytics/stats/tests/two-sample.ts';
import { createRng, type Rng } from '../../../src/domain/rng.ts';

type Sample = (n: number, rng: Rng) => number[];
const normals: Sample = (n, rng) => Array.from({ length: n }, () => rng.normal());

const shapes: Readonly<Record<string, Sample>> = {
  'a constant': (n) => new Array<number>(n).fill(0.1),
  zeros: (n) => new Array<number>(n).fill(0),
  'a constant far away': (n) => new Array<number>(n).fill(1e12 + 0.1),
  'noise on a huge offset': (n, rng) => normals(n, rng).map((v) => 1e9 + v),
  'tiny noise on an offset': (n, rng) => normals(n, rng).map((v) => 1 + 1e-13 * v),
  'a tiny spread': (n, rng) => normals(n, rng).map((v) => 1e-150 * v),
  'a huge spread': (n, rng) => normals(n, rng).map((v) => 1e100 * v),
  ties: (n, rng) => normals(n, rng).map(Math.round),
  'one odd value': (n) => Array.from({ length: n }, (_, t) => (t === 2 ? 1 : 0)),
  'a line': (n) => Array.from({ length: n }, (_, t) => 3 * t - 7),
  'heavy tails': (n, rng) => normals(n, rng).map((v) => v / (Math.abs(rng.normal()) + 1e-6)),
  'zeros and ones': (n, rng) => Array.from({ length: n }, () => rng.integer(2)),
};

/** Where an answer holds something that is not a number, by its path. */
function unsound(value: unknown, path: string): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} = ${value}`];
  if (value === undefined) return [`${path} is undefined`];
  if (value === null || typeof value !== 'object') return [];
  if (ArrayBuffer.isView(value)) return unsound(Array.from(value as unknown as ArrayLike<number>), path);
  return Object.entries(value).flatMap(([key, inner]) => unsound(inner, `${path}.${key}`));
}

type Answers = Readonly<Record<string, () => unknown>>;

const ofOne = (x: number[], rng: Rng): Answers => ({
  mean: () => describing.mean(x),
  variance: () => describing.variance(x),
  median: () => describing.median(x),
  quantile: () => describing.quantile(x, 0.3),
  mad: () => describing.medianAbsoluteDeviation(x),
  skewness: () => describing.skewness(x),
  excessKurtosis: () => describing.excessKurtosis(x),
  trimmedMean: () => describing.trimmedMean(x, 0.1),
  coefficientOfVariation: () => describing.coefficientOfVariation(x),
  percentileRank: () => describing.percentileRank(x, 0),
  concentration: () => concentration.concentration(x),
  gini: () => concentration.gini(x),
  autocorrelation: () => autocorrelation.autocorrelation(x, 5),
  partialAutocorrelation: () => autocorrelation.partialAutocorrelation(x, 5),
  partialAutocorrelationOls: () => autocorrelation.partialAutocorrelationOls(x, 5),
  yuleWalker: () => autocorrelation.yuleWalker(x, 4),
  portmanteau: () => autocorrelation.portmanteau(x, [1, 5]),
  dickeyFuller: () => unitRoot.augmentedDickeyFuller(x, { lags: 'aic', deterministic: 'trend' }),
  kpss: () => unitRoot.kpss(x, { lags: 'auto', deterministic: 'constant' }),
  mannKendall: () => mannKendall.mannKendall(x),
  seasonalMannKendall: () => mannKendall.seasonalMannKendall(x, 4),
  hamedRao: () => mannKendall.hamedRaoMannKendall(x),
  theilSen: () =>
    theilSen.theilSenSlope(
      x.map((_, t) => t),
      x,
    ),
  stl: () => {
    const parts = stl(x, { period: 4 });
    return parts && [parts, componentStrength(parts)];
  },
  robustStl: () => stl(x, { period: 4, robust: true }),
  mstl: () => mstl(x, { periods: [4, 12] }),
  decomposition: () => classicalDecomposition(x, 4, 'additive'),
  holtWinters: () => holtWinters(x, { period: 4, season: 'additive' }),
  blockLength: () => automaticBlockLength(x),
  pelt: () => segments.pelt(x.length, segments.meanShiftCost(x), 3),
  optimal: () => segments.optimalSegmentation(x.length, segments.meanShiftCost(x), 2),
  esd: () => esd.generalisedEsd(x, { most: 3, alpha: 0.05 }),
  modifiedZ: () => robust.modifiedZScores(x),
  zScores: () => robust.zScores(x),
  fences: () => robust.tukeyFences(x),
  shapiroWilk: () => shapiroWilk(x),
  jarqueBera: () => ols.jarqueBera(x),
  oneSample: () => twoSample.oneSampleTest(x),
  ibragimovMuller: () => ibragimovMullerTest(x),
  isolation: () =>
    isolationScores(
      x.map((value) => [value]),
      { trees: 10, rng },
    ),
});

const ofTwo = (x: number[], y: number[], rng: Rng): Answers => {
  const rows = x.map((value) => [value]);
  return {
    pearson: () => pearson(x, y),
    spearman: () => spearman(x, y),
    kendall: () => kendall(x, y),
    crossCorrelation: () => crossCorrelation.crossCorrelation(x, y, 4),
    prewhitened: () => crossCorrelation.prewhitenedCrossCorrelation(x, y, 4),
    granger: () => grangerTest(x, y, 2),
    todaYamamoto: () => todaYamamotoTest(x, y, { seasonLength: 4, rng }),
    welch: () => twoSample.welchTest(x, y),
    student: () => twoSample.studentTest(x, y),
    standardised: () => twoSample.standardisedDifference(x, y),
    mannWhitney: () => twoSample.mannWhitney(x, y),
    brownForsythe: () => twoSample.brownForsythe([x, y]),
    kolmogorovSmirnov: () => twoSample.kolmogorovSmirnov(x, y),
    wilcoxon: () => wilcoxonSignedRank(x, y),
    anova: () => oneWayAnova([x, y, []]),
    kruskalWallis: () => kruskalWallis([x, y, []]),
    equivalence: () => equivalenceOfMeans(x, y, [-1, 1]),
    dieboldMariano: () => dieboldMariano(x, y, 1),
    clarkWest: () => clarkWest(x, y, x, 2),
    ridge: () => ridge(rows, y, 1),
    lasso: () => lasso(rows, y, 0.1),
    ols: () => {
      const model = ols.ols(rows, y);
      return model && [{ ...model, fit: null }, ols.breuschPagan(model), ols.cooksDistances(model)];
    },
    logistic: () =>
      logisticRegression(
        rows,
        y.map((value) => (value > 0 ? 1 : 0)),
      ),
    poisson: () =>
      poissonRegression(
        rows,
        y.map((value) => Math.min(20, Math.round(Math.abs(value)))),
      ),
    fixedEffects: () =>
      fixedEffects(
        x.map((value, i) => ({ unit: i % 3, period: Math.floor(i / 3), x: [value], y: y[i]! })),
        { periodEffects: false },
      ),
    wildCluster: () =>
      wildClusterTest(
        Float64Array.from(y),
        Float64Array.from(x),
        [new Float64Array(x.length).fill(1)],
        x.map((_, i) => i % 6),
      ),
  };
};

const ofRows = (rows: number[][], rng: Rng): Answers => ({
  partial: () => partial.partialCorrelationMatrix(rows),
  correlations: () => partial.correlationMatrix(rows),
  ledoitWolf: () => ledoitWolfCovariance(rows, 'identity'),
  ledoitWolfConstant: () => ledoitWolfCovariance(rows, 'constant-correlation'),
  mahalanobis: () => mahalanobisSquared(rows),
  cronbach: () => cronbachAlpha(rows),
  components: () => principalComponents(rows),
  vif: () => ols.varianceInflation(rows),
  kMeans: () => kMeans(rows, 2, { rng, starts: 2 }),
  ward: () => hierarchicalClusters(rows, 'ward'),
  silhouettes: () =>
    quality.silhouettes(
      rows,
      rows.map((_, i) => i % 2),
    ),
  calinskiHarabasz: () =>
    quality.calinskiHarabasz(
      rows,
      rows.map((_, i) => i % 2),
    ),
  daviesBouldin: () =>
    quality.daviesBouldin(
      rows,
      rows.map((_, i) => i % 2),
    ),
});

function check(answers: Answers, where: string): string[] {
  return Object.entries(answers).flatMap(([name, answer]) => {
    try {
      return unsound(answer(), name)
        .slice(0, 1)
        .map((fault) => `${where}: ${fault}`);
    } catch (error) {
      return [`${where}: ${name} threw ${String(error)}`];
    }
  });
}

describe('gaps', () => {
  it('leave the slopes of Mann–Kendall where they are, and count no pair that is not there', () => {
    const line = Array.from({ length: 24 }, (_, t) => (t % 5 === 2 ? null : 4 + 0.5 * t + (t % 4)));
    expect(mannKendall.seasonalMannKendall(line, 4).slopePerSeason).toBeCloseTo(2, 12);
    expect(mannKendall.seasonalMannKendall(line, 4).p!).toBeLessThan(1e-4);
    const rising = line.map((value, t) => (value === null ? null : t));
    const known = rising.filter((value) => value !== null).length;
    expect(mannKendall.mannKendall(rising)).toMatchObject({ s: (known * (known - 1)) / 2, slope: 1, intercept: 0 });
    expect(mannKendall.mannKendall([null, null])).toMatchObject({ s: 0, slope: null, p: null });
  });
});

describe('answers are numbers or null for', () => {
  for (const [name, make] of Object.entries(shapes))
    it(name, () => {
      const rng = createRng(name.length);
      const faults = [0, 1, 2, 3, 5, 11, 30].flatMap((n) => {
        const x = make(n, rng);
        const where = `n = ${n}`;
        const rows = x.map((value, i) => [value, x[(i + 1) % n]!, rng.normal()]);
        return [
          ...check(ofOne(x, rng), where),
          ...check(ofTwo(x, normals(n, rng), rng), `${where}, against noise`),
          ...check(ofTwo(normals(n, rng), x, rng), `${where}, noise against it`),
          ...check(ofTwo(x, [...x], rng), `${where}, against itself`),
          ...check(ofRows(rows, rng), where),
        ];
      });
      expect(faults).toEqual([]);
    });
});
