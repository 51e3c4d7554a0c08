-- The answers of a network: shipped ones, and its own, which win. Every version stays; the highest one holds.
create table library_entries (
  network_id text not null references networks on delete cascade,
  topic text not null check (topic ~ '^[a-z0-9][a-z0-9-]{0,40}$'),
  language text not null,
  version integer not null check (version > 0),
  origin text not null check (origin in ('shipped', 'own')),
  -- What the shipped file said, so that an upgrade is known from a change of our own.
  digest text,
  title text not null,
  answer text not null,
  next text not null,
  ask text not null,
  source text not null,
  checked_on date not null,
  reviewed boolean not null,
  made_by uuid references people on delete set null,
  made_at timestamptz not null,
  primary key (network_id, topic, language, version)
);

-- Which shipped library a network has been given, so that a start need not compare it all.
create table library_given (
  network_id text primary key references networks on delete cascade,
  digest text not null,
  at timestamptz not null
);

-- Ways of asking that a network has learned, sealed: they are a mother's words until a person has accepted them.
create table library_asks (
  id uuid primary key,
  network_id text not null references networks on delete cascade,
  topic text not null,
  language text not null,
  words bytea not null,
  status text not null check (status in ('proposed', 'accepted', 'declined')),
  how text not null check (how in ('chosen', 'linked', 'written')),
  -- Whose words; forgotten once they are accepted, and with her before that.
  asker uuid references people on delete cascade,
  decided_by uuid references people on delete set null,
  decided_at timestamptz,
  at timestamptz not null
);
create index library_asks_of on library_asks (network_id, status, at);
create index library_asks_by on library_asks (asker) where asker is not null;

-- Each time the library was looked into, and what came of it.
create table library_looks (
  id uuid primary key,
  network_id text not null references networks on delete cascade,
  asker uuid not null references people on delete cascade,
  language text not null,
  words bytea not null,
  offered text[] not null,
  topic text,
  how text check (how in ('sure', 'chosen')),
  helped boolean,
  -- The entry that came later, of which she was told: once.
  told_of text,
  at timestamptz not null
);
create index library_looks_of on library_looks (network_id, at);
create index library_looks_by on library_looks (asker, at);
