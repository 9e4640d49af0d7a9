-- What every shop has for itself, from the shelf to the receipt.
-- Orders name goods and channels without foreign keys: each order would share-lock the same few rows, and those are
-- never deleted once an order names them. What belongs to an order (lines, codes, payments, events, reveals) names it
-- without one as well: whoever writes such a row has the order in the same statement or holds its row, no order is ever
-- deleted, and eight checks per order, a query and a row lock each, cost a twentieth of it. The audit looks for orphans.

create table profile (
    id uuid primary key,
    name text not null,
    notice text not null,
    contact text not null,
    locale text not null check (locale in ('zh-CN', 'en')),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    time_zone text not null,
    theme text not null,
    accent text not null check (accent ~ '^#[0-9a-f]{6}$'),
    icp_number text not null default '',
    terms text not null default '',
    hide_stock boolean not null default false,
    low_stock integer not null default 10 check (low_stock >= 0),
    reserve_minutes integer not null default 15 check (reserve_minutes between 1 and 1440),
    unpaid_per_contact integer not null default 3 check (unpaid_per_contact >= 0),
    unpaid_per_address integer not null default 20 check (unpaid_per_address >= 0),
    accept_late boolean not null default true,
    changed_at timestamptz not null
);

create table staff (
    account_id uuid primary key,
    name text not null,
    email text not null,
    role text not null check (role in ('owner', 'operator', 'support')),
    created_at timestamptz not null
);

create table category (
    id uuid primary key,
    parent_id uuid references category (id),
    slug text not null unique,
    name text not null,
    level smallint not null check (level between 1 and 3),
    position integer not null,
    visible boolean not null
);

create index category_parent on category (parent_id, position);

create table image (
    id uuid primary key,
    content_type text not null,
    width integer not null,
    height integer not null,
    body bytea not null,
    created_at timestamptz not null
);

create table product (
    id uuid primary key,
    category_id uuid references category (id),
    slug text not null unique,
    title text not null,
    kind text not null check (kind in ('code')),
    introduction text not null,
    how_to text not null,
    guarantee text not null,
    image_id uuid references image (id),
    state text not null check (state in ('draft', 'published')),
    position integer not null,
    created_at timestamptz not null,
    changed_at timestamptz not null
);

create index product_on_shelf on product (position, id) where state = 'published';

create index product_category on product (category_id);

