-- Plans, subscriptions, bills and commission.

-- One row for the whole street: who bills, and by which clocks.
create table billing_terms (
    id uuid primary key,
    single boolean not null unique check (single),
    seller text not null,
    tax_note text not null,
    grace_days integer not null check (grace_days between 1 and 90),
    changed_at timestamptz not null
);

-- A change of a plan is a new version: whoever subscribed keeps the one that was agreed on. An empty limit is none.
create table plan (
    id uuid primary key,
    code text not null check (code ~ '^[a-z][a-z0-9-]{1,30}$'),
    version integer not null check (version > 0),
    name jsonb not null,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    price_month bigint not null check (price_month between 0 and 1000000000000),
    price_year bigint not null check (price_year between 0 and 1000000000000),
    trial_days integer not null check (trial_days between 0 and 365),
    goods integer check (goods >= 0),
    staff integer check (staff >= 0),
    orders integer check (orders >= 0),
    plugins integer check (plugins >= 0),
    domains integer check (domains >= 0),
    commission_points integer not null check (commission_points between 0 and 10000),
    trade_points jsonb not null,
    offered boolean not null,
    created_at timestamptz not null,
    unique (code, version)
);

create table subscription (
    shop_id uuid primary key references shop (id),
    plan_id uuid not null references plan (id),
    rhythm text not null check (rhythm in ('month', 'year')),
    state text not null check (state in ('trial', 'active', 'ended')),
    begun_at timestamptz not null,
    period_begins timestamptz not null,
    period_ends timestamptz not null check (period_ends > period_begins),
    next_plan_id uuid references plan (id),
    next_rhythm text check (next_rhythm in ('month', 'year')),
    ends_with_period boolean not null default false,
    -- When it was frozen for want of money; a frost for another reason is not ours to end.
    frozen_at timestamptz,
    -- Since when no new orders are taken, because the month's had been used up for longer than the days of grace.
    stops_orders_at timestamptz,
    check ((next_plan_id is null) = (next_rhythm is null)),
    check (not (ends_with_period and next_plan_id is not null))
);

create index subscription_due on subscription (period_ends) where state <> 'ended';

-- How many orders a shop took in a month of Beijing's calendar, as its own figures said when they were asked last.
create table order_month (
    shop_id uuid not null references shop (id),
    month date not null,
    orders bigint not null check (orders >= 0),
    told integer not null default 0 check (told in (0, 80, 100)),
    over_since timestamptz,
    counted_at timestamptz not null,
    primary key (shop_id, month)
);

-- The last number that was given in a year: taken in the transaction that writes the bill, so that none is missing.
create table bill_number (
    id uuid primary key,
    year integer not null unique,
    last integer not null check (last > 0)
);

create table bill (
    id uuid primary key,
    year integer not null,
    number integer not null check (number > 0),
    shop_id uuid not null references shop (id),
    kind text not null check (kind in ('subscription', 'commission')),
    -- What it is for, once for each shop: asked for twice, one bill is written.
    reason text not null,
    state text not null check (state in ('open', 'paid')),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    total bigint not null check (total > 0),
    paid bigint not null default 0 check (paid between 0 and total),
    lines jsonb not null,
    seller text not null,
    buyer text not null,
    tax_note text not null,
    begins timestamptz not null,
    ends timestamptz not null,
    due_at timestamptz not null,
    reminded_at timestamptz,
    issued_at timestamptz not null,
    paid_at timestamptz,
    unique (year, number),
    unique (shop_id, reason),
    check ((state = 'paid') = (paid = total)),
    check ((state = 'paid') = (paid_at is not null))
);

create index bill_shop on bill (shop_id, issued_at);

create index bill_open on bill (due_at) where state = 'open';

create table bill_payment (
    id uuid primary key,
    bill_id uuid not null references bill (id),
    channel_id uuid not null references channel (id),
    out_trade_no text not null unique,
    -- An attempt that has 'ended' takes nothing more: the service was told so, or said so.
    state text not null check (state in ('created', 'pending', 'succeeded', 'surplus', 'ended')),
    -- Taken by the service from a card that was left with it: tried so many times, and payable there meanwhile.
    collected boolean not null default false,
    tries integer not null default 0 check (tries >= 0),
    page text not null default '',
    amount bigint not null check (amount > 0),
    currency text not null,
    received bigint not null default 0 check (received >= 0),
    gateway_ref text not null default '',
    gateway_txn text not null default '',
    action jsonb,
    queries integer not null default 0,
    query_at timestamptz,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    settled_at timestamptz
);

create index bill_payment_bill on bill_payment (bill_id);

create index bill_payment_asked on bill_payment (query_at) where state in ('created', 'pending');

-- One bill is paid once: whatever else comes for it is the shop's credit.
create unique index bill_payment_one on bill_payment (bill_id) where state = 'succeeded';

-- The card from which the bills of a shop are taken. It stays with the service; here is its payer there, and what may be shown.
create table card_on_file (
    shop_id uuid primary key references shop (id),
    -- Whoever owns the shop next brings a card of their own.
    owner_id uuid not null,
    channel_id uuid not null references channel (id),
    payer text not null check (payer <> ''),
    state text not null check (state in ('asked', 'kept', 'gone')),
    -- The visit on which a card is being entered; empty when its outcome is known.
    visit text not null,
    label text not null,
    expires text not null,
    changed_at timestamptz not null
);

create unique index card_on_file_payer on card_on_file (channel_id, payer);

revoke delete, truncate on bill, bill_payment, bill_number from bodega_platform;
