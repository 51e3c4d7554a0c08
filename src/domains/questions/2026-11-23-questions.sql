-- What a mother asked, and the thread that follows from it. Without an asker: she was erased, what others wrote stays.
create table questions (
  id uuid primary key,
  network_id text not null references networks on delete cascade,
  kind text not null check (kind in ('question', 'talk')),
  asker uuid references people on delete set null,
  anonymous boolean not null,
  direct boolean not null,
  status text not null check (status in ('waiting', 'answered', 'resting', 'closed')),
  helped boolean,
  last_activity_at timestamptz not null,
  created_at timestamptz not null
);
create index questions_of on questions (asker, last_activity_at) where asker is not null;

-- What was written or said in a thread. `for_reader`: the whole thread, or the key mother alone. Body null: erased.
create table question_entries (
  id bigint generated always as identity primary key,
  question_id uuid not null references questions on delete cascade,
  author uuid references people on delete set null,
  author_role text not null,
  for_reader text not null check (for_reader in ('all', 'key-mother')),
  body bytea,
  created_at timestamptz not null
);
create index question_entries_of on question_entries (question_id, id);
create index question_entries_by on question_entries (author) where author is not null;

-- Who has been turned to: these, and the asker, may read and answer. Nobody else.
create table question_readers (
  question_id uuid not null references questions on delete cascade,
  person uuid not null references people on delete cascade,
  role text not null,
  since timestamptz not null,
  primary key (question_id, person)
);
create index question_readers_of on question_readers (person);
