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
