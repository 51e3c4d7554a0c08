-- What lies on the phones of the phones page (demo only). Whose phone it is, and what was said, is sealed.
create table phone_messages (
  id bigint generated always as identity primary key,
  phone_key bytea not null,
  phone bytea not null,
  said_by text not null check (said_by in ('owner', 'house')),
  key text,
  content bytea not null,
  recorded bytea,
  at timestamptz not null,
  constraint phone_messages_once unique (phone_key, key)
);
create index phone_messages_phone on phone_messages (phone_key, id);
