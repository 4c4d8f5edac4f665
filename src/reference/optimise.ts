/**
 * Topic `optimise`: every sampler on the functions of a directory, over the seeds 0 … 19, with the trials that the
 * stored reference used.
 */
import type { z } from 'zod';
import { hypervolume } from '../analytics/optimize/hypervolume.ts';
import { runStudy } from '../analytics/optimize/run-study.ts';
import { cmaEsSampler } from '../analytics/optimize/samplers/cma-es.ts';
import { nsga2Sampler } from '../analytics/optimize/samplers/nsga2.ts';
import { randomSampler } from '../analytics/optimize/samplers/random.ts';
import type { SamplerKind } from '../analytics/optimize/samplers/sampler.ts';
import { tpeSampler } from '../analytics/optimize/samplers/tpe.ts';
import type { Params } from '../analytics/optimize/space.ts';
import { createStudy } from '../analytics/optimize/study.ts';
import type { Direction } from '../analytics/optimize/trial.ts';
import { quantile } from '../analytics/stats/describe.ts';
import { readFormat, STUDIES } from './format.ts';

/** The functions of `functions.mjs`, by name. */
export type Functions = Readonly<Record<string, (params: Params, constants: unknown) => number | readonly number[]>>;

type StoredSet = z.output<typeof STUDIES>;
type StoredFunction = StoredSet['single_objective'][number];

export interface Quartiles {
  readonly median: number;
  readonly q25: number;
  readonly q75: number;
}

export interface OptimiseResult {
  readonly functions: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Quartiles>>>>>>;
  readonly multiObjective: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly hypervolume: readonly (Quartiles & { readonly ref: readonly number[] })[] }>>
    >
  >;
  /** Wall time of a whole study, objective included, per trial. */
  readonly overheadMsPerTrial: Readonly<Record<string, number>>;
}

/** Every sampler with its published defaults. */
const SAMPLERS: readonly SamplerKind[] = [
  randomSampler(),
  tpeSampler({ multivariate: false }),
  tpeSampler({ multivariate: true }),
  cmaEsSampler(),
  nsga2Sampler(),
];
const CHECKPOINTS = [25, 50, 100];

export async function runOptimise(
  read: (name: string) => Promise<unknown>,
  load: (name: string) => Promise<unknown>,
): Promise<OptimiseResult> {
  const set = readFormat(STUDIES, await read('hpo_optuna.json'), 'hpo_optuna.json');
  const { functions } = (await load('functions.mjs')) as { readonly functions: Functions };
  return measureSamplers(set, functions);
}

export function measureSamplers(set: StoredSet, functions: Functions): OptimiseResult {
  const direction: Direction = set.meta.direction === 'maximize' ? 'maximise' : 'minimise';
  const seeds = Array.from({ length: set.meta.seeds }, (_, seed) => seed);
  const overheadMsPerTrial: Record<string, number> = {};
  const valuesOf = (stored: StoredFunction, sampler: SamplerKind, trials: number, objectives: number) => {
    const objective = functions[stored.name];
    if (!objective) throw new Error(`functions.mjs has no function ${stored.name}`);
    const directions = new Array<Direction>(objectives).fill(direction);
    const start = performance.now();
    const runs = seeds.map((seed) => {
      const study = createStudy({ space: stored.space, directions, sampler, seed });
      runStudy(study, ({ params }) => ({ state: 'complete', values: [objective(params, set.constants)].flat() }), {
        trials,
      });
      return study.history().map(({ values }) => values);
    });
    overheadMsPerTrial[`${stored.name}/${sampler.name}`] = (performance.now() - start) / (seeds.length * trials);
    return runs;
  };

  const single = set.single_objective.map((stored) => {
    const bySampler = SAMPLERS.map((sampler) => {
      const runs = valuesOf(stored, sampler, set.meta.trials_single, 1);
      const at = CHECKPOINTS.filter((trials) => trials <= set.meta.trials_single).map((trials) => [
        `at${trials}`,
        quartiles(runs.map((run) => bestOf(run.slice(0, trials), direction))),
      ]);
      return [sampler.name, Object.fromEntries(at)];
    });
    return [stored.name, Object.fromEntries(bySampler)];
  });
  const multi = set.multi_objective.map((stored) => {
    const objectives = stored.ref_points[0]?.length ?? 2;
    const bySampler = SAMPLERS.filter(({ mostObjectives }) => mostObjectives >= objectives).map((sampler) => {
      const runs = valuesOf(stored, sampler, set.meta.trials_multi, objectives);
      const volumes = stored.ref_points.map((ref) => {
        const points = runs.map((run) => run.flatMap((values) => (values ? [values] : [])));
        return { ref, ...quartiles(points.map((each) => volumeOf(each, ref, direction))) };
      });
      return [sampler.name, { hypervolume: volumes }];
    });
    return [stored.name, Object.fromEntries(bySampler)];
  });
  return { functions: Object.fromEntries(single), multiObjective: Object.fromEntries(multi), overheadMsPerTrial };
}

function bestOf(run: readonly (readonly number[] | null)[], direction: Direction): number {
  const values = run.flatMap((each) => each ?? []);
  return direction === 'minimise' ? Math.min(...values) : Math.max(...values);
}

function volumeOf(points: readonly (readonly number[])[], ref: readonly number[], direction: Direction): number {
  const sign = direction === 'minimise' ? 1 : -1;
  return hypervolume(
    points.map((point) => point.map((value) => sign * value)),
    ref.map((value) => sign * value),
  );
}

/** Linear interpolation between order statistics, as NumPy's default. */
function quartiles(values: readonly number[]): Quartiles {
  const at = (p: number): number => quantile(values, p) as number;
  return { median: at(0.5), q25: at(0.25), q75: at(0.75) };
}
