-- The canonical data of a Digi-Cadence installation. PostgreSQL 15 without extensions; runs alike on a server, on
-- Citus and on the embedded store.
--
-- Keys. Every name has a surrogate integer id that never leaves the database; reports see names only. Names are
-- COLLATE "C", so that order and uniqueness do not depend on the server. A missing cell is a missing row, never NULL.
-- brand_id is part of every key of the value tables (normalisedvalue, outcomevalue, spend and their histories): it is
-- the Citus distribution column; all other tables are reference tables there.
--
-- Writing. One import is one transaction:
--   1. SELECT version FROM digicadence.data_version FOR UPDATE     -- one writer at a time
--   2. INSERT INTO digicadence.import_batches … RETURNING batch_id
--   3. bulkLoad rows of names into a temporary table; upsert the dimension tables; join names to ids
--   4. SELECT digicadence.ensure_partitions(min(period), max(period)) FROM the staged scores
--   5. copy the rows that will change into the …_history table (replaced_by = this batch), then
--      INSERT … ON CONFLICT (key) DO UPDATE … WHERE the values differ; period is the first day of the period
--   6. widen score_coverage, metric_coverage and outcome_coverage by what was staged (catalogue and loader read them
--      instead of scanning values, and rely on them):
--        INSERT INTO digicadence.score_coverage AS c (project_id, brand_id, first_period, last_period)
--        SELECT project_id, brand_id, min(period), max(period) FROM staged GROUP BY 1, 2
--        ON CONFLICT (project_id, brand_id) DO UPDATE
--        SET first_period = least(c.first_period, excluded.first_period),
--            last_period = greatest(c.last_period, excluded.last_period);
--   7. when anything changed: SELECT digicadence.advance_data_version(the batch's digest)
-- Source and time of every value are those of its batch (batch_id); view `scores` shows them with all names.

CREATE TABLE digicadence.import_batches (
  batch_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- SHA-256 (hex) of the content, independent of file names' directories and of time
  digest text COLLATE "C" NOT NULL,
  -- where the rows came from: a folder, "demo", an API's address, …
  source text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'loaded', 'failed')),
  rows_read bigint NOT NULL DEFAULT 0,
  rows_inserted bigint NOT NULL DEFAULT 0,
  rows_replaced bigint NOT NULL DEFAULT 0,
  rows_unchanged bigint NOT NULL DEFAULT 0,
  rows_rejected bigint NOT NULL DEFAULT 0,
  -- what people should know besides: unknown columns, future periods; a JSON array of sentences
  warnings jsonb NOT NULL DEFAULT '[]',
  loaded_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);
CREATE INDEX import_batches_digest ON digicadence.import_batches (digest);

-- Refused rows, kept with their reason until a corrected row arrives (resolved_by).
CREATE TABLE digicadence.quarantine (
  quarantine_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch_id integer NOT NULL REFERENCES digicadence.import_batches,
  -- the project the row names, also when it is not known; NULL when the row names none
  project text COLLATE "C",
  file text COLLATE "C" NOT NULL,
  line integer NOT NULL,
  -- duplicate: a second row with the same key in one batch
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('invalid', 'orphan', 'duplicate')),
  reason text NOT NULL,
  row jsonb NOT NULL,
  resolved_by integer REFERENCES digicadence.import_batches
);
CREATE INDEX quarantine_waiting ON digicadence.quarantine (project) WHERE resolved_by IS NULL;

-- One row. Derived from the digests of the loads in their order, so that the same imports give the same version on
-- every database.
CREATE TABLE digicadence.data_version (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version text COLLATE "C" NOT NULL
);
INSERT INTO digicadence.data_version (version) VALUES ('empty');

CREATE FUNCTION digicadence.advance_data_version(digest text) RETURNS text LANGUAGE sql AS $$
  UPDATE digicadence.data_version
  SET version = left(encode(sha256(convert_to(version || ' ' || digest, 'UTF8')), 'hex'), 16)
  RETURNING version
