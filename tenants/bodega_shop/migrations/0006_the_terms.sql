-- The shop's policy pages in all their versions, and who agreed to which.

-- What the owner is writing. Nobody else sees it before it is published.
create table terms_draft (
    kind text not null check (kind in ('agreement', 'privacy', 'refunds', 'after_sales')),
    locale text not null check (locale in ('zh-CN', 'en')),
    body text not null,
    changed_at timestamptz not null,
    primary key (kind, locale)
);

-- Facts that the texts name and that stand nowhere else.
create table terms_fact (
    name text primary key check (name in ('entity', 'entity_address', 'service_hours')),
    value text not null
);

-- What people agreed to: the variables are filled in, and it never changes.
create table terms_version (
    id uuid primary key,
    kind text not null check (kind in ('agreement', 'privacy', 'refunds', 'after_sales')),
    number integer not null check (number >= 1),
    chinese text not null,
    english text not null,
    material boolean not null,
    note text not null,
    effective_at timestamptz not null,
    published_at timestamptz not null,
    published_by text not null,
    unique (kind, number)
);

revoke update, delete, truncate on terms_version from current_user;

-- What a customer agreed to outside an order. An order holds its own: `purchase.consent`, with its time and address.
create table consent (
    id uuid primary key,
    -- No foreign key: the server would lock the customer with a right that a reader of this table has no need of.
    customer_id uuid not null,
    occasion text not null check (occasion in ('sign_up', 'again')),
    versions text not null,
    at timestamptz not null,
    address text not null
);

create index consent_customer on consent (customer_id, at);

revoke update, delete, truncate on consent from current_user;

-- The address alone may be blanked: it is personal data, and the rest stays what it was.
grant update (address) on consent to current_user;
