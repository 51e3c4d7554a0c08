-- One address on one channel. The running conversation lies in the same row, so that one lock and one read suffice a turn.
create table contacts (
  id bigint generated always as identity primary key,
  channel text not null,
  address bytea not null,
  address_key bytea not null,
  person_id uuid,
  network_id text,
  role text not null default 'guest',
  language text not null,
  language_chosen boolean not null default false,
  consents text[] not null default '{}',
  last_inbound_at timestamptz,
  blocked_at timestamptz,
  holding boolean not null default false,
  session bytea,
  created_at timestamptz not null default now(),
  unique (channel, address_key)
) with (fillfactor = 70);
create index contacts_person on contacts (person_id) where person_id is not null;

-- Conversations that wait behind the running one: interrupted, or begun by the house meanwhile.
create table set_aside (
  id text primary key,
  contact_id bigint not null references contacts on delete cascade,
  session bytea not null,
  comes_back boolean not null,
  at timestamptz not null
);
create index set_aside_contact on set_aside (contact_id, at);

-- The provider's ids that had their effect. Keyed hashes: they name nobody and outlive erasure, for signatures carry no time.
create table receipts (
  channel text not null,
  key bytea not null,
  at timestamptz not null default now(),
  constraint receipts_once primary key (channel, key)
);

create table messages (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contacts on delete cascade,
  direction text not null check (direction in ('in', 'out')),
  status text not null check (status in ('held', 'taken', 'queued', 'sending', 'parked', 'sent', 'delivered', 'read', 'failed')),
  priority smallint not null default 0,
  content bytea not null,
  provider_id text,
  due_at timestamptz not null default now(),
  claimed_by integer,
  claimed_at timestamptz,
  attempts smallint not null default 0,
  trouble text,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
create index messages_contact on messages (contact_id, id);
create index messages_waiting on messages (due_at) where status in ('queued', 'sending');

-- What has to be done after a commit, at its time, once. Timers are errands with a later due time.
create table errands (
  id text primary key,
  name text not null,
  data jsonb not null,
  due_at timestamptz not null,
  attempts smallint not null default 0,
  failed_at timestamptz,
  trouble text,
  created_at timestamptz not null default now()
);
create index errands_due on errands (due_at) where failed_at is null;

create table media (
  id uuid primary key,
  contact_id bigint not null references contacts on delete cascade,
  kind text not null,
  mime text not null,
  name text,
  channel text,
  reference bytea,
  bytes bytea,
  trouble text,
  created_at timestamptz not null default now(),
  fetched_at timestamptz
);
create index media_contact on media (contact_id);

-- Authentic, but not understood or not survived: kept for a person to look at.
create table quarantine (
  id bigint generated always as identity primary key,
  channel text not null,
  key bytea not null,
  kind text not null,
  raw bytea not null,
  at timestamptz not null default now(),
  unique (channel, key)
);

-- The instant up to which a provider's own list was read.
create table caught_up (channel text primary key, until timestamptz not null);

-- The next free place in a channel's pace for what is not a reply.
create table pace (channel text primary key, next_at timestamptz not null);

create table whatsapp_contents (key text primary key, sid text not null);
