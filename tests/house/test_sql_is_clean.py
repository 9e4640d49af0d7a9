"""No statement closes the road to many machines: the migrations are read here, the rest as the stories send it."""

import pytest
from lint_sql import faults_of

from bodega.kernel.migrations import split_statements


def test_every_migration_keeps_a_schema_that_can_move(everything, root, expect_none):
    migrations = [path for path in everything if path.suffix == ".sql"]
    found = [
        f"{path.relative_to(root)}: {' '.join(statement.split())[:60]} … {fault}"
        for path in migrations
        for statement in split_statements(path.read_text("utf-8"))
        for fault in faults_of(statement)
    ]
    assert migrations
    expect_none(found, "This cannot be served on a sharded node, or beside another version")


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("select * from purchase", "name each"),
        ("select p.* from purchase p", "name each"),
        ("insert into reveal (id) values ($1) returning *", "name each"),
        ("update code set rank = random()", "volatile function random"),
        ("update code set id = gen_random_uuid() where id = $1", "volatile function gen_random_uuid"),
        ("insert into reveal (id) select id from code", "selects from code"),
        (
            "with gone as (select id from code) insert into reveal (id) select id from gone",
            "selects from gone",
        ),
        ("select id from platform.shop", "names the schema platform"),
        ("select id from shop_b.purchase", "names the schema shop_b"),
        ("select 1; select 2", "several statements"),
        ("set role shop_b", "setting of the session"),
        ("select set_config('role', 'shop_b', true)", "setting of the session"),
        ("merge into code using batch on true when matched then delete", "MERGE"),
        ("create table a (id serial primary key)", "a sequence"),
        ("create table a (id bigint primary key)", "a number as its key"),
        ("create table a (id bigint generated always as identity primary key)", "a sequence"),
        ("create table a (name text)", "without a primary key"),
        ("create table a (id uuid primary key, b uuid references platform.shop (id))", "another schema"),
        ("create type colour as enum ('red')", "an enum"),
        ("create domain colour as text", "a domain"),
        ("create sequence numbers", "a sequence"),
        ("create trigger t before insert on a execute function f()", "a trigger"),
        ("create rule r as on insert to a do nothing", "a rule"),
        ("alter table a enable row level security", "row level security"),
        ("create function f() returns int language sql as 'select 1'", "a function"),
    ],
)
def test_a_statement_that_is_not_allowed_is_found(statement, why):
    assert why in "; ".join(faults_of(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "select count(*) from purchase where state = 'select * from x; drop table y'",
        "with gone as materialized (select id from code) insert into reveal (id) select id from gone",
        "with sold as (update code set state = 'sold' returning id) insert into reveal (id) select id from sold",
        "insert into a (id, at) select id, $2 from unnest($1::uuid[]) as given (id)",
        "with given as materialized (select * from unnest($1::uuid[], $2::text[]) as given (id, name)) select id from given",
        "insert into queue.pgqueuer (payload) values ($1) on conflict do nothing",
        "select id from code where state = 'free' order by rank limit $1 for update skip locked",
        "update purchase set state = $2 where id = $1 and state = $3",
    ],
)
def test_a_statement_that_is_allowed_passes(statement):
    assert faults_of(statement) == []