$$;

CREATE TABLE digicadence.categories (
  category_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  category text COLLATE "C" NOT NULL UNIQUE CHECK (category <> '')
);

CREATE TABLE digicadence.brands (
  brand_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  brand text COLLATE "C" NOT NULL UNIQUE CHECK (brand <> ''),
  category_id integer NOT NULL REFERENCES digicadence.categories,
  role text COLLATE "C" NOT NULL CHECK (role IN ('own', 'competitor'))
);

CREATE TABLE digicadence.projects (
  project_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project text COLLATE "C" NOT NULL UNIQUE CHECK (project <> ''),
  market text COLLATE "C" NOT NULL,
  category_id integer NOT NULL REFERENCES digicadence.categories,
  currency text COLLATE "C" NOT NULL,
  frequency text COLLATE "C" NOT NULL CHECK (frequency IN ('weekly', 'monthly', 'quarterly')),
  start_date date NOT NULL,
  end_date date CHECK (end_date >= start_date),
  -- the earlier round that this project continues
  follows_id integer REFERENCES digicadence.projects CHECK (follows_id <> project_id)
);

CREATE TABLE digicadence.sections (
  section_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  section text COLLATE "C" NOT NULL UNIQUE CHECK (section <> '')
);

CREATE TABLE digicadence.platforms (
  platform_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  section_id integer NOT NULL REFERENCES digicadence.sections,
  platform text COLLATE "C" NOT NULL CHECK (platform <> ''),
  UNIQUE (section_id, platform)
);

CREATE TABLE digicadence.metrics (
  metric_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  platform_id integer NOT NULL REFERENCES digicadence.platforms,
  metric text COLLATE "C" NOT NULL CHECK (metric <> ''),
  -- of the raw value; normalised values are always "higher is better"
  direction text COLLATE "C" NOT NULL CHECK (direction IN ('higher', 'lower')),
  unit text COLLATE "C",
  definition text COLLATE "C",
  UNIQUE (platform_id, metric)
);

-- A weight holds from valid_from until the next one of the same level. NULL platform and metric: the section's
-- weight; NULL metric: the platform's.
CREATE TABLE digicadence.project_weights (
  project_id integer NOT NULL REFERENCES digicadence.projects,
  section_id integer NOT NULL REFERENCES digicadence.sections,
  platform_id integer REFERENCES digicadence.platforms,
  metric_id integer REFERENCES digicadence.metrics,
  valid_from date NOT NULL,
  weight double precision NOT NULL CHECK (weight >= 0 AND weight < 'Infinity'),
  CHECK (metric_id IS NULL OR platform_id IS NOT NULL),
  UNIQUE NULLS NOT DISTINCT (project_id, section_id, platform_id, metric_id, valid_from)
);

-- Scores, the one large table. The primary key is the index for (project, brand, period). No foreign keys: they
-- would cost three look-ups for each of 120 million rows; ids come from joins on the dimension tables in the same
-- transaction, and those rows are never deleted.
CREATE TABLE digicadence.normalisedvalue (
  project_id integer NOT NULL,
  brand_id integer NOT NULL,
  period date NOT NULL,
  metric_id integer NOT NULL,
  raw double precision,
  -- 0–100, already directed; NaN fails the check
  normalised double precision NOT NULL CHECK (normalised BETWEEN 0 AND 100),
  batch_id integer NOT NULL,
  PRIMARY KEY (project_id, brand_id, period, metric_id)
) PARTITION BY RANGE (period);
CREATE TABLE digicadence.normalisedvalue_default PARTITION OF digicadence.normalisedvalue DEFAULT;

-- Creates the yearly partitions for periods from first_day to last_day. A new partition is filled from the default
-- one and then attached, which, other than CREATE … PARTITION OF, does not lock readers out.
CREATE FUNCTION digicadence.ensure_partitions(first_day date, last_day date) RETURNS void LANGUAGE plpgsql STRICT AS $$
DECLARE
  partition text;
  from_day date;
  to_day date;
