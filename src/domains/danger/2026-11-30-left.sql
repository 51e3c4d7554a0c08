-- Somebody was erased while a person was still to look after her: her words and her id are gone. Her first name and who her
-- key mother is stay until that is settled, at most a week.
alter table dangers alter column person drop not null;
alter table dangers add column left_at timestamptz;
alter table dangers add column name bytea;
alter table dangers add column key_mother uuid references people on delete set null;
