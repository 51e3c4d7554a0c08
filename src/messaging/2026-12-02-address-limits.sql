-- What is done from one address only so often, whoever is behind it. The address is a keyed hash, which outlives an erasure until
-- it counts no more; then it is cleared away.
create table address_limits (
  address_key bytea not null,
  what text not null,
  subject uuid,
  until timestamptz not null
);
create index address_limits_of on address_limits (address_key, what, until);
create index address_limits_until on address_limits (until);
create index address_limits_about on address_limits (subject);
-- Counts that are under way begin anew.
drop table code_tries;
drop table joinings;
drop table stranger_calls;
