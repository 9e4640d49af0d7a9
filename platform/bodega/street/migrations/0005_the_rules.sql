-- The rules of the platform, their versions and trials, and the cases they raise.

-- Each version of each rule. What was scheduled once is never written again but for the day on which it ends.
create table rule_version (
    rule_id text not null check (rule_id ~ '^[a-z][a-z0-9-]{2,63}$'),
    version integer not null check (version > 0),
    draft boolean not null,
    effective_from date,
    ends_on date,
    content jsonb not null,
    changed_at timestamptz not null,
    changed_by text not null,
    primary key (rule_id, version),
    check (draft or effective_from is not null),
    check (ends_on is null or ends_on >= effective_from - 1)
);

create index rule_version_in_force on rule_version (effective_from) where not draft;

-- A rule held against all listings without any effect. The content is that of the moment: drafts are written again.
create table rule_trial (
    id uuid primary key,
    rule_id text not null,
    version integer not null,
    content jsonb not null,
    shops integer not null,
    started_at timestamptz not null,
    started_by text not null
);

create index rule_trial_rule on rule_trial (rule_id, version, started_at);

create table rule_trial_shop (
    trial_id uuid not null references rule_trial (id),
    shop_id uuid not null references shop (id),
    listings integer not null,
    hits integer not null,
    samples jsonb not null,
    at timestamptz not null,
    primary key (trial_id, shop_id)
);

-- What the shops tell of their cases; the shop's own row is the truth, a higher revision replaces a lower one.
create table rule_case (
    id uuid primary key,
    shop_id uuid not null references shop (id),
    subject text not null check (subject in ('product', 'shop')),
    subject_id uuid not null,
    title text not null,
    rule_id text not null,
    rule_version integer not null,
    severity text not null check (severity in ('block', 'review', 'warn')),
    state text not null check (state in ('open', 'appealed', 'upheld', 'overturned', 'fixed', 'ended')),
    hits jsonb not null,
    appeal text not null,
    opened_at timestamptz not null,
    state_at timestamptz not null,
    revision integer not null,
    -- Decided here, and on its way to the shop until the state says the same.
    verdict text not null default '' check (verdict in ('', 'upheld', 'overturned')),
    words text not null default '',
    decided_at timestamptz,
    decided_by text not null default ''
);

create index rule_case_open on rule_case (opened_at) where state in ('open', 'appealed', 'upheld');

create index rule_case_shop on rule_case (shop_id, opened_at);

create index rule_case_rule on rule_case (rule_id, opened_at);
