-- A shop's life: rehearsal, soft launch, notice of closing, appeals, a new owner.

-- A rehearsal runs in a twin: a shop of its own that nobody finds, with the shop that it rehearses for.
alter table shop add column rehearses uuid references shop (id);

create unique index shop_one_twin on shop (rehearses) where rehearses is not null;

-- The address of a twin is that of its shop with a word in front.
alter table shop drop constraint shop_slug_check;

alter table shop add constraint shop_slug_check check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) between 3 and 50);

-- What a soft launch may sell and give away: orders in a day, and minor units of the shop's currency over all campaigns.
alter table shop add column soft_orders_per_day integer not null default 50 check (soft_orders_per_day between 1 and 100000);

alter table shop add column soft_campaign_budget bigint not null default 50000 check (soft_campaign_budget >= 0);

-- When a shop whose closing is announced closes, why, and who announced it.
alter table shop add column closes_at timestamptz;

alter table shop add column closing_reason text not null default '';

alter table shop add column closing_by text not null default '' check (closing_by in ('', 'owner', 'platform'));

create index shop_closing on shop (closes_at) where closes_at is not null;

-- What was measured of a shop before it opens; each check says itself what its figures and problems mean.
create table launch_check (
    shop_id uuid not null references shop (id),
    code text not null,
    state text not null check (state in ('passed', 'failed', 'open')),
    title jsonb not null,
    figures jsonb not null,
    problems jsonb not null,
    measured_at timestamptz not null,
    primary key (shop_id, code)
);

-- What the owner of a frozen shop answers to it, and what was answered to that.
create table appeal (
    id uuid primary key,
    shop_id uuid not null references shop (id),
    account_id uuid not null,
    author text not null,
    reason text not null,
    words text not null,
    state text not null check (state in ('open', 'granted', 'refused')),
    created_at timestamptz not null,
    answer text not null default '',
    answered_by uuid,
    answered_at timestamptz
);

create unique index appeal_one_open on appeal (shop_id) where state = 'open';

-- A shop that goes to another owner: both consent, each with time and address, and staff look at the new one afresh.
create table handover (
    id uuid primary key,
    shop_id uuid not null references shop (id),
    from_account uuid not null,
    to_account uuid not null,
    state text not null check (state in ('offered', 'accepted', 'done', 'declined', 'withdrawn', 'refused')),
    application_id uuid references application (id),
    offered_at timestamptz not null,
    offered_from text not null,
    accepted_at timestamptz,
    accepted_from text not null default '',
    ended_at timestamptz
);

create unique index handover_one_open on handover (shop_id) where state in ('offered', 'accepted');

create index handover_to on handover (to_account) where state in ('offered', 'accepted');
