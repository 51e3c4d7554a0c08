-- A clock that stands still: until the asker answers what she was asked back, or until the answerer finds time.
alter table tickets add column stands text check (stands in ('asked-back', 'on-hold'));
-- How often in a row whoever has it asked for more time.
alter table tickets add column holds smallint not null default 0;
