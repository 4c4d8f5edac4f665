/** The optimise topic of the reference runner: its shape on any set, and the samplers against the stored figures. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Functions, measureSamplers, runOptimise } from '../../src/reference/optimise.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'reference');
const stored = JSON.parse(await readFile(join(FIXTURES, 'hpo_optuna.json'), 'utf8'));
const { functions } = (await import(join(FIXTURES, 'functions.mjs'))) as { functions: Functions };

describe('optimise topic', () => {
  it('has the objectives right', () => {
    for (const each of [...stored.single_objective, ...stored.multi_objective])
      for (const { x, f } of each.check_values)
        [functions[each.name]!(x, stored.constants)].flat().forEach((value, i) => {
          expect(value).toBeCloseTo([f].flat()[i], 9);
        });
  });

  it('measures other functions of the same formats', async () => {
    const set = {
      meta: { trials_single: 30, trials_multi: 12, seeds: 3, direction: 'minimize' },
      constants: { c: 2 },
      single_objective: [
        {
          name: 'noisy',
          space: [
            { name: 'k', type: 'categorical', choices: ['a', 'b'] },
            { name: 'n', type: 'int', low: 1, high: 8, log: true, step: null },
            { name: 'x', type: 'float', low: 0, high: 1, step: 0.25, when: { parameter: 'k', among: ['b'] } },
          ],
        },
      ],
      multi_objective: [
        {
          name: 'line',
          space: [{ name: 'x', type: 'float', low: 0, high: 1 }],
          ref_points: [
            [2, 2],
            [1, 1],
          ],
        },
      ],
    };
    const made = {
      noisy: (p: Record<string, unknown>, c: { c: number }) => Number(p.n) * c.c + (p.k === 'a' ? 0 : 1 + Number(p.x)),
      line: (p: Record<string, unknown>) => [Number(p.x), 1 - Number(p.x)],
    };
    const result = await runOptimise(
      async (name) => (name === 'hpo_optuna.json' ? set : null),
      async (name) => (name === 'functions.mjs' ? { functions: made } : null),
    );
    const samplers = ['random', 'tpe_univariate', 'tpe_multivariate', 'cmaes', 'nsga2'];
    expect(Object.keys(result.functions.noisy!)).toEqual(samplers);
    expect(result.functions.noisy!.tpe_multivariate).toEqual({ at25: { median: 2, q25: 2, q75: 2 } });
    expect(Object.keys(result.multiObjective.line!)).toEqual(samplers.filter((name) => name !== 'cmaes'));
    const [wide, narrow] = result.multiObjective.line!.nsga2!.hypervolume;
    expect([wide!.ref, narrow!.ref]).toEqual([
      [2, 2],
      [1, 1],
    ]);
    expect(wide!.median).toBeGreaterThan(3);
    expect(narrow!.median).toBeLessThan(0.5);
    expect(Object.keys(result.overheadMsPerTrial)).toHaveLength(9);
    await expect(
      runOptimise(
        async () => set,
        async () => ({ functions: {} }),
      ),
    ).rejects.toThrow(/no function noisy/);
    const broken = { ...set, single_objective: [{ name: 'f', space: [{ name: 'x', type: 'real', low: 0, high: 1 }] }] };
    await expect(
      runOptimise(
        async () => broken,
        async () => ({ functions: made }),
      ),
    ).rejects.toThrow(/^hpo_optuna\.json: single_objective\.0\.space\.0\.type/);
  });

  it('is no worse than the upper quartile of Optuna in a curved valley and a mixed space', () => {
    const names = ['rosenbrock5', 'mixed1'];
    const set = {
      ...stored,
      meta: { ...stored.meta, seeds: 5 },
      single_objective: stored.single_objective.filter(({ name }: { name: string }) => names.includes(name)),
      multi_objective: [],
    };
    const result = measureSamplers(set, functions);
    for (const { name, results } of set.single_objective)
      for (const sampler of ['tpe_multivariate', 'cmaes'])
        expect(result.functions[name]![sampler]!.at100!.median).toBeLessThanOrEqual(results[sampler].at100.q75);
  });
});
