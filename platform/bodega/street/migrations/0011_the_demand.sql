-- What shops tell the platform of the demand for goods that others sell too, and the sums that may be told back.
-- A good is a digest of what names it: nobody reads here who sells what.

create table demand_report (
    good_key bytea not null check (octet_length(good_key) = 16),
    shop_id uuid not null references shop (id),
    until date not null,
    days integer[] not null check (cardinality(days) = 56),
    primary key (good_key, shop_id)
);

create index demand_report_shop on demand_report (shop_id);

create table demand_sum (
    good_key bytea primary key,
    until date not null,
    sellers integer not null check (sellers >= 10),
    weeks bigint[] not null check (cardinality(weeks) = 8)
);
