-- What helps to choose what to sell: demand by day, the terms of judging, and how each good was judged last.

create table demand_day (
    sku_id uuid not null,
    day date not null,
    units integer not null check (units > 0),
    taken bigint not null check (taken >= 0),
    primary key (sku_id, day)
);

create index demand_day_day on demand_day (day);

create table selection_terms (
    id uuid primary key,
    floor_points integer not null default 1000 check (floor_points between 0 and 5000),
    shares boolean not null default true,
    channel_mix jsonb not null default '{}',
    folded_until date,
    counted_at timestamptz
);

create table selection_score (
    sku_id uuid primary key,
    score smallint not null check (score between 0 and 100),
    demand_part smallint not null,
    margin_part smallint not null,
    risk_part smallint not null,
    supply_part smallint not null,
    units integer not null,
    change_percent integer,
    margin_points integer,
    stock integer not null,
    days_left integer,
    cases integer not null,
    labels text[] not null,
    counted_at timestamptz not null
);

create index selection_score_best on selection_score (score desc, sku_id);
