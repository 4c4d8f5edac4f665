/** What was seen lately: bounded in number and time. Restarts forget it, which is harmless: run ids are deterministic. */
import type { Clock } from '../ports.ts';

export interface Seen {
  /** True the first time a key comes within its time; false for repeats. */
  first(key: string): boolean;
  /** Lets a key count as new again: its first handling failed. */
  forget(key: string): void;
}

export function createSeen(clock: Clock, { capacity, ttlMs }: { capacity: number; ttlMs: number }): Seen {
  // Maps keep insertion order, and every key lives equally long: the oldest entries expire first.
  const until = new Map<string, number>();
  return {
    first(key) {
      const now = clock.now().getTime();
      for (const [old, end] of until) {
        if (end > now && until.size < capacity) break;
        until.delete(old);
      }
      if (until.has(key)) return false;
      until.set(key, now + ttlMs);
      return true;
    },
    forget(key) {
      until.delete(key);
    },
  };
}
