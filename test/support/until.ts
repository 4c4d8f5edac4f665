/** Waiting for a moment instead of for a time. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Looks until there is something; the moment decides, never a fixed time. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  { timeoutMs = 60_000, everyMs = 25 } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`${what}: not seen within ${timeoutMs} ms`);
    await sleep(everyMs);
  }
}
