-- What repeats: a rule of RFC 5545, counted from the first time in the network's own zone. `skipped` are days.
create table activity_series (
  id uuid primary key,
  network_id text not null references networks on delete cascade,
  rule text not null,
  first_at timestamptz not null,
  skipped date[] not null default '{}',
  ended_at timestamptz
);

-- A draft has no hour yet, perhaps; whatever is sent has one. Without a host: she left, nobody took it over yet.
create table activities (
  id uuid primary key,
  network_id text not null references networks on delete cascade,
  host uuid references people on delete set null,
  status text not null check (status in ('draft', 'sent', 'cancelled', 'over')),
  content bytea not null,
  -- What those who replied were told last, and what they had been told before that.
  told bytea,
  told_before bytea,
  language text not null,
  starts_at timestamptz,
  ends_at timestamptz,
  audience jsonb not null,
  room integer check (room > 0),
  repeats text,
  series_id uuid references activity_series on delete set null,
  -- Goes up with every change of hour: what was planned for an earlier one does nothing.
  tick integer not null default 0,
  created_at timestamptz not null,
  check (status = 'draft' or starts_at is not null)
);
create index activities_ahead on activities (network_id, starts_at);
create index activities_by on activities (host) where host is not null;
-- A repeat is made once, by whichever process comes first.
create unique index activities_once on activities (series_id, starts_at) where series_id is not null;

create table activity_hosts (
  activity_id uuid not null references activities on delete cascade,
  person uuid not null references people on delete cascade,
  primary key (activity_id, person)
);

-- Who was invited, what she said, whether she came. `brings` and `children` come along with a yes.
create table activity_replies (
  activity_id uuid not null references activities on delete cascade,
  person uuid not null references people on delete cascade,
  reply text not null check (reply in ('none', 'yes', 'maybe', 'no', 'waiting', 'offered')),
  brings smallint not null default 0,
  children smallint not null default 0,
  waiting_since timestamptz,
  offered_until timestamptz,
  came boolean,
  changed_at timestamptz not null,
  primary key (activity_id, person)
);
create index activity_replies_of on activity_replies (person);

-- What those who came said of it. Without a person once she is erased; then without words too.
create table activity_feedback (
  id bigint generated always as identity primary key,
  activity_id uuid not null references activities on delete cascade,
  person uuid references people on delete set null,
  face text check (face in ('good', 'so_so', 'bad')),
  body bytea,
  at timestamptz not null,
  unique (activity_id, person)
);

-- When a network heard last that nothing lies ahead.
create table continuity_alarms (
  network_id text primary key references networks on delete cascade,
  at timestamptz not null
);
