/**
 * Answers kept in memory under a key that holds the version of the data, so that nothing stale is ever served: bounded
 * in bytes, least recently used first to go, one read for however many ask at once.
 */

export interface CacheStats {
  /** Answered from memory. */
  readonly hits: number;
  /** Read from the store. */
  readonly misses: number;
  /** Waited for a read that another had begun. */
  readonly joined: number;
  readonly bytes: number;
  readonly entries: number;
}

export interface Cache<T> {
  /**
   * The answer of `key`, read by `read` when it is not there. A failed read is told to all who waited and not kept.
   * @param isCurrent false: the answer belongs to another key by now and is given, but not kept
   */
  get(key: string, read: () => Promise<T>, isCurrent?: (answer: T) => boolean): Promise<T>;
  stats(): CacheStats;
}

/**
 * @param maxBytes of all answers together; an answer beyond it is given and not kept; 0 keeps nothing, but still reads once
 *   for all who ask at the same time
 * @param bytesOf an estimate; it is the bound that counts, not the byte
 */
export function createCache<T>(maxBytes: number, bytesOf: (answer: T) => number): Cache<T> {
  /** In the order of use, the oldest first. */
  const kept = new Map<string, { readonly answer: T; readonly bytes: number }>();
  const reading = new Map<string, Promise<T>>();
  let bytes = 0;
  const counts = { hits: 0, misses: 0, joined: 0 };

  function keep(key: string, answer: T): void {
    const size = bytesOf(answer);
    if (size > maxBytes) return;
    kept.set(key, { answer, bytes: size });
    bytes += size;
    for (const [oldest, entry] of kept) {
      if (bytes <= maxBytes) break;
      kept.delete(oldest);
      bytes -= entry.bytes;
    }
  }

  return {
    async get(key, read, isCurrent = () => true) {
      const found = kept.get(key);
      if (found) {
        counts.hits += 1;
        kept.delete(key);
        kept.set(key, found);
        return found.answer;
      }
      const begun = reading.get(key);
      if (begun) {
        counts.joined += 1;
        return begun;
      }
      counts.misses += 1;
      const answer = read();
      reading.set(key, answer);
      try {
        const given = await answer;
        if (isCurrent(given)) keep(key, given);
        return given;
      } finally {
        reading.delete(key);
      }
    },
    stats: () => ({ ...counts, bytes, entries: kept.size }),
  };
}
