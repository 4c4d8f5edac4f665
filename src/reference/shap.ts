/** Measures TreeSHAP against stored values of trusted software: errors, additivity, and time for the stored rows. */
import type { z } from 'zod';
import {
  importEnsemble,
  interventionalShap,
  pathDependentShap,
  predictEnsemble,
  type ShapValues,
} from '../analytics/learn/index.ts';
import { MODELS, readFormat } from './format.ts';

type Read = (name: string) => Promise<unknown>;

type StoredModel = z.output<typeof MODELS>['models'][number];
type StoredShap = StoredModel['interventional'];

export interface ShapModelResult {
  readonly name: string;
  /** Over all values and the expected value. */
  readonly maxAbsErrorPath: number;
  readonly maxAbsErrorInterventional: number;
  /** Largest |expected + Σ values − prediction|, both kinds. */
  readonly maxAdditivityError: number;
  /** Milliseconds of this thread's processor time for all rows of the model, 200 in the stored set. */
  readonly msPath200: number;
  readonly msInterventional200: number;
}

function maxAbsError(got: ShapValues, expected: StoredShap): number {
  let most = Math.abs(got.expected - expected.expected_value);
  expected.shap.forEach((row, i) => {
    row.forEach((value, j) => {
      most = Math.max(most, Math.abs(got.values[i]![j]! - value));
    });
  });
  return most;
}

function maxAdditivityError(got: ShapValues, predictions: Float64Array): number {
  return got.values.reduce(
    (most, row, i) => Math.max(most, Math.abs(row.reduce((sum, value) => sum + value, got.expected) - predictions[i]!)),
    0,
  );
}

const WARM_UP = 10;
const REPEATS = 31;

/**
 * Median over repeats after a warm-up (compiled code, as the C extension is). Everything that a call does is inside: reading
 * rows, paths of the trees, values. Processor time of the thread, so that other processes do not count; on an idle
 * machine it is the wall time.
 */
function medianMs(call: () => unknown): number {
  for (let i = 0; i < WARM_UP; i++) call();
  const times = Array.from({ length: REPEATS }, () => {
    const before = process.threadCpuUsage();
    call();
    const used = process.threadCpuUsage(before);
    return (used.user + used.system) / 1_000;
  });
  return times.sort((a, b) => a - b)[REPEATS >> 1]!;
}

function measureModel(model: StoredModel): ShapModelResult {
  const ensemble = importEnsemble(model);
  const path = pathDependentShap(ensemble, model.X);
  const interventional = interventionalShap(ensemble, model.X, model.background);
  const predictions = predictEnsemble(ensemble, model.X);
  return {
    name: model.name,
    maxAbsErrorPath: maxAbsError(path, model.path_dependent),
    maxAbsErrorInterventional: maxAbsError(interventional, model.interventional),
    maxAdditivityError: Math.max(
      maxAdditivityError(path, predictions),
      maxAdditivityError(interventional, predictions),
    ),
    msPath200: medianMs(() => pathDependentShap(ensemble, model.X)),
    msInterventional200: medianMs(() => interventionalShap(ensemble, model.X, model.background)),
  };
}

/** All models of shap.json. */
export async function runShap(read: Read): Promise<{ models: readonly ShapModelResult[] }> {
  const { models } = readFormat(MODELS, await read('shap.json'), 'shap.json');
  return { models: models.map(measureModel) };
}
