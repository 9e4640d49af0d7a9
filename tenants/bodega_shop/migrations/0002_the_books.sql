-- What explains every cent: the ledger, refunds, disputes, the customers and their wallets, the
-- comparison with the channels' own lists, and the chain of events.

create table transfer (
    id uuid primary key,
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

-- Rows come in the order of time, so this costs next to nothing to keep.
create index transfer_at on transfer using brin (at);

create index transfer_wallet_debit on transfer (debit, at) where debit like 'wallet:%' or debit like 'bonus:%';

create index transfer_wallet_credit on transfer (credit, at) where credit like 'wallet:%' or credit like 'bonus:%';

create index transfer_platform on transfer (at) where 'platform' in (debit, credit) or 'commission' in (debit, credit);

revoke update, delete, truncate on transfer from current_user;

create table customer (
    id uuid primary key,
    email text not null default '',
    email_digest bytea unique,
    phone text not null default '',
    phone_digest bytea unique,
    name text not null default '',
    password_hash text not null,
    locale text not null check (locale in ('zh-CN', 'en')),
    state text not null check (state in ('active', 'blocked', 'erased')),
    verified_at timestamptz,
    contact text not null default '',
    channel text not null default '',
    consent text not null,
    consent_at timestamptz not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    check (state = 'erased' or email_digest is not null or phone_digest is not null)
);

create table customer_session (
    id uuid primary key,
    token_digest bytea not null unique,
    customer_id uuid not null references customer (id),
    address text not null,
    agent text not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null
);

create index customer_session_customer on customer_session (customer_id);

create table customer_proof (
    id uuid primary key,
    purpose text not null check (purpose in ('sign_up', 'new_password', 'new_contact')),
    contact text not null,
    contact_digest bytea not null,
    customer_id uuid references customer (id),
    code_digest bytea not null,
    detail jsonb not null,
    tries integer not null default 0,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);

create index customer_proof_contact on customer_proof (contact_digest, created_at);

create table wallet (
    customer_id uuid primary key references customer (id),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    principal bigint not null default 0 check (principal >= 0),
    bonus bigint not null default 0 check (bonus >= 0),
    changed_at timestamptz not null
);

create table bonus_step (
    id uuid primary key,
    least bigint not null unique check (least > 0),
    bonus bigint not null check (bonus > 0),
    created_at timestamptz not null
);

create table payback (
    id uuid primary key,
    customer_id uuid not null references customer (id),
    principal bigint not null check (principal > 0),
    bonus bigint not null check (bonus >= 0),
    currency text not null,
    reason text not null,
    state text not null check (state in ('asked', 'granted', 'refused')),
    answer text not null default '',
    decided_by text not null default '',
    asked_at timestamptz not null,
    decided_at timestamptz
);

create index payback_open on payback (asked_at) where state = 'asked';

create index payback_customer on payback (customer_id, asked_at);

alter table channel add column currency text check (currency ~ '^[A-Z]{3}$');

alter table channel add column fee_points integer not null default 0 check (fee_points between 0 and 10000);

alter table channel add column fee_fixed bigint not null default 0 check (fee_fixed >= 0);

alter table channel add column fee_least bigint check (fee_least >= 0);

alter table channel add column fee_most bigint check (fee_most >= 0);

alter table channel add column fee_by text not null default 'shop' check (fee_by in ('shop', 'buyer'));

alter table channel add column money_to text not null default 'shop' check (money_to in ('shop', 'platform'));

alter table channel add column platform_channel_id uuid;

alter table channel add column commission_points integer not null default 0 check (commission_points between 0 and 10000);

alter table channel add column compared_until date;

alter table channel add column closed_at timestamptz;

alter table profile add column auto_refund_minutes integer check (auto_refund_minutes between 10 and 43200);

alter table profile add column payback_days integer not null default 7 check (payback_days between 0 and 365);

alter table profile add column voucher_years integer not null default 3 check (voucher_years >= 1);

alter table purchase add column kind text not null default 'goods' check (kind in ('goods', 'topup'));

alter table purchase add column customer_id uuid references customer (id);

alter table purchase add column wallet_part bigint not null default 0;

alter table purchase add column paid bigint not null default 0;

alter table purchase add column refunded bigint not null default 0;

alter table purchase add column disputed_at timestamptz;

alter table purchase add column refunded_at timestamptz;

alter table purchase drop constraint purchase_state_check;

alter table purchase add constraint purchase_state_check
    check (state in ('pending', 'paid', 'delivered', 'exception', 'expired', 'cancelled', 'refunded'));

update purchase o set paid = coalesce((select sum(p.received) from payment p where p.purchase_id = o.id and p.state = 'succeeded'), 0);

-- PostgreSQL reads each check anew for each statement that writes, so those of an order are few.
alter table purchase add constraint purchase_gives_back_what_it_got check (refunded between 0 and paid);

alter table purchase add constraint purchase_wallet_pays_at_most_all check (wallet_part between 0 and total);

create index purchase_customer on purchase (customer_id, placed_at) where customer_id is not null;

alter table payment add column gateway_ref text not null default '';

alter table payment add column surcharge bigint not null default 0 check (surcharge >= 0);

alter table payment add column fee bigint;

alter table payment add column fee_from text not null default '' check (fee_from in ('', 'rule', 'gateway', 'bill'));

alter table payment add column commission bigint not null default 0 check (commission >= 0);

alter table payment add column refunded bigint not null default 0;

alter table payment add column disputed boolean not null default false;

alter table payment drop constraint payment_state_check;

alter table payment add constraint payment_state_check
    check (state in ('created', 'processing', 'pending', 'succeeded', 'failed', 'closed', 'needs_review', 'surplus'));

alter table payment add constraint payment_gives_back_what_it_got check (refunded between 0 and coalesce(received, 0));

create index payment_txn on payment (gateway_txn) where gateway_txn <> '';

create index payment_ref on payment (gateway_ref) where gateway_ref <> '';

create index payment_paid on payment (channel_id, paid_at) where paid_at is not null;

create table refund (
    id uuid primary key,
    number text not null unique,
    purchase_id uuid not null references purchase (id),
    payment_id uuid references payment (id),
    target text not null check (target in ('source', 'wallet', 'hand')),
    cause text not null check (cause in ('staff', 'automatic', 'surplus', 'payback', 'external', 'dispute')),
    amount bigint not null check (amount > 0),
    counted bigint not null check (counted between 0 and amount),
    currency text not null,
    state text not null check (state in ('created', 'pending', 'unknown', 'succeeded', 'failed')),
    wallet_principal bigint not null default 0 check (wallet_principal >= 0),
    wallet_bonus bigint not null default 0 check (wallet_bonus >= 0),
    gateway_refund text not null default '',
    failure text not null default '',
    reason text not null,
    actor text not null,
    sends integer not null default 0,
    created_at timestamptz not null,
    settled_at timestamptz,
    query_at timestamptz,
    check (target = 'wallet' or payment_id is not null)
);

create index refund_purchase on refund (purchase_id, created_at);

create index refund_payment on refund (payment_id) where payment_id is not null;

create unique index refund_foreign on refund (payment_id, gateway_refund) where cause = 'external';

create index refund_to_query on refund (query_at) where query_at is not null;

create table dispute (
    id uuid primary key,
    channel_id uuid not null,
    reference text not null,
    purchase_id uuid not null references purchase (id),
    payment_id uuid not null references payment (id),
    state text not null check (state in ('warning', 'open', 'won', 'lost')),
    amount bigint not null check (amount >= 0),
    currency text not null,
    fee bigint not null default 0 check (fee >= 0),
    reason text not null,
    opened_at timestamptz not null,
    changed_at timestamptz not null,
    ended_at timestamptz,
    unique (channel_id, reference)
);

create index dispute_purchase on dispute (purchase_id);

create index dispute_open on dispute (opened_at) where ended_at is null;

create table comparison (
    id uuid primary key,
    channel_id uuid not null,
    day date not null,
    state text not null check (state in ('waiting', 'done', 'failed')),
    attempts integer not null default 0,
    failure text not null default '',
    counts jsonb not null,
    sums jsonb not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    unique (channel_id, day)
);

create table comparison_line (
    id uuid primary key,
    comparison_id uuid not null references comparison (id),
    line_key text not null,
    class text not null check (class in ('matched', 'amount', 'missing_here', 'missing_there', 'status', 'fee', 'other')),
    kind text not null,
    out_trade_no text not null,
    gateway_txn text not null,
    refund_no text not null default '',
    gross bigint not null,
    fee bigint,
    ours bigint,
    currency text not null,
    outcome text not null default '',
    purchase_id uuid,
    occurred_at timestamptz,
    settled_by text not null default '',
    settled_note text not null default '',
    settled_at timestamptz,
    unique (comparison_id, line_key)
);

create index comparison_line_open on comparison_line (comparison_id) where class <> 'matched' and settled_at is null;

create table hand_confirmation (
    id uuid primary key,
    purchase_id uuid not null references purchase (id),
    payment_id uuid not null references payment (id),
    amount bigint not null check (amount > 0),
    currency text not null,
    gateway_txn text not null,
    proof text not null,
    state text not null check (state in ('asked', 'granted', 'refused')),
    asked_by uuid not null,
    asked_name text not null,
    asked_at timestamptz not null,
    decided_by uuid,
    decided_name text not null default '',
    decided_at timestamptz,
    check (decided_by is null or decided_by <> asked_by)
);

create index hand_confirmation_open on hand_confirmation (asked_at) where state = 'asked';

create table invoice_request (
    id uuid primary key,
    purchase_id uuid not null unique references purchase (id),
    kind text not null check (kind in ('personal', 'company')),
    title text not null,
    tax_number text not null default '',
    send_to text not null,
    note text not null default '',
    amount bigint not null check (amount > 0),
    currency text not null,
    state text not null check (state in ('asked', 'issued', 'refused')),
    number text not null default '',
    answer text not null default '',
    asked_at timestamptz not null,
    decided_by text not null default '',
    decided_at timestamptz
);

create index invoice_request_open on invoice_request (asked_at) where state = 'asked';

alter table purchase_event add column seq integer;

alter table purchase_event add column digest bytea;

grant update on purchase_event to current_user;

with recursive numbered as (
    select id, purchase_id, at, kind, from_state, to_state, actor, detail,
           (row_number() over (partition by purchase_id order by at, id))::integer as seq
      from purchase_event
), chained as (
    select id, purchase_id, seq,
           sha256(convert_to(jsonb_build_array(purchase_id, seq, id, (extract(epoch from at) * 1000000)::bigint, kind,
                                               from_state, to_state, actor, detail)::text, 'UTF8')) as digest
      from numbered where seq = 1
    union all
    select n.id, n.purchase_id, n.seq,
           sha256(c.digest || convert_to(jsonb_build_array(n.purchase_id, n.seq, n.id,
                                                           (extract(epoch from n.at) * 1000000)::bigint, n.kind,
                                                           n.from_state, n.to_state, n.actor, n.detail)::text, 'UTF8'))
      from chained c join numbered n on n.purchase_id = c.purchase_id and n.seq = c.seq + 1
)
update purchase_event e set seq = c.seq, digest = c.digest from chained c where c.id = e.id;

revoke update on purchase_event from current_user;

alter table purchase_event alter column seq set not null;

alter table purchase_event alter column digest set not null;

create unique index purchase_event_chain on purchase_event (purchase_id, seq);

drop index purchase_event_purchase;

create index purchase_event_at on purchase_event (at);

alter table message add column customer_id uuid references customer (id);

alter table reveal drop constraint reveal_via_check;

alter table reveal add constraint reveal_via_check
    check (via in ('first_view', 'tap', 'api', 'email', 'sms', 'staff', 'export'));
