-- Whatever waits for a person, of any kind, with its clock. The subject lies in the domain that owns the kind.
create table tickets (
  id uuid primary key,
  network_id text not null references networks on delete cascade,
  kind text not null,
  subject uuid not null,
  for_person uuid references people on delete set null,
  status text not null check (status in ('open', 'assigned', 'closed')),
  assignee uuid references people on delete set null,
  rung smallint not null default 0,
  lowest smallint not null default 0,
  tick integer not null default 0,
  reminded boolean not null default false,
  due_at timestamptz not null,
  opened_at timestamptz not null,
  closed_at timestamptz
);
create unique index tickets_one_waits on tickets (kind, subject) where status <> 'closed';
create index tickets_waiting_for on tickets (assignee) where status = 'assigned';
create index tickets_waiting_in on tickets (network_id, status) where status <> 'closed';
