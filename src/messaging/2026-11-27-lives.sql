-- Every process while it lives. One that ends in order takes its row away: a row that nobody holds is a process that died.
create table lives (
  instance integer primary key,
  since timestamptz not null default now()
);

-- Inbound messages that were begun while the house is watchful, and how often. Keyed hashes, as in receipts.
create table begun (
  channel text not null,
  key bytea not null,
  times smallint not null default 1,
  at timestamptz not null default now(),
  primary key (channel, key)
);
