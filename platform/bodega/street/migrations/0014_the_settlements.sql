-- Money that the platform collected for shops, on its way out to them.

-- By which clocks and shares it becomes a shop's to take: for all ('all'), for a plan ('plan:<code>'), for one shop
-- ('shop:<id>'). What is empty here is as it is one step further out. Sums are minor units by currency.
create table settlement_terms (
    id uuid primary key,
    about text not null unique check (about ~ '^(all|plan:[a-z][a-z0-9-]{1,30}|shop:[0-9a-f-]{36})$'),
    rhythm text check (rhythm in ('day', 'week', 'month')),
    hold_days integer check (hold_days between 0 and 365),
    young_days integer check (young_days between 0 and 730),
    young_hold_days integer check (young_hold_days between 0 and 365),
    reserve_points integer check (reserve_points between 0 and 5000),
    reserve_days integer check (reserve_days between 0 and 365),
    account_days integer check (account_days between 0 and 90),
    least jsonb,
    fees jsonb,
    reason text not null default '',
    changed_at timestamptz not null
);

-- A shop for which the platform has taken money. Whoever moves its money holds this row.
create table shop_money (
    shop_id uuid primary key references shop (id),
    automatic boolean not null default false,
    -- Until then nothing goes out, because somebody of the platform said so.
    held_until timestamptz,
    held_reason text not null default '',
    -- When the owner of a closed shop was told that it needs an account for what is left.
    account_asked_at timestamptz,
    created_at timestamptz not null,
    check ((held_until is null) = (held_reason = ''))
);

-- Where a shop's money goes. One that was changed can be used later than one that was looked at.
create table payout_account (
    id uuid primary key,
    shop_id uuid not null references shop (id),
    owner_id uuid not null,
    way text not null check (way in ('bank', 'alipay')),
    holder text not null,
    bank text not null,
    account jsonb not null,
    -- The row whose id the number was sealed with: this one, or the application that it was taken from.
    sealed_for uuid not null,
    state text not null check (state in ('current', 'replaced', 'returned')),
    usable_at timestamptz not null,
    created_at timestamptz not null
);

create unique index payout_account_one on payout_account (shop_id) where state <> 'replaced';

-- One run: what was collected for a shop until `ends` and is settled here. Less than nothing takes from the shop.
create table settlement (
    id uuid primary key,
    shop_id uuid not null,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    rhythm text not null check (rhythm in ('day', 'week', 'month')),
    begins timestamptz not null,
    ends timestamptz not null check (ends > begins),
    collected bigint not null,
    commission bigint not null,
    refunds bigint not null,
    disputes bigint not null,
    fees bigint not null,
    net bigint not null,
    reserve bigint not null check (reserve between 0 and greatest(net, 0)),
    available_at timestamptz not null check (available_at >= ends),
    reserve_until timestamptz not null check (reserve_until >= available_at),
    booked_at timestamptz not null,
    unique (shop_id, currency, ends),
    check (net = collected + commission + refunds + disputes + fees)
);

revoke update, delete, truncate on settlement from bodega_platform;

-- Each movement of the books is settled once. No foreign keys: the server would lock rows that nobody may change.
create table settlement_line (
    transfer_id uuid primary key,
    settlement_id uuid not null,
    kind text not null check (kind in ('collected', 'commission', 'refunds', 'disputes', 'fees'))
);

create index settlement_line_of on settlement_line (settlement_id);

revoke update, delete, truncate on settlement_line from bodega_platform;

create table payout_batch (
    id uuid primary key,
    name text not null unique,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    state text not null check (state in ('prepared', 'approved', 'dissolved')),
    prepared_by uuid not null,
    prepared_name text not null,
    prepared_at timestamptz not null,
    decided_by uuid,
    decided_name text not null default '',
    decided_at timestamptz,
    check ((state = 'prepared') = (decided_by is null)),
    -- Two people, always.
    check (state <> 'approved' or decided_by <> prepared_by)
);

create index payout_batch_prepared on payout_batch (prepared_at);

create table withdrawal (
    id uuid primary key,
    shop_id uuid not null references shop (id),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    -- Taken from the shop; what goes to its account is less by the fee.
    amount bigint not null check (amount > 0),
    fee bigint not null check (fee >= 0 and fee < amount),
    state text not null check (state in ('asked', 'batched', 'approved', 'paid', 'returned', 'cancelled', 'refused')),
    account_id uuid not null references payout_account (id),
    automatic boolean not null,
    batch_id uuid references payout_batch (id),
    reference text not null default '',
    reason text not null default '',
    asked_by uuid,
    asked_at timestamptz not null,
    paid_at timestamptz,
    ended_at timestamptz,
    check (state not in ('batched', 'approved', 'paid') or batch_id is not null),
    check (state <> 'paid' or (paid_at is not null and reference <> ''))
);

-- Two clicks ask once.
create unique index withdrawal_one_open on withdrawal (shop_id, currency) where state in ('asked', 'batched');

create index withdrawal_shop on withdrawal (shop_id, asked_at);

create index withdrawal_asked on withdrawal (asked_at) where state = 'asked';

create index withdrawal_batch on withdrawal (batch_id);

revoke delete, truncate on withdrawal, payout_batch, payout_account from bodega_platform;

-- Ten-thousandths by category of the street, in place of the channel's one commission.
alter table channel add column trade_points jsonb not null default '{}';
