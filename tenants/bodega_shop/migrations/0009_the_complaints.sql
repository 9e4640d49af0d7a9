-- What buyers complain of and right holders object to, as far as the shop has to act; the platform keeps the rest.

create table complaint (
    id uuid primary key,
    purchase_id uuid not null,
    number text not null,
    kind text not null,
    state text not null check (state in ('open', 'answered', 'withdrawn', 'solved', 'decided')),
    verdict text not null,
    -- Until when the shop has to act, while it has to.
    due_at timestamptz,
    -- What has to have gone back of the order in all, and whether that is so.
    refund_level bigint,
    refunded boolean not null,
    -- Counts the platform's changes: one that comes late changes nothing.
    revision integer not null
);

create index complaint_waits on complaint (due_at) where due_at is not null;

create index complaint_purchase on complaint (purchase_id);

-- A good that is off sale because a right holder objected, by the id of the listing in the platform's notice.
create table takedown (
    id uuid primary key,
    product_id uuid not null,
    right_kind text not null,
    at timestamptz not null,
    lifted_at timestamptz
);

create index takedown_in_force on takedown (product_id) where lifted_at is null;
