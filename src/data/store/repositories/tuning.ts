/** Tuned settings in PostgreSQL: the TuningStore of ports.ts. */
import type { TuningKey, TuningRecord } from '../../../domain/tuning.ts';
import type { TuningStore } from '../../../ports.ts';
import type { Database } from '../database.ts';
import { exclusively } from '../exclusive.ts';

/** Results kept per object: data change with every load, and settings for former data are never asked for again. */
const KEPT_PER_OBJECT = 50;
/** Results offered to a report: searches for former data hardly ever serve it. */
const OFFERED_PER_OBJECT = 10;

const KEY_COLUMNS = 'signature, object, space_version, seed, trials, batch_size';
const keyValues = ({ signature, object, spaceVersion, seed, trials, batchSize }: TuningKey) => [
  signature,
  object,
  spaceVersion,
  seed,
  trials,
  batchSize,
];

export function createTuningStore(database: Database): TuningStore {
  return {
    async find(key) {
      const rows = await database.query<{ record: TuningRecord }>(
        `SELECT record FROM bot.tunings WHERE (${KEY_COLUMNS}) = ($1, $2, $3, $4, $5, $6)`,
        keyValues(key),
      );
      return rows[0]?.record ?? null;
    },

    async latest(objects, seed) {
      const rows = await database.query<{ record: TuningRecord }>(
        `SELECT kept.record FROM unnest($1::text[]) WITH ORDINALITY AS wanted (object, place)
         CROSS JOIN LATERAL (
           SELECT record, tuned_at, signature, trials FROM bot.tunings
           WHERE object = wanted.object AND seed = $2 AND ended_by = 'budget'
           ORDER BY tuned_at DESC, signature COLLATE "C", trials LIMIT $3
         ) AS kept
         ORDER BY wanted.place, kept.tuned_at DESC, kept.signature COLLATE "C", kept.trials`,
        [[...objects], seed, OFFERED_PER_OBJECT],
      );
      return rows.map(({ record }) => record);
    },

    exclusively: (work) => exclusively(database, 'tuning', 'settings', work),

    keep: (record) =>
      database.transaction(async (transaction) => {
        // A finished search is never replaced by one that was broken off.
        await transaction.query(
          `INSERT INTO bot.tunings AS kept (${KEY_COLUMNS}, ended_by, record) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (${KEY_COLUMNS}) DO UPDATE SET ended_by = excluded.ended_by, record = excluded.record, tuned_at = now()
           WHERE kept.ended_by <> 'budget'`,
          [...keyValues(record), record.end, JSON.stringify(record)],
        );
        await transaction.query(
          `DELETE FROM bot.tunings WHERE object = $1 AND (${KEY_COLUMNS}) NOT IN (
             SELECT ${KEY_COLUMNS} FROM bot.tunings WHERE object = $1 ORDER BY tuned_at DESC LIMIT $2)`,
          [record.object, KEPT_PER_OBJECT],
        );
      }),
  };
}
