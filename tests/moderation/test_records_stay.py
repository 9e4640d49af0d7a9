"""What is only ever appended to stays as it was written: the platform's own role has no right to change it."""

import re
from importlib.resources import files

import pytest

from bodega.kernel.database import platform_scope
from bodega.street.bootstrap import APPENDED

REVOKED = re.compile(r"^revoke update, delete, truncate on (\w+) from bodega_platform;", re.MULTILINE)


def test_every_table_that_a_migration_closes_is_closed_by_the_bootstrap_as_well():
    migrations = [one for one in files("bodega.street.migrations").iterdir() if one.name.endswith(".sql")]
    closed = {name for file in migrations for name in REVOKED.findall(file.read_text("utf-8"))}
    assert closed == set(APPENDED)


@pytest.mark.parametrize("table", APPENDED)
async def test_the_platforms_role_may_append_to_it_and_nothing_else(street, table):
    async with platform_scope() as scope:
        rights = {
            right: await scope.fetchval("select has_table_privilege($1, $2)", f"platform.{table}", right)
            for right in ("insert", "select", "update", "delete", "truncate")
        }
    assert rights == {"insert": True, "select": True, "update": False, "delete": False, "truncate": False}
