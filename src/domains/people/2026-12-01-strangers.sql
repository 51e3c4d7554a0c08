-- Somebody who has not joined, and whom a person is to answer all the same: she has no name here. When she joins, the row is hers.
alter table people drop constraint people_role_check;
alter table people add constraint people_role_check
  check (role in ('mother', 'key-mother', 'professional', 'institution', 'guest'));

-- From which address a person was called by somebody who has not joined, so that nobody can ring the professional a hundred
-- times a night. The address is a keyed hash, which outlives an erasure by a day; older ones are cleared away.
create table stranger_calls (
  address_key bytea not null,
  what text not null check (what in ('danger', 'listening')),
  subject uuid not null,
  at timestamptz not null
);
create index stranger_calls_of on stranger_calls (address_key, at);
create index stranger_calls_at on stranger_calls (at);
create index stranger_calls_about on stranger_calls (subject);
