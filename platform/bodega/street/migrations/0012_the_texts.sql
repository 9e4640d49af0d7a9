-- What the platform itself publishes: its terms, its licences and fees, each with versions announced before they hold.

-- What is being written. Nobody but staff sees it before it is announced.
create table text_draft (
    kind text not null check (kind in ('agreement', 'user_terms', 'privacy', 'fees', 'licence')),
    locale text not null check (locale in ('zh-CN', 'en')),
    body text not null,
    changed_at timestamptz not null,
    changed_by text not null,
    primary key (kind, locale)
);

-- Who runs the platform and by which licences; the texts name them, and the footer of every page shows them.
create table text_fact (
    name text primary key check (name ~ '^[a-z_]{1,40}$'),
    value text not null,
    changed_at timestamptz not null,
    changed_by text not null
);

-- What was announced: everything is filled in, and it never changes. `facts` are those of that day.
create table text_version (
    id uuid primary key,
    kind text not null check (kind in ('agreement', 'user_terms', 'privacy', 'fees', 'licence')),
    number integer not null check (number >= 1),
    chinese text not null,
    english text not null,
    facts jsonb not null,
    material boolean not null,
    -- The law that leaves no time to announce it; empty for every other.
    by_law text not null,
    note_chinese text not null,
    note_english text not null,
    announced_at timestamptz not null,
    announced_by text not null,
    effective_at timestamptz not null,
    unique (kind, number),
    check (effective_at >= announced_at)
);

-- One that was announced and taken back before it began. No foreign key: the server would lock a row nobody may touch.
create table text_withdrawal (
    version_id uuid primary key,
    reason text not null check (reason <> ''),
    at timestamptz not null,
    withdrawn_by text not null
);

-- What resellers say of a change while it is announced, and what they are answered. No foreign keys: as above, and it
-- is kept beside an account that is gone.
create table text_comment (
    id uuid primary key,
    version_id uuid not null,
    account_id uuid not null,
    words text not null check (words <> ''),
    at timestamptz not null,
    answer text not null default '',
    answered_by text not null default '',
    answered_at timestamptz,
    check ((answered_at is null) = (answer = ''))
);

create index text_comment_version on text_comment (version_id, at);

create index text_comment_open on text_comment (at) where answered_at is null;

-- Which versions somebody agreed to, when and from where.
create table account_consent (
    id uuid primary key,
    account_id uuid not null,
    occasion text not null check (occasion in ('sign_up', 'agreement', 'again')),
    versions text not null check (versions <> ''),
    at timestamptz not null,
    address text not null
);

create index account_consent_account on account_consent (account_id, at);

revoke update, delete, truncate on text_version from bodega_platform;

revoke update, delete, truncate on text_withdrawal from bodega_platform;

revoke update, delete, truncate on account_consent from bodega_platform;
