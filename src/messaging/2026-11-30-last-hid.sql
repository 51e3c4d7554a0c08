-- When somebody last made her screen harmless; stays, whatever she writes afterwards.
alter table contacts add column last_hid_at timestamptz;
