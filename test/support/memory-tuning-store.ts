/** The TuningStore of ports.ts in memory: everything that was kept, in order. */
import type { TuningRecord } from '../../src/domain/tuning.ts';
import type { TuningStore } from '../../src/ports.ts';

export function memoryTuningStore(): TuningStore & { readonly records: TuningRecord[] } {
  const records: TuningRecord[] = [];
  let busy = false;
  return {
    records,
    find: async (key) =>
      records.findLast(
        ({ object, signature, trials }) =>
          object === key.object && signature === key.signature && trials === key.trials,
      ) ?? null,
    latest: async (objects, seed) =>
      records.filter((record) => objects.includes(record.object) && record.seed === seed),
    keep: async (record) => {
      records.push(JSON.parse(JSON.stringify(record)));
    },
    async exclusively(work) {
      if (busy) return null;
      busy = true;
      try {
        return await work();
      } finally {
        busy = false;
      }
    },
  };
}
