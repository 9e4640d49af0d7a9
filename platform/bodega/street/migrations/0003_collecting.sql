-- The platform's own accounts at payment services, and its books: what it took for shops, owes them, and keeps.

create table channel (
    id uuid primary key,
    gateway text not null,
    way text not null check (way in ('collect', 'connect')),
    name text not null,
    settings jsonb not null,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    commission_points integer not null check (commission_points between 0 and 10000),
    enabled boolean not null,
    checked_at timestamptz,
    problem jsonb,
    created_at timestamptz not null,
    changed_at timestamptz not null
);

-- Which shop's channel an account of a service belongs to, for messages that name the account and nothing else.
create table connected_account (
    channel_id uuid not null references channel (id),
    account text not null check (account <> ''),
    shop_id uuid not null references shop (id),
    shop_channel_id uuid not null unique,
    created_at timestamptz not null,
    primary key (channel_id, account)
);

create table transfer (
    id uuid primary key,
    shop_id uuid not null,
    source text not null,
    source_id uuid not null,
    leg text not null,
    debit text not null,
    credit text not null,
    amount bigint not null check (amount > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    phase text not null check (phase in ('posted', 'pending', 'post', 'void')),
    -- No foreign key: the server would lock the row it points to, which takes the very right that is revoked below.
    resolves uuid unique,
    at timestamptz not null,
    unique (source_id, source, leg),
    check (debit <> credit),
    check ((phase in ('post', 'void')) = (resolves is not null))
);

create index transfer_shop on transfer (shop_id, at);

revoke update, delete, truncate on transfer from bodega_platform;
