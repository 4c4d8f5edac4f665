-- Schema `bot`: what the app remembers about its own work. JSON columns are `json`, not `jsonb`: a stored document must
-- come back byte for byte, and jsonb reorders keys.

create schema if not exists bot;

create table bot.runs (
  id uuid primary key,
  request json not null,
  requested_by text,
  destination json not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'ready', 'failed', 'cancelled')),
  stage text not null default 'queued',
  share double precision not null default 0,
  outcomes json,
  error json,
  data_version text,
  timings json not null default '{}',
  created_at timestamptz not null,
  finished_at timestamptz
);

create index runs_recent on bot.runs (created_at desc);
create index runs_by_person on bot.runs (requested_by, created_at desc);

-- One row per run that goes to Slack: the step reached, so that a crash resumes there.
-- Steps that Slack cannot repeat harmlessly are written down before (`sending`, `sharing`) and after they happen.
create table bot.deliveries (
  run_id uuid primary key references bot.runs (id) on delete cascade,
  announcement text not null default 'pending' check (announcement in ('pending', 'sending', 'sent')),
  announcing_since timestamptz,
  channel text,
  ts text,
  result text not null default 'pending' check (result in ('pending', 'sent')),
  finished_at timestamptz
);

create table bot.delivery_files (
  run_id uuid not null references bot.deliveries (run_id) on delete cascade,
  name text not null,
  file_id text,
  state text not null check (state in ('uploaded', 'sharing', 'shared', 'uncertain')),
  primary key (run_id, name)
);
