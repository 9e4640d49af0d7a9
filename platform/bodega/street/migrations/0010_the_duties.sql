-- What the law asks of a platform: consumers' complaints, and right holders' notices with their counter-notices.

-- A file that somebody handed in beside a complaint or a notice. What it shows lies sealed in the file store.
create table duty_file (
    id uuid primary key,
    subject_id uuid not null,
    side text not null check (side in ('buyer', 'shop', 'holder', 'platform')),
    place text not null unique,
    sealed_key bytea not null,
    name text not null,
    media_type text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
    size bigint not null check (size > 0),
    digest bytea not null,
    uploaded_at timestamptz not null
);

create index duty_file_subject on duty_file (subject_id, uploaded_at);

-- Who opened which of them, when, from where, and why. No foreign key: the server would lock rows it may not touch.
create table duty_file_access (
    id uuid primary key,
    file_id uuid not null,
    at timestamptz not null,
    side text not null,
    account_id uuid,
    actor text not null,
    address text not null,
    why text not null
);

create index duty_file_access_file on duty_file_access (file_id, at);

revoke update, delete, truncate on duty_file_access from bodega_platform;

create table complaint (
    id uuid primary key,
    -- Nobody's until the shop itself has found the order by its number and contact.
    shop_id uuid references shop (id),
    shop_said text not null,
    number text not null,
    kind text not null check (kind in ('not_delivered', 'bad_code', 'refund_refused', 'misleading', 'other')),
    locale text not null check (locale in ('zh-CN', 'en')),
    state text not null check (
        state in ('checking', 'unproved', 'repeated', 'open', 'answered', 'withdrawn', 'solved', 'decided')
    ),
    -- The one that was there already, when it is repeated.
    same_as uuid,
    -- The contact and the address for news, and the words until the order is proved.
    sealed bytea,
    -- What the shop told of the order: goods, amount, state, times. Never a code.
    facts jsonb not null default '{}',
    made_at timestamptz not null,
    opened_at timestamptz,
    -- Until when the shop answers; when its time ran out without an answer.
    due_at timestamptz,
    answered_at timestamptz,
    overdue_at timestamptz,
    ended_at timestamptz,
    verdict text not null default '' check (verdict in ('', 'buyer', 'shop', 'settled')),
    reason text not null default '',
    decided_by text not null default '',
    -- What the shop is to give back, and up to which sum that brings what went back in all.
    refund_asked bigint check (refund_asked > 0),
    refund_level bigint,
    refund_due_at timestamptz,
    refunded_at timestamptz,
    refund_missed_at timestamptz,
    -- When its words, files and contact went: three years after its end.
    forgotten_at timestamptz,
    revision integer not null default 1,
    check ((state = 'decided') = (verdict <> '')),
    check ((refund_asked is null) = (refund_due_at is null))
);

create unique index complaint_one_open on complaint (shop_id, number) where state in ('open', 'answered');

create index complaint_shop on complaint (shop_id, opened_at) where shop_id is not null;

create index complaint_open on complaint (due_at) where state in ('open', 'answered');

create index complaint_refund on complaint (refund_due_at)
    where refund_due_at is not null and refunded_at is null;

-- What was said and done, in order. No foreign key: the server would lock the row it points to for each new word.
create table complaint_entry (
    id uuid primary key,
    complaint_id uuid not null,
    at timestamptz not null,
    side text not null check (side in ('buyer', 'shop', 'platform', 'clock')),
    author text not null,
    deed text not null,
    words text not null
);

create index complaint_entry_complaint on complaint_entry (complaint_id, at);

revoke update, delete, truncate on complaint_entry from bodega_platform;

create table rights_notice (
    id uuid primary key,
    state text not null check (state in ('received', 'more', 'upheld', 'refused', 'withdrawn')),
    right_kind text not null check (right_kind in ('trademark', 'copyright', 'patent', 'other')),
    -- What is the holder's, and what infringes it: published, so it holds no personal data.
    right_said text not null,
    claim text not null,
    locale text not null check (locale in ('zh-CN', 'en')),
    -- Who the holder is and how to reach them.
    sealed bytea,
    -- By which the same person is known again.
    name_digest bytea not null,
    email_digest bytea not null,
    made_at timestamptz not null,
    decided_at timestamptz,
    decided_by text not null default '',
    reason text not null default '',
    -- Published once the platform has looked at it.
    published_at timestamptz,
    -- When went who made it, and what tells who that was.
    forgotten_at timestamptz,
    revision integer not null default 1
);

create index rights_notice_waiting on rights_notice (made_at) where state = 'received';

create index rights_notice_name on rights_notice (name_digest);

create index rights_notice_email on rights_notice (email_digest);

create index rights_notice_published on rights_notice (published_at) where published_at is not null;

-- One listing that a notice names, and what became of it.
create table notice_listing (
    id uuid primary key,
    notice_id uuid not null references rights_notice (id),
    address text not null,
    shop_id uuid references shop (id),
    product_id uuid,
    title text not null default '',
    state text not null check (
        state in ('looking', 'unknown', 'named', 'down', 'countered', 'suit', 'back', 'spared')
    ),
    down_at timestamptz,
    -- The shop's statement that nothing is infringed: published; who makes it is sealed.
    counter text not null default '',
    counter_sealed bytea,
    countered_at timestamptz,
    -- When it reached the holder, and until when word of a suit keeps the listing down.
    reached_at timestamptz,
    clock_ends_at timestamptz,
    suit jsonb not null default '{}',
    suit_at timestamptz,
    back_at timestamptz,
    back_reason text not null default '',
    revision integer not null default 1,
    check (state not in ('named', 'down', 'countered', 'suit', 'back') or shop_id is not null)
);

create index notice_listing_notice on notice_listing (notice_id);

create index notice_listing_shop on notice_listing (shop_id, down_at) where shop_id is not null;

create index notice_listing_clock on notice_listing (clock_ends_at) where state = 'countered';

create table notice_entry (
    id uuid primary key,
    notice_id uuid not null,
    listing_id uuid,
    at timestamptz not null,
    side text not null check (side in ('holder', 'shop', 'platform', 'clock')),
    author text not null,
    deed text not null,
    words text not null
);

create index notice_entry_notice on notice_entry (notice_id, at);

revoke update, delete, truncate on notice_entry from bodega_platform;
