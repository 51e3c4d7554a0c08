-- Messages whose buttons go on working when their conversation is over: how that began, so that it begins anew.
create table lasting (
  session text primary key,
  contact_id bigint not null references contacts on delete cascade,
  flow text not null,
  input jsonb not null,
  at timestamptz not null
);
create index lasting_of on lasting (contact_id);
