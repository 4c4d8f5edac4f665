-- How files with a certain header are to be read, as people have said it once; and the scores that a source states
-- itself, against which the roll-up of its metrics is held.

CREATE TABLE bot.import_mappings (
  -- a Slack workspace, or "installation" for the command line
  scope text NOT NULL,
  -- hash of the header's names without case, blanks and signs
  signature text NOT NULL,
  -- table, columns, constants, decimal sign, order of dates: only what was said
  wishes json NOT NULL,
  remembered_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (scope, signature)
);

-- NULL section: the brand's whole score.
CREATE TABLE digicadence.statedscore (
  project_id integer NOT NULL REFERENCES digicadence.projects,
  brand_id integer NOT NULL REFERENCES digicadence.brands,
  section_id integer REFERENCES digicadence.sections,
  period date NOT NULL,
  score double precision NOT NULL CHECK (score BETWEEN 0 AND 100),
  batch_id integer NOT NULL REFERENCES digicadence.import_batches,
  line integer,
  UNIQUE NULLS NOT DISTINCT (project_id, brand_id, section_id, period)
);

CREATE TABLE digicadence.statedscore_history (
  LIKE digicadence.statedscore,
  replaced_by integer NOT NULL REFERENCES digicadence.import_batches,
  UNIQUE NULLS NOT DISTINCT (project_id, brand_id, section_id, period, replaced_by)
);
