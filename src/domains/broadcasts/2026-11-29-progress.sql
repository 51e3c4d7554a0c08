-- When its sender heard last how far it is, and up to which place it was then.
alter table broadcasts add column told_at timestamptz;
alter table broadcasts add column told_reached integer not null default 0;
