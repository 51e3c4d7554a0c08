-- A message in which danger was seen. `asked`: she was asked whether she is safe; `waiting`: somebody on duty is called;
-- `taken`: somebody is with her; `calm`: she said that she is safe, or it was no danger.
create table dangers (
  id uuid primary key,
  network_id text not null references networks on delete cascade,
  person uuid not null references people on delete cascade,
  level text not null check (level in ('sure', 'soft')),
  status text not null check (status in ('asked', 'waiting', 'taken', 'calm')),
  words bytea not null,
  taken_by uuid references people on delete set null,
  taken_at timestamptz,
  at timestamptz not null
);
create index dangers_of on dangers (person, at);
create index dangers_open on dangers (network_id, status) where status in ('asked', 'waiting');
