-- What an answerer wants to know from the asker first; it is no answer.
alter table question_entries add column asks_back boolean not null default false;
