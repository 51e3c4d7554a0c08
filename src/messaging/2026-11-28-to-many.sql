-- When a channel's last messages were given their turn, in milliseconds, as many as its provider takes in a second: the next one
-- has to wait until the first of them is a second old. One row is the clock of all processes. Not logged, for it is worth nothing
-- after a crash of the server, and a turn must not wait for the disk.
create unlogged table turns (channel text primary key, taken bigint[] not null) with (fillfactor = 40);
drop table pace;

-- What is sent to many belongs together: what is under way is counted and stopped by this.
alter table messages add column about uuid;
create index messages_about on messages (about, contact_id) where about is not null;
create index messages_to_many on messages (priority, due_at, id) where status = 'queued' and priority > 0;

-- Whom we wrote to first, outside her window, and when: a provider lets us begin with so many people a day.
create table openings (
  contact_id bigint primary key references contacts on delete cascade,
  channel text not null,
  at timestamptz not null
);
create index openings_lately on openings (channel, at);
create index errands_about on errands ((data ->> 'about')) where data ->> 'about' is not null;
