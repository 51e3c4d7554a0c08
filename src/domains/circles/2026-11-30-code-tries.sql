-- Wrong codes are counted by address, a keyed hash, and no longer by contact: an erasure does not begin the count anew.
drop table code_tries;
create table code_tries (
  address_key bytea not null,
  at timestamptz not null
);
create index code_tries_of on code_tries (address_key, at);
create index code_tries_at on code_tries (at);
