-- The words of an activity in another language, by a key mother who reads both. One row for each who was asked; of those
-- who wrote for one language the first counts.
-- of_words: a keyed hash of the host's words that she was asked about.
create table activity_translations (
  activity_id uuid not null references activities on delete cascade,
  language text not null,
  translator uuid not null references people on delete cascade,
  status text not null check (status in ('asked', 'written', 'declined')),
  of_words text not null,
  words bytea check (words is not null or status <> 'written'),
  primary key (activity_id, language, translator)
);
create unique index activity_translations_once on activity_translations (activity_id, language) where status = 'written';
create index activity_translations_of on activity_translations (translator);
