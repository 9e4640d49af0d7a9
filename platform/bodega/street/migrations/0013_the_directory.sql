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
