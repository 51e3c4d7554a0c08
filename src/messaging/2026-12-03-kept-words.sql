-- What somebody said that can only be taken up when she has joined. It goes with her contact.
create table kept_words (
  contact_id bigint primary key references contacts on delete cascade,
  words bytea not null,
  at timestamptz not null
);
