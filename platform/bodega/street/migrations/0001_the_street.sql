-- The registry of shops, the people who work here, and what was done by whom.

create table keyring (
    id uuid primary key,
    wrapped_key bytea not null,
    created_at timestamptz not null
);

create table shop (
    id uuid primary key,
    slug text not null unique check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) between 3 and 40),
    schema_name text not null unique,
    node text not null,
    name text not null,
    state text not null check (state in ('draft', 'review', 'opening', 'rehearsal', 'compliance', 'soft', 'live', 'frozen',
                                          'closed', 'refused')),
    opens_into text not null default 'live' check (opens_into in ('rehearsal', 'live')),
    -- Opened by the operator, who answers for its papers: no application stands behind it.
    vouched boolean not null default false,
    frozen_from text check (frozen_from in ('rehearsal', 'compliance', 'soft', 'live')),
    state_reason text not null default '',
    locale text not null check (locale in ('zh-CN', 'en')),
    wrapped_key bytea not null,
    owner_id uuid not null,
    version bigint not null default 1,
    table_versions jsonb not null default '{}',
    migration_failure text not null default '',
    created_at timestamptz not null,
    opened_at timestamptz
);

create table shop_host (
    host text primary key check (host = lower(host)),
    shop_id uuid not null references shop (id),
    canonical boolean not null,
    created_at timestamptz not null
);

create unique index shop_host_one_canonical on shop_host (shop_id) where canonical;

create table shop_plugin (
    id uuid primary key,
    shop_id uuid not null references shop (id),
    plugin text not null,
    enabled boolean not null,
    preparing_since timestamptz,
    failure text not null default '',
    settings jsonb not null,
    changed_at timestamptz not null,
    unique (shop_id, plugin),
    check (not enabled or preparing_since is null)
);

create table account (
    id uuid primary key,
    email text not null unique check (email = lower(email)),
    name text not null,
    password_hash text not null,
    locale text not null check (locale in ('zh-CN', 'en')),
    platform_role text check (platform_role in ('administrator', 'reviewer', 'moderator', 'finance', 'support')),
    totp_sealed bytea,
    totp_confirmed_at timestamptz,
    totp_last_step bigint not null default 0,
    created_at timestamptz not null
);

create table recovery_code (
    id uuid primary key,
    account_id uuid not null references account (id),
    digest bytea not null,
    used_at timestamptz
);

create index recovery_code_account on recovery_code (account_id);

create table membership (
    id uuid primary key,
    account_id uuid not null references account (id),
    shop_id uuid not null references shop (id),
    role text not null check (role in ('owner', 'operator', 'support')),
    created_at timestamptz not null,
    unique (account_id, shop_id)
);

create index membership_shop on membership (shop_id);

create table sign_in (
    id uuid primary key,
    token_digest bytea not null unique,
    account_id uuid not null references account (id),
    audience text not null,
    second_factor boolean not null,
    address text not null,
    agent text not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    password_at timestamptz not null,
    expires_at timestamptz not null
);

create index sign_in_account on sign_in (account_id);

create table audit_entry (
    id uuid primary key,
    at timestamptz not null,
    actor_id uuid,
    actor text not null,
    deed text not null,
    shop_id uuid,
    detail jsonb not null
);

create index audit_entry_at on audit_entry (at);

create index audit_entry_shop on audit_entry (shop_id, at);

revoke update, delete, truncate on audit_entry from bodega_platform;
