/** The learn topic of the reference runner: a set made here, and two of the shared sets where they are. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/domain/rng.ts';
import { boostingParameters, runLearn } from '../../src/reference/learn.ts';

const WORDS = {
  rf: '20 trees, defaults',
  gbm: '40 trees depth 2 lr 0.1 subsample 0.7',
  hist_gbm: '30 iterations defaults (min_samples_leaf 10)',
  xgboost: '25 trees depth 4 eta 0.2 subsample 0.9 lambda 3',
  linear: 'OLS',
};

function madeSet(task: 'regression' | 'classification') {
  const rng = createRng(7);
  const X = Array.from({ length: 120 }, () => Array.from({ length: 3 }, () => rng.normal()));
  const y = X.map((row) => 3 * row[0]! + row[1]! ** 2 + 0.3 * rng.normal());
  const indices = X.map((_, i) => i);
  return {
    name: task,
    task,
    X,
    y: task === 'regression' ? y : y.map((value) => (value > 1 ? 1 : 0)),
    train_idx: indices.slice(0, 90),
    test_idx: indices.slice(90),
  };
}

describe('learn topic', () => {
  it('reads hyperparameters from the words of the set, the rest from the defaults of the software', () => {
    const parameters = boostingParameters(WORDS);
    expect(Object.keys(parameters)).toEqual(['gbm', 'hist_gbm', 'xgboost']);
    expect(parameters.gbm).toMatchObject({ rounds: 40, maxDepth: 2, learningRate: 0.1, rowShare: 0.7, l2: 0 });
    expect(parameters.hist_gbm).toMatchObject({ rounds: 30, maxLeaves: 31, learningRate: 0.1, minLeafRows: 10 });
    expect(parameters.xgboost).toMatchObject({ rounds: 25, maxDepth: 4, learningRate: 0.2, rowShare: 0.9, l2: 3 });
    expect(boostingParameters({ linear: 'OLS' })).toEqual({});
  });

  it('scores regression by R² and classification by AUC, without the test part in any fit', async () => {
    const sets = [madeSet('regression'), madeSet('classification')];
    const { datasets } = await runLearn(async () => ({ meta: { models: WORDS }, datasets: sets }));
    expect(datasets.regression).toMatchObject({ metric: 'r2' });
    expect(datasets.classification).toMatchObject({ metric: 'auc' });
    for (const { forest, boosting } of Object.values(datasets)) {
      expect(forest.score).toBeGreaterThan(0.6);
      expect(boosting.score).toBeGreaterThan(0.6);
      expect(boosting.parameters).toMatch(/gbm|hist_gbm|xgboost/);
      expect(Math.min(forest.seconds, boosting.seconds)).toBeGreaterThan(0);
    }
    // Test targets turned upside down: the same predictions now score below the mean.
    const turned = sets.map((set) => ({ ...set, y: set.y.map((value, i) => (i < 90 ? value : -value)) }));
    const again = await runLearn(async () => ({ meta: { models: WORDS }, datasets: turned.slice(0, 1) }));
    expect(again.datasets.regression!.forest.score).toBeLessThan(0);
    expect(again.datasets.regression!.boosting.parameters).toBe(datasets.regression!.boosting.parameters);
  });

  it('says what is missing', async () => {
    const set = { meta: { models: {} }, datasets: [madeSet('regression')] };
    await expect(runLearn(async () => set)).rejects.toThrow('meta.models');
    const words = { ...madeSet('regression'), X: madeSet('regression').X.map((row) => [...row, 'north']) };
    await expect(runLearn(async () => ({ meta: { models: WORDS }, datasets: [words] }))).rejects.toThrow(
      'ml_accuracy.json: datasets.0.X.0.3',
    );
  });

  it('takes gaps, constant and coded columns, rare and other labels, repeated and few rows', async () => {
    const base = madeSet('classification');
    const X = base.X.map((row, i) => [i % 7 === 0 ? null : row[0]!, row[1]!, 4, i % 3, row[2]!]);
    const rare = {
      ...base,
      name: 'rare',
      X: [...X.slice(0, 90), ...X.slice(0, 30)],
      y: X.map((_, i) => (i % 15 === 0 ? 2 : 1)),
    };
    const few = { ...base, name: 'few', X: X.slice(0, 9), y: base.y.slice(0, 9) };
    const small = { ...few, task: 'regression', train_idx: [0, 1, 2, 3, 4, 5], test_idx: [6, 7, 8] };
    const constant = { ...small, name: 'constant', y: small.y.map(() => 3) };
    const { datasets } = await runLearn(async () => ({ meta: { models: WORDS }, datasets: [rare, small, constant] }));
    // 0.5 is chance: labels 1 and 2 count as 0 and 1, not as equal.
    expect(datasets.rare).toMatchObject({ metric: 'auc', forest: { score: expect.any(Number) } });
    expect(Number.isFinite(datasets.few!.boosting.score)).toBe(true);
    expect(datasets.constant).toMatchObject({ forest: { score: null }, boosting: { score: null } });
  });
});

interface Reference {
  readonly [model: string]: { r2?: number; r2_sd?: number; auc?: number; auc_sd?: number };
}
/** The runner measures all sets; these two are the quickest and differ in which boosting suits them. */
const QUICK = ['advertising', 'tuna_starkist_logunits'];
const SHARED = new URL('../../../shared/reference/ml_accuracy.json', import.meta.url);

it.skipIf(!existsSync(SHARED))('reaches scikit-learn and xgboost on the shared sets', async () => {
  const all = JSON.parse(readFileSync(SHARED, 'utf8')) as { datasets: { name: string; reference: Reference }[] };
  const stored = { ...all, datasets: all.datasets.filter(({ name }) => QUICK.includes(name)) };
  expect(stored.datasets).toHaveLength(QUICK.length);
  const { datasets } = await runLearn(async () => stored);
  for (const { name, reference } of stored.datasets) {
    const { metric, forest, boosting } = datasets[name]!;
    const bar = (model: string): number => {
      const { [metric]: score, [`${metric}_sd` as const]: sd } = reference[model]!;
      return score! - Math.max(0.01, 2 * sd!);
    };
    const best = ['gbm', 'hist_gbm', 'xgboost'].reduce((a, b) =>
      reference[b]![metric]! > reference[a]![metric]! ? b : a,
    );
    expect(forest.score, `${name}, forest`).toBeGreaterThanOrEqual(bar('rf'));
    expect(boosting.score, `${name}, boosting`).toBeGreaterThanOrEqual(bar(best));
  }
});
