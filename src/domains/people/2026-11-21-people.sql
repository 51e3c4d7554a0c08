-- Somebody of a network. Appointed people wait here until they have joined.
create table people (
  id uuid primary key,
  network_id text not null references networks on delete cascade,
  name bytea not null,
  role text not null check (role in ('mother', 'key-mother', 'professional', 'institution')),
  languages text[] not null default '{}',
  children text[] not null default '{}',
  invitations boolean not null default true,
  reminders boolean not null default true,
  paused_until timestamptz,
  joined_at timestamptz,
  created_at timestamptz not null
);
create index people_network on people (network_id, role);

-- What she agreed to, in which wording and language, and where.
create table consents (
  person_id uuid not null references people on delete cascade,
  kind text not null,
  wording text not null,
  language text not null,
  channel text not null,
  given_at timestamptz not null,
  primary key (person_id, kind, wording)
);

-- Who is asked first, second, third when something goes to the professionals.
create table duty (
  network_id text not null references networks on delete cascade,
  person_id uuid not null references people on delete cascade,
  place smallint not null,
  primary key (network_id, person_id)
);

-- Keyed hashes of who was erased: a backup that comes back can be erased again, and nobody can be named from here.
create table erased (
  key bytea primary key,
  at timestamptz not null
);
