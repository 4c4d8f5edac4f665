/** How a long fit tells its progress and how it is stopped. */
import { AbortedError } from '../../domain/aborted.ts';

export interface Watch {
  /** Share done, 0–1, not falling. May throw to stop the computation. */
  readonly onProgress?: (share: number) => void;
  /** An AbortSignal, or anything that says whether to stop. */
  readonly signal?: { readonly aborted: boolean };
}

/** Called between two steps of a computation: throws AbortedError where it is to stop, else reports the share done. */
export function tick(watch: Watch, done: number, total: number): void {
  if (watch.signal?.aborted === true) throw new AbortedError('stopped while learning');
  watch.onProgress?.(total === 0 ? 1 : done / total);
}

/** The same watch for a part of the work that runs from `from` to `to` of the whole. */
export function part(watch: Watch, from: number, to: number): Watch {
  const { onProgress, signal } = watch;
  return {
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress: (share: number) => onProgress(from + share * (to - from)) }),
  };
}
