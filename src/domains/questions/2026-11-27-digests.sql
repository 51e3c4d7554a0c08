-- Who was told on which day of her network what waits for her: the key lets it be once, on any number of processes.
create table digests (
  person_id uuid not null references people on delete cascade,
  day date not null,
  -- What the library has answered is told from here on.
  since timestamptz not null,
  at timestamptz not null,
  primary key (person_id, day)
);
