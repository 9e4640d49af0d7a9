-- Who wants to open a shop, with which goods and papers, and what was decided.

-- What may be sold on this street: a tree of up to three levels. The categories of the shops point into it.
create table trade_category (
    code text primary key check (code ~ '^[a-z][a-z0-9_]{1,60}$'),
    parent text references trade_category (code),
    name jsonb not null,
    note jsonb not null,
    risk text not null check (risk in ('low', 'raised', 'high')),
    state text not null check (state in ('open', 'closed')),
    position integer not null,
    changed_at timestamptz not null
);

create table document_kind (
    code text primary key check (code ~ '^[a-z][a-z0-9_]{1,60}$'),
    name jsonb not null,
    help jsonb not null,
    about text not null check (about in ('entity', 'shop', 'domain', 'category')),
    issued boolean not null,
    shown boolean not null,
    fields jsonb not null,
    source text not null,
    position integer not null,
    changed_at timestamptz not null
);

-- Which papers a category demands ('*' for all). Papers with one word in any_of stand in for one another.
create table requirement (
    id uuid primary key,
    category text not null,
    kind text not null references document_kind (code),
    need text not null check (need in ('required', 'accepted')),
    any_of text not null,
    entities text[] not null,
    market text not null check (market in ('cn', 'elsewhere', 'everywhere')),
    since date not null,
    until date,
    source text not null,
    changed_at timestamptz not null
);

create index requirement_category on requirement (category);

-- The whole catalogue of categories, papers and requirements, as it was after each change.
create table catalogue_version (
    id uuid primary key,
    number integer not null unique,
    at timestamptz not null,
    changed_by text not null,
    note text not null,
    content jsonb not null
);

revoke update, delete, truncate on catalogue_version from bodega_platform;

create table application (
    id uuid primary key,
    account_id uuid not null references account (id),
    shop_id uuid references shop (id),
    kind text not null check (kind in ('opening', 'categories', 'papers', 'new_owner', 'launch')),
    state text not null check (state in ('draft', 'submitted', 'more', 'approved', 'refused', 'withdrawn')),
    answers jsonb not null,
    revision integer not null default 0,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    submitted_at timestamptz,
    due_at timestamptz,
    assigned_to uuid,
    decided_at timestamptz,
    -- When somebody who left a draft lying was told that it will be let go.
    warned_at timestamptz
);

create index application_account on application (account_id);

create index application_shop on application (shop_id);

create index application_waiting on application (due_at) where state = 'submitted';

create index application_decided on application (decided_at) where decided_at is not null;

create table application_category (
    application_id uuid not null references application (id),
    category text not null references trade_category (code),
    state text not null check (state in ('wanted', 'approved', 'more', 'refused')),
    reason text not null default '',
    decided_at timestamptz,
    decided_by uuid,
    -- The highest of the category and what is above it, when it was handed in: a lower one later changes nothing here.
    risk text not null default 'low' check (risk in ('low', 'raised', 'high')),
    -- Of high risk when it was approved: then another person has to approve it too.
    needs_second boolean not null default false,
    seconded_by uuid,
    primary key (application_id, category),
    check (seconded_by is null or (decided_by is not null and seconded_by <> decided_by)),
    check (state <> 'approved' or not needs_second or seconded_by is not null)
);

-- What was handed in each time, whole, so that two can be compared.
create table submission (
    application_id uuid not null,
    revision integer not null,
    at timestamptz not null,
    content jsonb not null,
    primary key (application_id, revision)
);

revoke update, delete, truncate on submission from bodega_platform;

create table document (
    id uuid primary key,
    account_id uuid not null references account (id),
    application_id uuid references application (id),
    shop_id uuid references shop (id),
    kind text not null references document_kind (code),
    -- What it covers, for papers about categories: one authorisation does not speak for every game.
    categories text[] not null default '{}',
    fields jsonb not null,
    number_digest bytea,
    valid_from date,
    valid_until date,
    state text not null check (
        state in ('draft', 'submitted', 'approved', 'more', 'refused', 'lapsed', 'replaced', 'withdrawn')
    ),
    reason text not null default '',
    replaces uuid references document (id),
    reminded integer,
    created_at timestamptz not null,
    submitted_at timestamptz,
    decided_at timestamptz,
    decided_by uuid
);

create index document_shop on document (shop_id, kind);

create index document_application on document (application_id);

create index document_expiring on document (valid_until) where state = 'approved';

create table document_file (
    id uuid primary key,
    document_id uuid not null references document (id),
    place text not null unique,
    sealed_key bytea not null,
    name text not null,
    media_type text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
    size bigint not null check (size > 0),
    digest bytea not null,
    uploaded_at timestamptz not null,
    uploaded_by uuid not null
);

create index document_file_document on document_file (document_id);

-- Who looked at which paper, when, from where, and why. No foreign key: the server would lock rows it may not touch.
create table document_access (
    id uuid primary key,
    file_id uuid not null,
    at timestamptz not null,
    account_id uuid not null,
    actor text not null,
    address text not null,
    why text not null
);

create index document_access_file on document_access (file_id, at);

revoke update, delete, truncate on document_access from bodega_platform;

-- Each decision about an application, one of its categories (subject 'category', its code) or papers ('document', id).
create table decision (
    id uuid primary key,
    application_id uuid not null,
    revision integer not null,
    subject text not null check (subject in ('application', 'category', 'document')),
    subject_id text not null,
    verdict text not null check (verdict in ('approve', 'more', 'refuse', 'second')),
    template text not null,
    reason text not null,
    actor_id uuid not null,
    actor text not null,
    at timestamptz not null
);

create index decision_application on decision (application_id, at);

revoke update, delete, truncate on decision from bodega_platform;

-- What reviewers tell one another about an application; the applicant never sees it.
create table application_note (
    id uuid primary key,
    application_id uuid not null,
    at timestamptz not null,
    actor_id uuid not null,
    actor text not null,
    words text not null check (words <> '')
);

create index application_note_application on application_note (application_id, at);

revoke update, delete, truncate on application_note from bodega_platform;

create table reason_template (
    code text primary key,
    subject text not null check (subject in ('application', 'category', 'document')),
    verdict text not null check (verdict in ('more', 'refuse')),
    words jsonb not null,
    active boolean not null,
    position integer not null
);

-- Days that are not as their weekday says: public holidays, and weekends that are worked.
create table calendar_day (
    day date primary key,
    working boolean not null,
    name jsonb not null
);

-- What the shop may sell now: approved, and every paper that it takes is there and counts. Kept by weigh_shop.
alter table shop add column trades text[] not null default '{}';

alter table shop add column papers text[] not null default '{}';
