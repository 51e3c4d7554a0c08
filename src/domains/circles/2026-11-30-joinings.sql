-- From which address somebody joined lately, so that nobody joins and leaves by the thousand. The address is a keyed hash, which
-- outlives an erasure by a day; older ones are cleared away.
create table joinings (
  address_key bytea not null,
  at timestamptz not null
);
create index joinings_of on joinings (address_key, at);
create index joinings_at on joinings (at);
