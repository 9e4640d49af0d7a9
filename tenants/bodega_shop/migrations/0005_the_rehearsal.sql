-- What a rehearsal measured, who is invited to a soft launch, and what they said.

-- A link that lets people in before the shop is open to all; only its digest is kept.
create table invitation (
    id uuid primary key,
    token_digest bytea not null unique,
    label text not null,
    uses_most integer not null check (uses_most between 1 and 100000),
    uses integer not null default 0 check (uses between 0 and uses_most),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    created_by uuid,
    created_at timestamptz not null
);

-- A browser that came in through an invitation.
create table guest (
    id uuid primary key,
    invitation_id uuid not null references invitation (id),
    token_digest bytea not null unique,
    admitted_at timestamptz not null,
    expires_at timestamptz not null
);

create index guest_invitation on guest (invitation_id);

create table feedback (
    id uuid primary key,
    at timestamptz not null,
    guest_id uuid,
    order_number text not null,
    stars smallint not null check (stars between 1 and 5),
    words text not null,
    read_at timestamptz
);

create index feedback_at on feedback (at);

-- What was given away while only invited people may buy, held against the cap of the soft launch.
create table giveaway (
    id uuid primary key,
    -- Who gives, and which one it is: asked for twice, it counts once.
    source text not null check (source <> ''),
    source_id uuid not null,
    -- No foreign key: it is written before the order, and orders are deleted when their time is over.
    purchase_id uuid,
    amount bigint not null check (amount > 0),
    currency text not null,
    at timestamptz not null,
    unique (source, source_id)
);

create index giveaway_purchase on giveaway (purchase_id) where purchase_id is not null;

-- A scripted rehearsal, or the long run of one order a minute. They happen in a twin of the shop.
create table rehearsal_run (
    id uuid primary key,
    kind text not null check (kind in ('script', 'long')),
    state text not null check (state in ('waiting', 'running', 'passed', 'failed', 'stopped')),
    planned integer not null check (planned >= 0),
    problem text not null default '',
    asked_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz
);

create unique index rehearsal_run_one on rehearsal_run (kind) where state in ('waiting', 'running');

-- One order of a run: what was to happen, and what did.
create table rehearsal_step (
    run_id uuid not null references rehearsal_run (id),
    place integer not null,
    kind text not null,
    order_number text not null default '',
    outcome text not null check (outcome in ('begun', 'right', 'wrong', 'lost')),
    milliseconds integer check (milliseconds >= 0),
    problem text not null default '',
    began_at timestamptz not null,
    ended_at timestamptz,
    primary key (run_id, place)
);
