-- How long what is kept, what is held back, and what customers asked to have erased.

create table retention_period (
    kind text primary key check (kind in ('trade', 'reports', 'logs')),
    days integer not null check (days >= 1)
);

-- While one is in force nothing of its subject is deleted; without a subject it holds the whole shop.
create table legal_hold (
    id uuid primary key,
    subject text not null check (subject in ('shop', 'customer', 'order')),
    subject_id uuid,
    label text not null,
    reason text not null,
    placed_by text not null,
    placed_at timestamptz not null,
    until timestamptz,
    released_by text not null default '',
    released_at timestamptz,
    check ((subject = 'shop') = (subject_id is null))
);

create index legal_hold_open on legal_hold (subject, subject_id) where released_at is null;

create table data_request (
    id uuid primary key,
    -- Of a customer, or of whoever bought without an account. No foreign key: a request outlives an account.
    customer_id uuid,
    purchase_id uuid,
    kind text not null check (kind in ('export', 'erasure')),
    state text not null check (state in ('waiting', 'done')),
    obstacle text not null default '' check (obstacle in ('', 'hold', 'balance', 'orders')),
    asked_at timestamptz not null,
    due_at timestamptz not null,
    done_at timestamptz,
    kept_orders integer not null default 0,
    kept_until timestamptz,
    check ((customer_id is null) <> (purchase_id is null))
);

create unique index data_request_waiting on data_request (customer_id) where state = 'waiting' and customer_id is not null;

create unique index data_request_waiting_guest on data_request (purchase_id) where state = 'waiting' and purchase_id is not null;

create index data_request_asked on data_request (asked_at);

-- Of a reveal only the address is personal, and only that can be blanked: that a code was seen, and when, stays.
grant update (address) on reveal to current_user;
