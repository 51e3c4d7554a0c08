-- Until then the invitations wait for whoever is asked; null where nothing waits for her.
alter table activity_translations add column waits_until timestamptz;
