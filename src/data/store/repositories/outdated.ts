/**
 * Which runs used a value that a later load replaced. Asked when runs are listed, not written when values are replaced: a
 * run that was being analysed while the correction came in is found as well, and nothing can be forgotten.
 */

/** The batch after which the run `r` read its data. */
export const RUN_BATCH_SQL = `SELECT max(b.batch_id) FROM digicadence.import_batches b WHERE b.data_version = r.data_version`;

/** Whether the correction `c` replaced values that the run `r` had read. */
export const CORRECTION_TOUCHES_RUN_SQL = `r.slice IS NOT NULL AND c.batch_id > (${RUN_BATCH_SQL})
  AND EXISTS (SELECT FROM json_array_elements_text(r.slice->'tables') t WHERE t = c.subject)
  AND EXISTS (
    SELECT FROM json_array_elements(r.slice->'markets') m, json_array_elements_text(m->'projects') name
    JOIN digicadence.projects j ON j.project = name WHERE j.project_id = c.project_id)
  AND (c.outcome_id IS NULL OR EXISTS (
    SELECT FROM json_array_elements_text(r.slice->'outcomes') name
    JOIN digicadence.outcomes o ON o.outcome = name WHERE o.outcome_id = c.outcome_id))`;

/** Of the run `r`: the first such load with the count of values over all, as JSON; NULL when there is none. */
export const OUTDATED_SQL = `SELECT json_build_object('batch', batch_id, 'source', source, 'at', at, 'values', total)
  FROM (SELECT c.batch_id, b.source, to_char(b.loaded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
          (sum(c.rows) OVER ())::bigint AS total
        FROM digicadence.corrections c JOIN digicadence.import_batches b USING (batch_id)
        WHERE ${CORRECTION_TOUCHES_RUN_SQL}) AS replaced
  ORDER BY batch_id LIMIT 1`;
