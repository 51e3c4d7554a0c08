-- Who trusts whom: a mother has one key mother, or none yet.
create table trust (
  mother uuid primary key references people on delete cascade,
  key_mother uuid not null references people on delete cascade,
  how text not null check (how in ('link', 'choice')),
  since timestamptz not null
);
create index trust_circle on trust (key_mother);

-- A key mother's holiday, and who is there for her mothers meanwhile.
create table holidays (
  key_mother uuid primary key references people on delete cascade,
  until timestamptz not null,
  stand_in uuid references people on delete set null
);

-- Codes that let people in. Only a keyed hash is kept: nobody can read a code out of here.
-- `for_person`: made by the operator for somebody appointed, once only. Without it, whoever uses the code joins as a mother.
create table invitations (
  key bytea primary key,
  network_id text not null references networks on delete cascade,
  key_mother uuid references people on delete cascade,
  for_person uuid references people on delete cascade,
  uses_left integer check (uses_left >= 0),
  expires_at timestamptz not null,
  withdrawn_at timestamptz,
  created_at timestamptz not null
);
create index invitations_of on invitations (key_mother) where withdrawn_at is null;

-- Codes tried lately, so that nobody tries them by the thousand. Older ones are cleared away.
create table code_tries (
  contact_id bigint not null,
  at timestamptz not null
);
create index code_tries_of on code_tries (contact_id, at);
