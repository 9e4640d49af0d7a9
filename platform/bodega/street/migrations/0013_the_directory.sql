-- What visitors see of a shop before they enter it, and what is kept of its owner for the authorities.

-- What each live shop last told of its orders, and the score that the directory is ordered by.
create table shop_standing (
    shop_id uuid primary key references shop (id),
    until date not null,
    orders integer not null check (orders >= 0),
    buyers integer not null check (buyers >= 0),
    correct integer not null check (correct between 0 and orders),
    exceptions integer not null check (exceptions between 0 and orders),
    median_seconds integer check (median_seconds >= 0),
    -- The categories of the street that goods on its shelf are of.
    trades text[] not null,
    score integer not null check (score between 0 and 10000),
    told_at timestamptz not null
);

-- The owner's wish not to stand in the directory.
alter table shop add column listed boolean not null default true;

-- The directory goes through the live shops only, of which there are fewer than shops.
create index shop_live on shop (id) where state = 'live';

alter table application drop constraint application_kind_check;

alter table application add constraint application_kind_check
    check (kind in ('opening', 'categories', 'papers', 'new_owner', 'launch', 'identity'));

-- Twice a year the owner of a shop says whether the details and papers still hold. What is new goes through a review.
create table identity_check (
    id uuid primary key,
    shop_id uuid not null references shop (id),
    state text not null check (state in ('open', 'review', 'confirmed')),
    due_on date not null,
    opened_at timestamptz not null,
    -- Days before the day on which it is due when the owner was written to last; 0 stands for overdue.
    reminded integer check (reminded in (14, 3, 0)),
    -- Since when staff are advised to freeze the shop.
    advised_at timestamptz,
    application_id uuid references application (id),
    confirmed_at timestamptz,
    confirmed_by uuid,
    confirmed_name text not null default '',
    confirmed_from text not null default '',
    check ((state = 'confirmed') = (confirmed_at is not null)),
    check (state <> 'review' or application_id is not null)
);

create unique index identity_check_one on identity_check (shop_id) where state <> 'confirmed';

create index identity_check_last on identity_check (shop_id, confirmed_at) where state = 'confirmed';

create index identity_check_due on identity_check (due_on) where state = 'open';

-- When a shop left the street: its papers are kept for three years from then.
alter table shop add column left_at timestamptz;

-- A report for the authorities: each shop that was here in its span tells what it took, then the files are made.
create table report_run (
    id uuid primary key,
    kind text not null check (kind in ('identities', 'income')),
    begins date not null,
    -- The first day that is no longer part of it.
    ends date not null check (ends > begins),
    due_on date not null,
    state text not null check (state in ('gathering', 'made')),
    edition integer not null default 0,
    shops integer not null default 0,
    missing integer not null default 0,
    unknown integer not null default 0,
    started_at timestamptz not null,
    made_at timestamptz,
    handed_in_at timestamptz,
    handed_in_by text not null default '',
    unique (kind, begins)
);

create table report_part (
    run_id uuid not null references report_run (id),
    shop_id uuid not null references shop (id),
    state text not null check (state in ('waiting', 'told', 'failed')),
    sums jsonb not null default '[]',
    problem text not null default '',
    told_at timestamptz,
    primary key (run_id, shop_id)
);

create index report_part_open on report_part (run_id) where state <> 'told';

create table report_file (
    id uuid primary key,
    run_id uuid not null references report_run (id),
    edition integer not null check (edition > 0),
    name text not null,
    media_type text not null,
    place text not null unique,
    -- Taken away when its time is over: what lies in the store opens for nobody then.
    sealed_key bytea,
    size bigint not null check (size > 0),
    digest bytea not null,
    rows integer not null check (rows >= 0),
    made_at timestamptz not null,
    erased_at timestamptz,
    unique (run_id, edition, name)
);

-- Who took which file away, when, and from where. No foreign key: the server would lock rows it may not touch.
create table report_download (
    id uuid primary key,
    file_id uuid not null,
    at timestamptz not null,
    account_id uuid not null,
    actor text not null,
    address text not null
);

create index report_download_file on report_download (file_id, at);

revoke update, delete, truncate on report_download from bodega_platform;

-- When the identity of whoever had a shop, an application or an account was erased, its time being over.
alter table shop add column erased_at timestamptz;

alter table application add column erased_at timestamptz;

alter table account add column erased_at timestamptz;

-- When somebody was last here, as far as sign-ins say that are gone by now; and when an idle account was written to.
alter table account add column seen_at timestamptz;

alter table account add column idle_told_at timestamptz;

create index shop_left on shop (left_at) where left_at is not null and erased_at is null;

create index sign_in_expires on sign_in (expires_at);

-- While one is in force nothing of that shop or account is erased.
create table retention_hold (
    id uuid primary key,
    subject text not null check (subject in ('shop', 'account')),
    subject_id uuid not null,
    label text not null,
    reason text not null check (reason <> ''),
    placed_by text not null,
    placed_at timestamptz not null,
    until timestamptz,
    released_by text not null default '',
    released_at timestamptz
);

create index retention_hold_open on retention_hold (subject, subject_id) where released_at is null;

-- Of what is only appended to, what names people can be blanked once its time is over, and nothing else changed.
grant update (content) on submission to bodega_platform;

grant update (reason) on decision to bodega_platform;

grant update (words) on application_note to bodega_platform;

grant update (address) on document_access to bodega_platform;

grant update (address) on report_download to bodega_platform;
