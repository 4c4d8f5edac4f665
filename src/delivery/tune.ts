/** Background tuning of the store's data: what is known is reused, what was broken off is resumed, all is kept. */
import type { Catalog } from '../domain/dataset.ts';
import { resolveSelection, type SelectionRequest } from '../domain/selection.ts';
import type { TuningRecord } from '../domain/tuning.ts';
import { AppError } from '../errors.ts';
import type { DataReader, TuningStore } from '../ports.ts';
import {
  isReusable,
  type TrackedPerformance,
  TUNING_OUTCOMES,
  TUNING_TABLES,
  type TunedObject,
  type TuningData,
  trackPerformance,
  tuneInBackground,
  tuningDataOf,
  tuningKey,
} from '../reports/tuning.ts';
import { createTrialPool } from './trial-pool.ts';
import type { ThreadLimits } from './worker-threads.ts';

export interface TuningRequest {
  readonly objects: readonly TunedObject[];
  readonly selection: SelectionRequest;
  readonly trials: number;
  readonly seed: number;
  /** For all objects together; each gets an equal share of what is left. */
  readonly timeoutMs: number;
}

export interface TuningTools {
  readonly data: DataReader;
  readonly tunings: TuningStore;
  readonly limits: ThreadLimits;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  onProgress(object: TunedObject, done: number, of: number, bestLoss: number | null): void;
}

export interface TunedResult extends TrackedPerformance {
  /** `reused`: the store had it; `complete`: all trials done; `unfinished`: the next run goes on with it. */
  readonly state: 'reused' | 'complete' | 'unfinished';
}

/**
 * @returns null when these settings are being tuned already, here or by another process
 * @throws AppError `not-found` when the selection holds no data
 */
export function tuneStore(request: TuningRequest, tools: TuningTools): Promise<readonly TunedResult[] | null> {
  return tools.tunings.exclusively(() => tuneAll(request, tools));
}

async function tuneAll(request: TuningRequest, tools: TuningTools): Promise<readonly TunedResult[]> {
  const data = await readTuningData(await tools.data.catalog(), request.selection, tools.data);
  const pool = createTrialPool(data, tools.limits);
  const deadline = tools.now() + request.timeoutMs;
  const results: TunedResult[] = [];
  // A trial under way is not waited for: it would be asked again anyway.
  const stop = (): void => void pool.close();
  tools.signal.addEventListener('abort', stop);
  try {
    for (const [i, object] of request.objects.entries()) {
      if (tools.signal.aborted) break;
      const key = tuningKey(object, data, request);
      const earlier = await tools.tunings.find(key);
      if (earlier && isReusable(earlier, key)) {
        results.push({ ...trackPerformance(object, earlier), state: 'reused' });
        continue;
      }
      const share = Math.max(0, (deadline - tools.now()) / (request.objects.length - i));
      const record = await judged(
        tuneInBackground(
          object,
          data,
          request,
          pool.judge(object.name),
          {
            now: tools.now,
            timeoutMs: share,
            isAborted: () => tools.signal.aborted,
            onProgress: (done, of, best) => tools.onProgress(object, done, of, best),
          },
          earlier,
        ),
        tools.signal,
      );
      if (record === null) break;
      await tools.tunings.keep(record);
      results.push({
        ...trackPerformance(object, record),
        state: record.end === 'budget' ? 'complete' : 'unfinished',
      });
    }
    return results;
  } finally {
    tools.signal.removeEventListener('abort', stop);
    await pool.close();
  }
}

/** Null when the threads were closed in the middle of a question because somebody asked to stop. */
async function judged(record: Promise<TuningRecord>, signal: AbortSignal): Promise<TuningRecord | null> {
  try {
    return await record;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

async function readTuningData(catalog: Catalog, request: SelectionRequest, reader: DataReader): Promise<TuningData> {
  const resolved = resolveSelection(catalog, request, 'previous-period');
  if (!resolved.ok) {
    const [problem] = resolved.problems;
    throw new AppError({
      code: 'not-found',
      what: 'There is nothing to tune on.',
      why: `It needs ${problem?.need}; there is ${problem?.have}.`,
      fix: problem?.fix ?? 'Import data first.',
    });
  }
  const { selection } = resolved;
  const { dataset } = await reader.load(TUNING_TABLES, selection, TUNING_OUTCOMES);
  return tuningDataOf(dataset, selection.markets);
}