create table sku (
    id uuid primary key,
    product_id uuid not null references product (id),
    name text not null,
    price bigint not null check (price >= 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    min_quantity integer not null check (min_quantity >= 1),
    max_quantity integer not null check (max_quantity between 1 and 500),
    active boolean not null,
    position integer not null,
    check (max_quantity >= min_quantity)
);

create index sku_product on sku (product_id, position);

create table batch (
    id uuid primary key,
    sku_id uuid not null references sku (id),
    state text not null check (state in ('previewed', 'importing', 'ready', 'failed', 'discarded')),
    source_name text not null,
    supplier_note text not null,
    unit_cost bigint check (unit_cost >= 0),
    currency text not null,
    expires_on date,
    upload bytea,
    separator text not null,
    encoding text not null,
    fields smallint not null default 1,
    report jsonb not null,
    total integer not null,
    tried integer not null default 0,
    imported integer not null,
    created_by uuid,
    created_at timestamptz not null,
    moved_at timestamptz,
    finished_at timestamptz
);

create index batch_sku on batch (sku_id, created_at);

create table channel (
    id uuid primary key,
    code text not null unique,
    gateway text not null,
    name text not null,
    settings jsonb not null,
    enabled boolean not null,
    position integer not null,
    minimum bigint,
    maximum bigint,
    checked_at timestamptz,
    problem jsonb,
    created_at timestamptz not null,
    changed_at timestamptz not null
);

create table purchase (
    id uuid primary key,
    number text not null unique,
    state text not null check (state in ('pending', 'paid', 'delivered', 'exception', 'expired', 'cancelled')),
    contact text not null,
    contact_digest bytea not null,
    locale text not null,
    currency text not null,
    total bigint not null,
    channel_id uuid,
    address text not null,
    idempotency_digest bytea,
    request_digest bytea,
    source text not null check (source in ('storefront', 'api')),
    consent text not null,
    exception text not null default '',
    placed_at timestamptz not null,
    expires_at timestamptz not null,
    paid_at timestamptz,
    delivered_at timestamptz,
    check ((state = 'exception') = (exception <> ''))
);

create unique index purchase_idempotency on purchase (idempotency_digest) where idempotency_digest is not null;

create index purchase_placed on purchase (placed_at);

create index purchase_contact on purchase (contact_digest, placed_at);

-- Unpaid orders are counted by contact and by address for each new order. Those that expire are found by going through
-- all that are unpaid, twice a minute.
-- No column of the two is ever null. A comparison says so too, so neither index can be taken for the other's
-- comparison while both are small; who goes through all that are unpaid says it in so many words.
create index purchase_unpaid_contact on purchase (contact_digest) where state = 'pending' and contact_digest is not null;

create index purchase_unpaid_address on purchase (address) where state = 'pending' and address is not null;

create index purchase_needs_someone on purchase (paid_at) where state in ('paid', 'exception');

create table purchase_line (
    id uuid primary key,
    purchase_id uuid not null,
    sku_id uuid not null,
    product_id uuid not null,
    product_title text not null,
    sku_name text not null,
    quantity integer not null check (quantity >= 1),
    unit_price bigint not null check (unit_price >= 0),
    amount bigint not null check (amount = unit_price * quantity),
    reasons jsonb not null
);

create index purchase_line_purchase on purchase_line (purchase_id, id);

-- A sale moves a code twice, and each index that names what moved is written again. So `on_shelf` stands for the one
-- state that an index asks for (a sold code leaves it as a reserved one did, and stays where it is), and fingerprints,
-- which lie anywhere among those of all codes, stand by themselves: they are written once and never moved.
create table code (
    id uuid primary key,
    sku_id uuid not null references sku (id),
    batch_id uuid not null references batch (id),
    sealed bytea not null,
    hint text not null,
    fields smallint not null default 1,
    rank bigint not null,
    state text not null check (state in ('free', 'reserved', 'sold', 'void')),
    purchase_id uuid,
    expires_on date,
    sold_at timestamptz,
    on_shelf boolean not null generated always as (state = 'free') stored,
    check ((state in ('reserved', 'sold')) = (purchase_id is not null))
) with (fillfactor = 85);

create index code_on_shelf on code (sku_id, rank) where on_shelf;

create index code_purchase on code (purchase_id) where purchase_id is not null;

create index code_batch on code (batch_id, rank);

create table code_fingerprint (
    fingerprint bytea primary key,
    code_id uuid not null
);

create table payment (
    id uuid primary key,
    purchase_id uuid not null,
    channel_id uuid not null,
    out_trade_no text not null unique,
    attempt integer not null,
    amount bigint not null check (amount > 0),
    currency text not null,
    state text not null check (state in ('created', 'pending', 'succeeded', 'failed', 'closed', 'needs_review', 'surplus')),
    action jsonb,
    gateway_txn text not null default '',
    received bigint,
    received_currency text not null default '',
    late boolean not null default false,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    paid_at timestamptz,
    query_at timestamptz,
    queries integer not null default 0,
    unique (purchase_id, attempt)
);

create index payment_to_query on payment (query_at) where query_at is not null;

create table gateway_event (
    id uuid primary key,
    channel_id uuid not null,
    event_key text not null,
    out_trade_no text not null,
    outcome text not null,
    received_at timestamptz not null,
    body bytea not null,
    unique (channel_id, event_key)
);

create index gateway_event_trade on gateway_event (out_trade_no);

create table purchase_event (
    id uuid primary key,
    purchase_id uuid not null,
    at timestamptz not null,
    kind text not null,
    from_state text,
    to_state text,
    actor text not null,
    detail jsonb not null
);

create index purchase_event_purchase on purchase_event (purchase_id, at);

create table reveal (
    id uuid primary key,
    code_id uuid not null,
    purchase_id uuid,
    at timestamptz not null,
    actor text not null,
    via text not null check (via in ('first_view', 'tap', 'api', 'email', 'staff', 'export')),
    address text not null
);

create index reveal_code on reveal (code_id);

create index reveal_purchase on reveal (purchase_id) where purchase_id is not null;

create table message (
    id uuid primary key,
    purchase_id uuid references purchase (id),
    kind text not null,
    via text not null,
    recipient text not null,
    state text not null check (state in ('queued', 'sent', 'failed')),
    attempts integer not null,
    failure text not null default '',
    created_at timestamptz not null,
    sent_at timestamptz,
    unique (purchase_id, kind, via)
);

create table deed (
    id uuid primary key,
    at timestamptz not null,
    account_id uuid,
    actor text not null,
    deed text not null,
    subject text not null,
    detail jsonb not null
);

create index deed_at on deed (at);

revoke update, delete, truncate on code_fingerprint from current_user;

revoke update, delete, truncate on purchase_event from current_user;

revoke update, delete, truncate on reveal from current_user;

revoke update, delete, truncate on deed from current_user;
