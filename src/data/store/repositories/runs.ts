/** Runs and deliveries in PostgreSQL: the RunStore of ports.ts. */
import type {
  DeliveryFile,
  DeliveryRecord,
  MessageRef,
  QueueStatus,
  RunRecord,
  RunStore,
  RunSummary,
} from '../../../ports.ts';
import type { Database, Queryable } from '../database.ts';
import { OUTDATED_SQL } from './outdated.ts';

/** Puts the job of a new run into the queue, inside the transaction that stores the run. */
export type EnqueueRun = (transaction: Queryable, runId: string) => Promise<void>;

const ISO = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The ends of a run's reports without their documents, which are large. */
const OUTCOME_STATES = `(select json_agg(json_build_object('report', outcome->>'report', 'status', outcome->>'status'))
  from json_array_elements(outcomes) as outcome) as outcomes`;

const runColumns = (outcomes: string) => `id::text as "id", request, requested_by as "requestedBy",
  destination, state, stage, share, ${outcomes}, error,
  data_version as "dataVersion", ${ISO('created_at')} as "createdAt", ${ISO('finished_at')} as "finishedAt", timings, slice,
  (${OUTDATED_SQL}) as outdated`;

/** Newest first; for readers that take no runs themselves. */
export function recentRuns(
  database: Pick<Database, 'query'>,
  limit: number,
  requestedBy?: string,
): Promise<readonly RunSummary[]> {
  return database.query<RunSummary>(
    `select ${runColumns(OUTCOME_STATES)} from bot.runs r where $2::text is null or requested_by = $2 order by created_at desc, id limit $1`,
    [limit, requestedBy ?? null],
  );
}

/**
 * @param enqueue called inside the transaction of `create`, so that a run without a job, or a job without a run, cannot
 *   be left behind by a crash
 */
export function createRunStore(database: Database, enqueue: EnqueueRun): RunStore {
  const json = (value: unknown): string => JSON.stringify(value);

  return {
    create: (run) =>
      database.transaction(async (transaction) => {
        const inserted = await transaction.query(
          `insert into bot.runs (id, request, requested_by, destination, state, stage, share, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing returning id`,
          [
            run.id,
            json(run.request),
            run.requestedBy,
            json(run.destination),
            run.state,
            run.stage,
            run.share,
            run.createdAt,
          ],
        );
        if (inserted.length === 0) return false;
        if (run.destination.kind === 'slack')
          await transaction.query('insert into bot.deliveries (run_id) values ($1)', [run.id]);
        await enqueue(transaction, run.id);
        return true;
      }),

    async find(runId) {
      const rows = await database.query<RunRecord>(`select ${runColumns('outcomes')} from bot.runs r where id = $1`, [
        runId,
      ]);
      return rows[0] ?? null;
    },

    recent: (limit, requestedBy) => recentRuns(database, limit, requestedBy),

    async progress(runId, stage, share) {
      const rows = await database.query<{ state: RunRecord['state'] }>(
        `update bot.runs set state = case state when 'queued' then 'running' else state end,
           stage = case when state in ('queued', 'running') then $2 else stage end,
           share = case when state in ('queued', 'running') then $3 else share end
         where id = $1 returning state`,
        [runId, stage, share],
      );
      return rows[0]?.state ?? 'cancelled';
    },

    async analysed(runId, outcomes, dataVersion, slice = null) {
      await database.query('update bot.runs set outcomes = $2, data_version = $3, slice = $4 where id = $1', [
        runId,
        json(outcomes),
        dataVersion,
        slice === null ? null : json(slice),
      ]);
    },

    async finish(runId, state, error, timings) {
      await database.query(
        `update bot.runs set state = $2, stage = $2, share = 1, error = $3, timings = $4, finished_at = now()
         where id = $1 and state <> 'cancelled'`,
        [runId, state, error === null ? null : json(error), json(timings)],
      );
    },

    async cancel(runId) {
      const rows = await database.query(
        `update bot.runs set state = 'cancelled', stage = 'cancelled', finished_at = now()
         where id = $1 and state in ('queued', 'running') returning id`,
        [runId],
      );
      return rows.length > 0;
    },

    async counts() {
      const rows = await database.query<Record<keyof QueueStatus, string>>(
        `select count(*) filter (where state = 'queued')::text as "queued",
                count(*) filter (where state = 'running')::text as "running",
                count(*) filter (where state = 'ready' and recent)::text as "finishedLastHour",
                count(*) filter (where state = 'failed' and recent)::text as "failedLastHour"
         from (select state, finished_at > now() - interval '1 hour' as recent from bot.runs
               where finished_at is null or finished_at > now() - interval '1 hour') as latest`,
      );
      const count = (name: keyof QueueStatus): number => Number(rows[0]?.[name] ?? 0);
      return {
        queued: count('queued'),
        running: count('running'),
        finishedLastHour: count('finishedLastHour'),
        failedLastHour: count('failedLastHour'),
      };
    },

    async delivery(runId) {
      const rows = await database.query<{
        announcement: DeliveryRecord['announcement'];
        channel: string | null;
        ts: string | null;
        result: DeliveryRecord['result'];
      }>('select announcement, channel, ts, result from bot.deliveries where run_id = $1', [runId]);
      const row = rows[0];
      if (!row) return null;
      const files = await database.query<DeliveryFile>(
        'select name, file_id as "fileId", state from bot.delivery_files where run_id = $1 order by name collate "C"',
        [runId],
      );
      const message: MessageRef | null =
        row.channel !== null && row.ts !== null ? { channel: row.channel, ts: row.ts } : null;
      return { runId, announcement: row.announcement, message, result: row.result, files };
    },

    async claimAnnouncement(runId, staleMs) {
      // The sub-select sees the row as it was before this update, which tells a first claim from a take-over.
      const rows = await database.query<{ before: string }>(
        `update bot.deliveries as d set announcement = 'sending', announcing_since = now()
         from (select run_id, announcement from bot.deliveries where run_id = $1 for update) as old
         where d.run_id = old.run_id and (old.announcement = 'pending'
           or (old.announcement = 'sending' and d.announcing_since < now() - $2::float8 * interval '1 millisecond'))
         returning old.announcement as before`,
        [runId, staleMs],
      );
      if (rows.length === 0) return 'busy';
      return rows[0]?.before === 'pending' ? 'claimed' : 'takenOver';
    },

    async releaseAnnouncement(runId) {
      await database.query(
        `update bot.deliveries set announcement = 'pending', announcing_since = null
         where run_id = $1 and announcement = 'sending'`,
        [runId],
      );
    },

    async announced(runId, message) {
      await database.query(`update bot.deliveries set announcement = 'sent', channel = $2, ts = $3 where run_id = $1`, [
        runId,
        message.channel,
        message.ts,
      ]);
    },

    async resultSent(runId) {
      await database.query(`update bot.deliveries set result = 'sent' where run_id = $1`, [runId]);
    },

    async file(runId, file) {
      await database.query(
        `insert into bot.delivery_files (run_id, name, file_id, state) values ($1, $2, $3, $4)
         on conflict (run_id, name) do update set file_id = excluded.file_id, state = excluded.state`,
        [runId, file.name, file.fileId, file.state],
      );
    },

    async delivered(runId) {
      await database.query('update bot.deliveries set finished_at = now() where run_id = $1', [runId]);
    },
  };
}
