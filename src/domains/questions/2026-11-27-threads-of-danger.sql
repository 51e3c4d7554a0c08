-- The message in danger that a thread follows from: with whoever took it, or with the key mother who was told.
alter table questions add column danger uuid references dangers on delete set null;
create index questions_from_danger on questions (danger) where danger is not null;
