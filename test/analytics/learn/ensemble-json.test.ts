/** Ensembles written and read again, and what is refused. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type EnsembleJson,
  exportEnsemble,
  fitBoostedRegression,
  fitRegressionForest,
  importEnsemble,
  predictEnsemble,
  scaleEnsemble,
} from '../../../src/analytics/learn/index.ts';
import { createRng } from '../../../src/domain/rng.ts';
import { maxDifference, randomEnsemble, randomTable } from './tables.ts';

type Stored = EnsembleJson & { X: number[][]; prediction: number[] };
const stored = JSON.parse(readFileSync(new URL('../../fixtures/reference/shap.json', import.meta.url), 'utf8')) as {
  models: Stored[];
};

describe('ensemble JSON', () => {
  it("gives scikit-learn's predictions", () => {
    for (const model of stored.models)
      expect(maxDifference(predictEnsemble(importEnsemble(model), model.X), model.prediction)).toBeLessThan(1e-9);
  });

  it('survives the round trip through text, missing directions included', () => {
    const { rows, y } = randomTable(1, 90, 4, 0.2);
    const ensembles = [
      fitRegressionForest(rows, y, { trees: 4, rng: createRng(1) })!.ensemble,
      fitBoostedRegression(rows, y, { rounds: 6, rng: createRng(1) })!.ensemble,
      randomEnsemble(2, 4, 5, 3),
    ];
    for (const ensemble of ensembles) {
      const back = importEnsemble(JSON.parse(JSON.stringify(exportEnsemble(ensemble))) as EnsembleJson);
      expect(predictEnsemble(back, rows)).toEqual(predictEnsemble(ensemble, rows));
    }
  });

  it('has the members of the reference format and no others where nothing is missing', () => {
    const json = exportEnsemble(importEnsemble(stored.models[0]!));
    expect(Object.keys(json).sort()).toEqual(['base', 'n_features', 'trees']);
    const members = ['cover', 'feature', 'left', 'right', 'threshold', 'value'];
    for (const [i, tree] of json.trees.entries()) {
      expect(Object.keys(tree).sort()).toEqual(members);
      expect(tree).toEqual(stored.models[0]!.trees[i]);
    }
  });

  it('refuses what is no tree, and says what is wrong', () => {
    const leaf = { feature: [-2], threshold: [-2], left: [-1], right: [-1], value: [1], cover: [3] };
    const stump = {
      feature: [0, -2, -2],
      threshold: [1, -2, -2],
      left: [1, -1, -1],
      right: [2, -1, -1],
      value: [0, 1, 2],
      cover: [4, 2, 2],
    };
    const read = (tree: object) => importEnsemble({ base: 0, n_features: 1, trees: [tree as typeof leaf] });
    expect(read(leaf).trees).toHaveLength(1);
    expect(read(stump).trees).toHaveLength(1);
    expect(() => read({ ...leaf, value: [] })).toThrow(/tree 0: lists/);
    expect(() => read({ ...stump, feature: [1, -2, -2] })).toThrow(/no such column: 1/);
    expect(() => read({ ...stump, right: [1, -1, -1] })).toThrow(/one parent/);
    expect(() => read({ ...stump, right: [7, -1, -1] })).toThrow(/no such child: 7/);
    expect(() => read({ ...stump, right: [-1, -1, -1] })).toThrow(/no such child/);
    expect(() => read({ ...stump, threshold: [null, -2, -2] })).toThrow(/threshold/);
    expect(() => read({ ...stump, cover: [0, 0, 0] })).toThrow(/cover/);
    expect(() => read({ ...stump, value: [0, null, 2] })).toThrow(/value of leaf 1/);
    const circle = {
      feature: [-2, 0, -2, 0, -2],
      threshold: [-2, 0, -2, 0, -2],
      left: [-1, 3, -1, 1, -1],
      right: [-1, 2, -1, 4, -1],
      value: [0, 0, 0, 0, 0],
      cover: [1, 2, 1, 2, 1],
    };
    expect(() => read(circle)).toThrow(/not reached/);
    expect(() => importEnsemble({ base: Number.NaN, n_features: 1, trees: [] })).toThrow(/base/);
    expect(() => importEnsemble({ base: 0, n_features: -1, trees: [] })).toThrow(/n_features/);
  });

  it('scales', () => {
    const ensemble = randomEnsemble(4, 3, 3, 4);
    const { rows } = randomTable(4, 20, 3);
    const doubled = predictEnsemble(scaleEnsemble(ensemble, 2), rows);
    expect(
      maxDifference(
        doubled,
        predictEnsemble(ensemble, rows).map((value) => 2 * value),
      ),
    ).toBeLessThan(1e-12);
  });
});
