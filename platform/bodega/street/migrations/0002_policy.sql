-- What the platform lays down for every shop, by name; a name that is not here has the value that the program brings.

create table policy (
    name text primary key,
    value jsonb not null,
    changed_at timestamptz not null,
    changed_by text not null
);
