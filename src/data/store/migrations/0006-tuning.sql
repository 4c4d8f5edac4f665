-- Tuned settings by everything that their search depended on: data, object, space, seed, budget.

CREATE TABLE bot.tunings (
  signature text NOT NULL,
  object text NOT NULL,
  space_version integer NOT NULL,
  seed bigint NOT NULL,
  trials integer NOT NULL,
  batch_size integer NOT NULL,
  -- budget: finished; else what it was broken off by, and resumed from
  ended_by text NOT NULL CHECK (ended_by IN ('budget', 'timeout', 'aborted')),
  record json NOT NULL,
  tuned_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (signature, object, space_version, seed, trials, batch_size)
);

CREATE INDEX tunings_by_object ON bot.tunings (object, tuned_at DESC);
