-- When somebody who spoke was last told whom to call in danger, because the house does not understand what is said.
create table unheard (
  contact bigint primary key references contacts on delete cascade,
  told_at timestamptz not null
);
