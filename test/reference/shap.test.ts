/** The shap topic of the reference runner on the trimmed set. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runShap } from '../../src/reference/shap.ts';

const set = JSON.parse(readFileSync(new URL('../fixtures/reference/shap.json', import.meta.url), 'utf8')) as {
  models: { name: string; path_dependent: { shap: number[][] }; interventional: { expected_value: number } }[];
};

it('measures errors, additivity and time of every model', async () => {
  const { models } = await runShap(async () => set);
  expect(models.map((model) => model.name)).toEqual(set.models.map((model) => model.name));
  for (const model of models) {
    expect(Object.keys(model)).toEqual([
      'name',
      'maxAbsErrorPath',
      'maxAbsErrorInterventional',
      'maxAdditivityError',
      'msPath200',
      'msInterventional200',
    ]);
    expect(model.maxAbsErrorPath).toBeLessThan(1e-9);
    expect(model.maxAbsErrorInterventional).toBeLessThan(1e-6);
    expect(model.maxAdditivityError).toBeLessThan(1e-9);
    expect(Number.isFinite(model.msPath200)).toBe(true);
    expect(Number.isFinite(model.msInterventional200)).toBe(true);
  }
});

it('sees a wrong value and a wrong expected value', async () => {
  const wrong = structuredClone(set);
  wrong.models[0]!.path_dependent.shap[3]![1]! += 0.01;
  wrong.models[1]!.interventional.expected_value += 0.02;
  const { models } = await runShap(async () => wrong);
  expect(models[0]!.maxAbsErrorPath).toBeCloseTo(0.01, 6);
  expect(models[1]!.maxAbsErrorInterventional).toBeCloseTo(0.02, 6);
});
