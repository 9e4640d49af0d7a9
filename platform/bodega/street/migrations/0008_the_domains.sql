-- The domains of shops, and the proof that they are theirs.

create table shop_domain (
    id uuid primary key,
    shop_id uuid not null references shop (id),
    host text not null check (host = lower(host)),
    state text not null check (state in ('waiting', 'proved', 'lost', 'removed')),
    proved_by text check (proved_by in ('dns', 'file')),
    problem text not null default '',
    checks integer not null default 0,
    added_at timestamptz not null,
    checked_at timestamptz,
    proved_at timestamptz,
    missing_since timestamptz
);

create unique index shop_domain_once on shop_domain (shop_id, host) where state <> 'removed';

-- Where visitors of the shop's other hosts are led. Payment services go on using the canonical host.
alter table shop_host add column leads boolean not null default false;

create unique index shop_host_one_leading on shop_host (shop_id) where leads;
