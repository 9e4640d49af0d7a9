-- Who works for the platform: roles, invitations, proofs of an address, announcements.

-- The audit trail, chained: each link carries the digest of the one before.
create table audit_link (
    -- No foreign key: the server would lock the row it points to, which takes the very right that is revoked.
    entry_id uuid primary key,
    seq bigint not null unique check (seq > 0),
    previous bytea not null,
    digest bytea not null,
    sealed_at timestamptz not null
);

revoke update, delete, truncate on audit_link from bodega_platform;

-- Entries that wait for their link: written with the entry, taken away with the link.
create table audit_waiting (
    entry_id uuid primary key
);

alter table account add column email_proven_at timestamptz;

-- A link sent to an address: to prove that it is the account's, or to choose a new password. Only its digest is kept.
create table account_link (
    id uuid primary key,
    account_id uuid not null references account (id),
    purpose text not null check (purpose in ('address', 'password')),
    email text not null,
    token_digest bytea not null unique,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);

create index account_link_account on account_link (account_id, purpose);

create table invitation (
    id uuid primary key,
    email text not null check (email = lower(email)),
    role text not null check (role in ('administrator', 'reviewer', 'moderator', 'finance', 'support')),
    token_digest bytea not null unique,
    invited_by uuid not null references account (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    revoked_at timestamptz,
    check (accepted_at is null or revoked_at is null)
);

create unique index invitation_one_open on invitation (email) where accepted_at is null and revoked_at is null;

-- Mail that the platform itself sends; what it says is sealed, and gone once it is sent.
create table mail (
    id uuid primary key,
    recipient text not null,
    -- What must not be sent twice to one person has a key.
    once text unique,
    sealed bytea,
    created_at timestamptz not null,
    sent_at timestamptz,
    given_up_at timestamptz
);

create index mail_created on mail (created_at);

create table announcement (
    id uuid primary key,
    title_en text not null,
    title_zh text not null,
    body_en text not null,
    body_zh text not null,
    tone text not null check (tone in ('info', 'warn', 'bad')),
    -- Empty lists mean every shop.
    states jsonb not null,
    shop_ids jsonb not null,
    -- Codes of plans, and of categories of the street without children.
    plans jsonb not null,
    trades jsonb not null,
    mailed boolean not null,
    written_by uuid not null,
    written_by_name text not null,
    created_at timestamptz not null,
    ends_at timestamptz not null,
    withdrawn_at timestamptz,
    check (title_en <> '' or title_zh <> '')
);

create index announcement_ends on announcement (ends_at);

create table announcement_reading (
    announcement_id uuid not null references announcement (id),
    account_id uuid not null references account (id),
    shop_id uuid not null references shop (id),
    read_at timestamptz not null,
    primary key (announcement_id, account_id, shop_id)
);

-- Somebody of the platform's staff in a shop's console: asked for, granted by the owner for a while, ended by either.
create table shop_visit (
    id uuid primary key,
    shop_id uuid not null references shop (id),
    asked_by uuid not null references account (id),
    reason text not null,
    way text not null check (way in ('read', 'operator')),
    hours integer not null check (hours between 1 and 168),
    asked_at timestamptz not null,
    granted_by uuid references account (id),
    granted_at timestamptz,
    ends_at timestamptz,
    ended_at timestamptz,
    check ((granted_by is null) = (granted_at is null) and (granted_at is null) = (ends_at is null))
);

create unique index shop_visit_one_open on shop_visit (shop_id, asked_by) where ended_at is null;
