-- Lineage from a value back to batch, file and line; precedence between sources; what corrections changed; syncs.

-- Where in its file or answer a value stood. The column fills four bytes that alignment left empty: a row of
-- normalisedvalue stays at 64 bytes (docs/adr: row lineage).
ALTER TABLE digicadence.normalisedvalue ADD COLUMN line integer;
ALTER TABLE digicadence.normalisedvalue_history ADD COLUMN line integer;
ALTER TABLE digicadence.outcomevalue ADD COLUMN line integer;
ALTER TABLE digicadence.outcomevalue_history ADD COLUMN line integer;
ALTER TABLE digicadence.spend ADD COLUMN line integer;
ALTER TABLE digicadence.spend_history ADD COLUMN line integer;

-- The batch that last wrote a row of these tables; NULL: before this migration, or known from the start.
ALTER TABLE digicadence.brands ADD COLUMN batch_id integer;
ALTER TABLE digicadence.projects ADD COLUMN batch_id integer;
ALTER TABLE digicadence.metrics ADD COLUMN batch_id integer;
ALTER TABLE digicadence.outcomes ADD COLUMN batch_id integer;
ALTER TABLE digicadence.project_weights ADD COLUMN batch_id integer;
ALTER TABLE digicadence.project_weights ADD COLUMN line integer;

CREATE TABLE digicadence.project_weights_history (
  LIKE digicadence.project_weights,
  replaced_by integer NOT NULL REFERENCES digicadence.import_batches,
  UNIQUE NULLS NOT DISTINCT (project_id, section_id, platform_id, metric_id, valid_from, replaced_by)
);

-- Where sources disagree, the value of the higher precedence holds; among equals, the later load.
ALTER TABLE digicadence.import_batches ADD COLUMN precedence integer NOT NULL DEFAULT 0;
-- The version of the data once the batch was in.
ALTER TABLE digicadence.import_batches ADD COLUMN data_version text COLLATE "C";
CREATE INDEX import_batches_version ON digicadence.import_batches (data_version, batch_id);

-- What stood behind each file of a batch: a path, a foreign table, an address without its secrets.
CREATE TABLE digicadence.batch_files (
  batch_id integer NOT NULL REFERENCES digicadence.import_batches,
  file text COLLATE "C" NOT NULL,
  origin text COLLATE "C" NOT NULL,
  PRIMARY KEY (batch_id, file)
);

-- Which values a batch replaced: what an earlier run may have used. `first_period` is the first day of a weight's validity.
CREATE TABLE digicadence.corrections (
  correction_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch_id integer NOT NULL REFERENCES digicadence.import_batches,
  subject text COLLATE "C" NOT NULL CHECK (subject IN ('scores', 'outcomes', 'spend', 'weights')),
  project_id integer NOT NULL REFERENCES digicadence.projects,
  outcome_id integer REFERENCES digicadence.outcomes,
  first_period date NOT NULL,
  last_period date NOT NULL,
  rows bigint NOT NULL
);
CREATE INDEX corrections_batch ON digicadence.corrections (batch_id);

-- Where two sources disagree about one value, as they last said it.
CREATE TABLE digicadence.conflicts (
  conflict_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  file text COLLATE "C" NOT NULL,
  -- the row in the words of its file: a JSON object of its key columns
  key text COLLATE "C" NOT NULL,
  project text COLLATE "C",
  -- offered by this source in this batch …
  source text COLLATE "C" NOT NULL,
  batch_id integer NOT NULL REFERENCES digicadence.import_batches,
  offered jsonb NOT NULL,
  -- … against what that source had brought
  held_source text COLLATE "C" NOT NULL,
  held_batch_id integer NOT NULL REFERENCES digicadence.import_batches,
  held jsonb NOT NULL,
  -- kept: the held value has the higher precedence · replaced: the offered one took its place
  resolution text COLLATE "C" NOT NULL CHECK (resolution IN ('kept', 'replaced')),
  found_at timestamptz NOT NULL DEFAULT now(),
  -- the batch in which both agreed again
  settled_by integer REFERENCES digicadence.import_batches
);
-- Keys may be longer than an index entry: their hash stands for them.
CREATE INDEX conflicts_key ON digicadence.conflicts (file, hashtextextended(key, 0));
CREATE INDEX conflicts_open ON digicadence.conflicts (conflict_id) WHERE settled_by IS NULL;

-- Where each source goes on. Written in the transaction that stores the rows.
CREATE TABLE digicadence.sync_cursors (
  source text COLLATE "C" PRIMARY KEY,
  -- NULL: the source is not incremental
  cursor text,
  -- of the source's configuration: another mapping begins anew
  fingerprint text COLLATE "C" NOT NULL,
  batch_id integer REFERENCES digicadence.import_batches,
  moved_at timestamptz NOT NULL DEFAULT now()
);

-- One row a sync. A scheduled one takes its minute (due_at), which only one process can.
CREATE TABLE digicadence.syncs (
  sync_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source text COLLATE "C" NOT NULL,
  due_at timestamptz,
  -- interrupted: its process ended in the middle; nothing of it was stored
  state text COLLATE "C" NOT NULL CHECK (state IN ('running', 'done', 'failed', 'interrupted')),
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  batch_id integer REFERENCES digicadence.import_batches,
  rows_read bigint NOT NULL DEFAULT 0,
  -- what the source could not give: a JSON array
  problems jsonb NOT NULL DEFAULT '[]',
  error jsonb,
  UNIQUE (source, due_at)
);
CREATE INDEX syncs_latest ON digicadence.syncs (source, sync_id DESC);

-- The slice that a run read, so that a later correction tells which runs used the old value; NULL: before this migration.
ALTER TABLE bot.runs ADD COLUMN slice json;

CREATE OR REPLACE VIEW digicadence.scores AS
SELECT project, brand, section, platform, metric, period, raw, normalised, source, loaded_at, v.batch_id, v.line
FROM digicadence.normalisedvalue v
JOIN digicadence.projects j USING (project_id)
JOIN digicadence.brands n USING (brand_id)
JOIN digicadence.metrics m USING (metric_id)
JOIN digicadence.platforms p USING (platform_id)
JOIN digicadence.sections s USING (section_id)
JOIN digicadence.import_batches b ON b.batch_id = v.batch_id;
