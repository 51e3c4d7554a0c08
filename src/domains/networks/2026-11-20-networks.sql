-- One neighbourhood. Settings hold only what differs from the house's defaults.
create table networks (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{1,31}$'),
  name text not null,
  city text not null,
  country text not null,
  time_zone text not null,
  languages text[] not null check (cardinality(languages) > 0),
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);
