-- What discovery found at the services of a source: kept for every process, so that a start needs no new round of probes.

create table bot.source_directories (
  source text primary key,
  directory json not null,
  discovered_at timestamptz not null
);
