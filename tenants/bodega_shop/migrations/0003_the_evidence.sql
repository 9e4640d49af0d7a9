-- What is sealed over the events of all orders, who else holds a seal, and what people wrote beside the events.

create table event_seal (
    id uuid primary key,
    number integer not null unique check (number >= 1),
    since timestamptz not null,
    until timestamptz not null,
    events integer not null check (events >= 0),
    leaves bytea not null,
    root bytea not null,
    previous bytea not null,
    digest bytea not null,
    sealed_at timestamptz not null,
    check (until > since),
    check (octet_length(leaves) = events * 32)
);

revoke update, delete, truncate on event_seal from current_user;

create table event_anchor (
    id uuid primary key,
    -- No foreign key: the server would lock the row it points to, which takes the right that is revoked above. Seals are never changed.
    seal_id uuid not null,
    via text not null,
    receipt text not null,
    at timestamptz not null,
    unique (seal_id, via)
);

create table evidence_text (
    id uuid primary key,
    purchase_id uuid not null references purchase (id),
    salt bytea not null,
    text text not null,
    digest bytea not null,
    erased_at timestamptz,
    created_at timestamptz not null
);

create index evidence_text_purchase on evidence_text (purchase_id);
