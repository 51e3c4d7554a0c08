-- An answer on its way into the library. Sealed, and without a word about whose question it came from.
create table library_drafts (
  id uuid primary key,
  network_id text not null references networks on delete cascade,
  topic text not null check (topic ~ '^[a-z0-9][a-z0-9-]{0,40}$'),
  made_by uuid references people on delete set null,
  at timestamptz not null
);

-- The draft in one language, by one person: asked of her, not now, written, or in the library.
create table library_draft_texts (
  id uuid primary key,
  draft_id uuid not null references library_drafts on delete cascade,
  language text not null,
  author uuid references people on delete set null,
  status text not null check (status in ('asked', 'declined', 'written', 'published')),
  content bytea,
  at timestamptz not null,
  unique (draft_id, language, author)
);
create index library_draft_texts_by on library_draft_texts (author, status) where author is not null;
