/** What one run may use besides its data: seeded chance, shared facts, progress and the wish to stop. */
import { AbortedError } from '../domain/aborted.ts';
import type { Finding } from '../domain/finding.ts';
import type { DataHealth } from '../domain/quality.ts';
import { createRng } from '../domain/rng.ts';
import type { Selection } from '../domain/selection.ts';
import type { TuningRecord } from '../domain/tuning.ts';
import type { RunContext } from './report.ts';

export interface RunSettings<V> {
  readonly selection: Selection;
  readonly options: V;
  readonly seed: number;
  readonly dataVersion: string;
  readonly health: DataHealth;
  readonly locale: string;
  readonly previous?: readonly Finding[] | null;
  readonly tunings?: readonly TuningRecord[];
  /** Facts shared with the other reports of the run; absent: this report shares with nobody. */
  readonly facts?: Map<string, unknown>;
  readonly onProgress?: (stage: string, share: number) => void;
  readonly isAborted?: () => boolean;
}

/**
 * A context whose chance depends on the seed only. Consumers fork `rng` by a name of their own, so that a report draws
 * the same numbers alone and among others.
 */
export function createRunContext<V>(settings: RunSettings<V>): RunContext<V> {
  const facts = settings.facts ?? new Map<string, unknown>();
  return {
    selection: settings.selection,
    options: settings.options,
    rng: createRng(settings.seed),
    seed: settings.seed,
    dataVersion: settings.dataVersion,
    health: settings.health,
    locale: settings.locale,
    previous: settings.previous ?? null,
    tunings: settings.tunings ?? [],
    progress(stage, share) {
      if (settings.isAborted?.()) throw new AbortedError(`stopped at: ${stage}`);
      settings.onProgress?.(stage, Math.min(1, Math.max(0, share)));
    },
    memo<F>(key: string, compute: () => F): F {
      if (facts.has(key)) return facts.get(key) as F;
      const fact = compute();
      facts.set(key, fact);
      return fact;
    },
  };
}
