-- What a key mother or a professional tells many at once. `reached`: everybody up to this place has been seen to.
-- Without a sender, or words: she was erased.
create table broadcasts (
  id uuid primary key,
  network_id text not null references networks on delete cascade,
  sender uuid references people on delete set null,
  reach text not null check (reach in ('circle', 'network')),
  status text not null check (status in ('asked', 'refused', 'planned', 'running', 'stopped', 'done')),
  body bytea,
  starts_at timestamptz not null,
  agreed_by uuid references people on delete set null,
  reached integer not null default 0,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index broadcasts_by on broadcasts (sender, created_at) where sender is not null;

-- For whom it is, as things stood when it began; the key lets nobody be in it twice. `passed_over`: why she did not get it.
create table broadcast_people (
  broadcast_id uuid not null references broadcasts on delete cascade,
  place integer not null,
  person_id uuid not null references people on delete cascade,
  planned_at timestamptz,
  passed_over text check (passed_over in ('weekly', 'rests', 'stopped')),
  thread uuid references questions on delete set null,
  primary key (broadcast_id, place),
  unique (broadcast_id, person_id)
);
create index broadcast_people_of on broadcast_people (person_id, planned_at);
