-- What the platform's rules found in this shop's listings, and what became of it.

-- Which category of the street this one of the shop belongs to; empty is that of the category it lies in.
alter table category add column trade text not null default '';

-- Since when a good is off sale because papers are missing, and for which category of the street.
alter table product add column held_at timestamptz;

alter table product add column held_trade text not null default '';

create index product_held on product (id) where held_at is not null;

-- Since when a good that should be on sale is off it because a rule is broken; it comes back once that is mended.
alter table product add column stopped_at timestamptz;

create index product_stopped on product (id) where stopped_at is not null;

-- What stands struck through beside the price, and what the shop says that it is.
alter table sku add column struck_price bigint check (struck_price > price);

alter table sku add column struck_basis text not null default '';

-- Every price that was ever asked, from when it was asked.
create table price_change (
    id uuid primary key,
    sku_id uuid not null,
    at timestamptz not null,
    price bigint not null,
    currency text not null
);

create index price_change_sku on price_change (sku_id, at);

revoke update, delete, truncate on price_change from current_user;

-- One rule broken by one good, or by what the shop says of itself (its subject is then the shop's id).
create table policy_case (
    id uuid primary key,
    subject text not null check (subject in ('product', 'shop')),
    subject_id uuid not null,
    title text not null,
    rule text not null,
    rule_version integer not null,
    severity text not null check (severity in ('block', 'review', 'warn')),
    state text not null check (state in ('open', 'appealed', 'upheld', 'overturned', 'fixed', 'ended')),
    hits jsonb not null,
    -- What exactly was found, whatever stands around it: what was overturned once is not held against it again.
    keys text[] not null,
    appeal text not null default '',
    appealed_at timestamptz,
    appealed_by text not null default '',
    decision text not null default '',
    decided_at timestamptz,
    decided_by text not null default '',
    opened_at timestamptz not null,
    state_at timestamptz not null,
    -- Counts its changes; `told` is the one that the platform knows.
    revision integer not null default 1,
    told integer not null default 0
);

create unique index policy_case_at_work on policy_case (subject_id, rule)
    where state in ('open', 'appealed', 'upheld');

create index policy_case_open on policy_case (opened_at) where state in ('open', 'upheld');

create index policy_case_subject on policy_case (subject_id, opened_at);

create index policy_case_untold on policy_case (id) where told < revision;

-- What a feature or an extension says of a good that rules must know: odds, draws, flash sales; without a good, of the shop.
create table listing_facts (
    id uuid primary key,
    product_id uuid references product (id) on delete cascade,
    source text not null check (source <> ''),
    facts jsonb not null,
    said_at timestamptz not null,
    unique nulls not distinct (product_id, source)
);

-- What the file was called that somebody uploaded: rules read that too.
alter table image add column name text not null default '';