BEGIN
  FOR year IN extract(year FROM first_day)::integer .. extract(year FROM last_day)::integer LOOP
    partition := format('normalisedvalue_%s', year);
    CONTINUE WHEN to_regclass(format('digicadence.%I', partition)) IS NOT NULL;
    from_day := make_date(year, 1, 1);
    to_day := make_date(year + 1, 1, 1);
    EXECUTE format('CREATE TABLE digicadence.%I (LIKE digicadence.normalisedvalue INCLUDING ALL)', partition);
    EXECUTE format('WITH moved AS (DELETE FROM digicadence.normalisedvalue_default '
      'WHERE period >= %L AND period < %L RETURNING *) INSERT INTO digicadence.%I SELECT * FROM moved',
      from_day, to_day, partition);
    EXECUTE format('ALTER TABLE digicadence.normalisedvalue ATTACH PARTITION digicadence.%I '
      'FOR VALUES FROM (%L) TO (%L)', partition, from_day, to_day);
  END LOOP;
END
$$;

-- Former values: what stood there (batch_id loaded it) until the batch replaced_by came.
CREATE TABLE digicadence.normalisedvalue_history (
  LIKE digicadence.normalisedvalue,
  replaced_by integer NOT NULL REFERENCES digicadence.import_batches,
  PRIMARY KEY (project_id, brand_id, period, metric_id, replaced_by)
);

-- Which brands have scores in which project, and since when until when.
CREATE TABLE digicadence.score_coverage (
  project_id integer NOT NULL REFERENCES digicadence.projects,
  brand_id integer NOT NULL REFERENCES digicadence.brands,
  first_period date NOT NULL,
  last_period date NOT NULL,
  PRIMARY KEY (project_id, brand_id)
);

-- Which metrics have scores in which project.
CREATE TABLE digicadence.metric_coverage (
  project_id integer NOT NULL REFERENCES digicadence.projects,
  metric_id integer NOT NULL REFERENCES digicadence.metrics,
  PRIMARY KEY (project_id, metric_id)
);

CREATE TABLE digicadence.outcomes (
  outcome_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  outcome text COLLATE "C" NOT NULL UNIQUE CHECK (outcome <> ''),
  label text COLLATE "C" NOT NULL,
  -- currency resolves to the project's
  unit text COLLATE "C" NOT NULL CHECK (unit IN ('currency', 'count', 'percent', 'ratio', 'index', 'rank')),
  direction text COLLATE "C" NOT NULL CHECK (direction IN ('higher', 'lower')),
  aggregation text COLLATE "C" NOT NULL CHECK (aggregation IN ('sum', 'mean', 'last'))
);

-- KNOWN_OUTCOMES of src/domain/outcome.ts; a test compares them.
INSERT INTO digicadence.outcomes (outcome, label, unit, aggregation, direction) VALUES
  ('revenue', 'Revenue', 'currency', 'sum', 'higher'),
  ('units', 'Units', 'count', 'sum', 'higher'),
  ('price', 'Price', 'currency', 'mean', 'higher'),
  ('orders', 'Orders', 'count', 'sum', 'higher'),
  ('order_value', 'Order value', 'currency', 'mean', 'higher'),
  ('market_share', 'Market share', 'percent', 'mean', 'higher'),
  ('category_sales', 'Category sales', 'currency', 'sum', 'higher'),
  ('sessions', 'Sessions', 'count', 'sum', 'higher'),
  ('product_views', 'Product views', 'count', 'sum', 'higher'),
  ('add_to_carts', 'Add-to-carts', 'count', 'sum', 'higher'),
  ('impressions', 'Impressions', 'count', 'sum', 'higher'),
  ('clicks', 'Clicks', 'count', 'sum', 'higher'),
  ('new_customers', 'New customers', 'count', 'sum', 'higher'),
  ('retention', 'Retention', 'percent', 'mean', 'higher'),
  ('purchase_frequency', 'Purchase frequency', 'ratio', 'mean', 'higher'),
  ('gross_margin', 'Gross margin', 'percent', 'mean', 'higher'),
  ('awareness', 'Awareness', 'percent', 'mean', 'higher'),
  ('consideration', 'Consideration', 'percent', 'mean', 'higher'),
  ('preference', 'Preference', 'percent', 'mean', 'higher'),
  ('loyalty', 'Loyalty', 'percent', 'mean', 'higher'),
  ('equity_index', 'Equity index', 'index', 'mean', 'higher'),
  ('bestseller_rank', 'Bestseller rank', 'rank', 'mean', 'lower'),
  ('penetration', 'Penetration', 'percent', 'mean', 'higher'),
  ('distribution', 'Distribution', 'percent', 'mean', 'higher');

