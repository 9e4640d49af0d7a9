"""Every table class says what a really migrated schema holds: the same columns, of the same kind, as often empty."""

import importlib
from pathlib import Path

from piccolo.columns import ForeignKey
from piccolo.table import Table

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.engine import PLATFORM, SHOP

COLUMNS = """
    select column_name, is_nullable = 'YES' as empty, udt_name from information_schema.columns
    where table_schema = $1 and table_name = $2"""
# How PostgreSQL calls what Piccolo writes in a CREATE TABLE.
KINDS = {
    "UUID": "uuid", "TEXT": "text", "BIGINT": "int8", "INTEGER": "int4", "SMALLINT": "int2", "BOOLEAN": "bool",
    "BYTEA": "bytea", "TEXT[]": "_text", "TIMESTAMP WITH TIME ZONE": "timestamptz", "TIMESTAMPTZ": "timestamptz", "DATE": "date", "JSONB": "jsonb",
}  # fmt: skip


async def test_the_platforms_tables_are_as_their_classes_say(street, root, expect_none):
    classes = _classes(root, PLATFORM)
    assert len(classes) >= 8
    async with platform_scope() as scope:
        found = [fault for one in classes for fault in await _differences(scope, one)]
    expect_none(found, "Class and migration disagree")


async def test_a_shops_tables_are_as_their_classes_say(shop, root, expect_none):
    classes = _classes(root, SHOP)
    assert len(classes) >= 3
    async with shop_scope(shop) as scope:
        found = [fault for one in classes for fault in await _differences(scope, one)]
    expect_none(found, "Class and migration disagree")


async def _differences(scope, table: type[Table]) -> list[str]:
    rows = await scope.fetch(COLUMNS, scope.schema, table._meta.tablename)
    there = {row["column_name"]: (row["udt_name"], row["empty"]) for row in rows}
    said = {column._meta.db_column_name: (_kind(column), column._meta.null) for column in table._meta.columns}
    name = f"{table.__module__}.{table.__name__}"
    return [
        *(f"{name}: {column} is in the database only" for column in there.keys() - said.keys()),
        *(f"{name}: {column} is in the class only" for column in said.keys() - there.keys()),
        *(
            f"{name}: {column} is {there[column]} in the database and {said[column]} in the class"
            for column in there.keys() & said.keys()
            if there[column] != said[column]
        ),
    ]


def _kind(column) -> str:
    if isinstance(column, ForeignKey):
        return _kind(column._foreign_key_meta.resolved_references._meta.primary_key)
    return KINDS.get(column.column_type, column.column_type)


def _classes(root: Path, engine) -> list[type[Table]]:
    homes = [
        path
        for top in ("platform", "tenants")
        for path in (root / top).rglob("*.py")
        if "db=" in path.read_text("utf-8")
    ]
    modules = {".".join(path.relative_to(root).with_suffix("").parts[1:]) for path in homes}
    found = {
        one
        for module in map(importlib.import_module, sorted(modules))
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Table) and one is not Table and one._meta.db is engine
    }
    return sorted(found, key=lambda one: one.__name__)
