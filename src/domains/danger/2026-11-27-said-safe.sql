-- She said that she is safe when somebody was called already: whoever looks is told so.
alter table dangers add column said_safe boolean not null default false;
