create table membership_tier (
    id uuid primary key,
    name text not null,
    growth bigint not null unique check (growth >= 0),
    changed_at timestamptz not null
);

-- What a tier pays: so many ten-thousandths of the list price, or, for one good, a price of its own.
create table membership_price (
    id uuid primary key,
    tier_id uuid not null references membership_tier (id) on delete cascade,
    target text not null check (target in ('all', 'category', 'sku')),
    target_id uuid,
    points integer check (points between 0 and 10000),
    price bigint check (price >= 0),
    currency text,
    check ((target = 'all') = (target_id is null)),
    check ((points is null) <> (price is null)),
    check ((price is null) = (currency is null)),
    check (price is null or target = 'sku'),
    unique nulls not distinct (tier_id, target, target_id)
);

-- The growth book: what was spent, what went back of it, and what came again because a refund failed. The growth of an
-- order follows from its entries, in whatever order they arrived.
create table membership_growth (
    id uuid primary key,
    source text not null check (source in ('order', 'refund', 'reversal')),
    source_id uuid not null,
    customer_id uuid not null,
    order_id uuid not null,
    number text not null,
    topup boolean not null,
    minor bigint not null check (minor >= 0),
    paid bigint,
    rate integer check (rate >= 0),
    unit bigint check (unit > 0),
    at timestamptz not null,
    unique (source, source_id),
    check ((source = 'order') = (paid is not null and rate is not null and unit is not null))
);

create index membership_growth_customer on membership_growth (customer_id, order_id);

revoke update, delete, truncate on membership_growth from current_user;

-- A tier that staff gave by hand; the newest entry of a customer counts, one without a tier takes it back.
create table membership_grant (
    id uuid primary key,
    customer_id uuid not null,
    -- No foreign key: to check it the server would have to lock rows that nobody may change.
    tier_id uuid,
    until date not null,
    reason text not null,
    actor text not null,
    at timestamptz not null
);

create index membership_grant_customer on membership_grant (customer_id, id);

revoke update, delete, truncate on membership_grant from current_user;
