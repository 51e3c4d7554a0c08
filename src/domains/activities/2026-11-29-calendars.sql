-- Whose calendar lies behind which secret. Looked up by a keyed hash; the secret itself is sealed, so that she can be told it again.
create table calendars (
  person uuid primary key references people on delete cascade,
  key bytea not null unique,
  secret bytea not null
);