CREATE TABLE digicadence.outcomevalue (
  project_id integer NOT NULL REFERENCES digicadence.projects,
  brand_id integer NOT NULL REFERENCES digicadence.brands,
  outcome_id integer NOT NULL REFERENCES digicadence.outcomes,
  period date NOT NULL,
  value double precision NOT NULL CHECK (value > '-Infinity' AND value < 'Infinity'),
  batch_id integer NOT NULL REFERENCES digicadence.import_batches,
  PRIMARY KEY (project_id, brand_id, outcome_id, period)
);

CREATE TABLE digicadence.outcomevalue_history (
  LIKE digicadence.outcomevalue,
  replaced_by integer NOT NULL REFERENCES digicadence.import_batches,
  PRIMARY KEY (project_id, brand_id, outcome_id, period, replaced_by)
);

-- Which outcomes have values in which project.
CREATE TABLE digicadence.outcome_coverage (
  project_id integer NOT NULL REFERENCES digicadence.projects,
  outcome_id integer NOT NULL REFERENCES digicadence.outcomes,
  PRIMARY KEY (project_id, outcome_id)
);

CREATE TABLE digicadence.spend (
  project_id integer NOT NULL REFERENCES digicadence.projects,
  brand_id integer NOT NULL REFERENCES digicadence.brands,
  channel text COLLATE "C" NOT NULL CHECK (channel <> ''),
  period date NOT NULL,
  amount double precision NOT NULL CHECK (amount > '-Infinity' AND amount < 'Infinity'),
  impressions double precision CHECK (impressions >= 0 AND impressions < 'Infinity'),
  clicks double precision CHECK (clicks >= 0 AND clicks < 'Infinity'),
  batch_id integer NOT NULL REFERENCES digicadence.import_batches,
  PRIMARY KEY (project_id, brand_id, channel, period)
);

CREATE TABLE digicadence.spend_history (
  LIKE digicadence.spend,
  replaced_by integer NOT NULL REFERENCES digicadence.import_batches,
  PRIMARY KEY (project_id, brand_id, channel, period, replaced_by)
);

-- Dated labels: launches, outages, promotions. NULL brand: the event concerns every brand of the project.
CREATE TABLE digicadence.events (
  project_id integer NOT NULL REFERENCES digicadence.projects,
  brand_id integer REFERENCES digicadence.brands,
  date date NOT NULL,
  label text COLLATE "C" NOT NULL CHECK (label <> ''),
  batch_id integer NOT NULL REFERENCES digicadence.import_batches,
  UNIQUE NULLS NOT DISTINCT (project_id, brand_id, date, label)
);

-- For administrators: scores with their names, source and time of loading.
CREATE VIEW digicadence.scores AS
SELECT project, brand, section, platform, metric, period, raw, normalised, source, loaded_at
FROM digicadence.normalisedvalue v
JOIN digicadence.projects USING (project_id)
JOIN digicadence.brands USING (brand_id)
JOIN digicadence.metrics m USING (metric_id)
JOIN digicadence.platforms p USING (platform_id)
JOIN digicadence.sections s USING (section_id)
JOIN digicadence.import_batches b ON b.batch_id = v.batch_id;
