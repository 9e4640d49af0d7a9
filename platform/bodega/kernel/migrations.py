"""Migrations: numbered SQL files of a package, applied once per schema, one statement at a time.

A file is one migration: it lands whole or not at all, together with its row in `migration`. Statements are parted by
a semicolon at the end of a line, so a file holds no function bodies (a shop's schema has none).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from bodega.kernel.database import Scope
from bodega.kernel.errors import SettingError

_FILE = re.compile(r"^(\d{4})_([a-z0-9_]+)\.sql$")
_BOOK = """
    create table if not exists migration (
        app text not null, version integer not null, name text not null, applied_at timestamptz not null,
        primary key (app, version)
    )"""


@dataclass(frozen=True)
class Migration:
    """One numbered step of one app's tables."""

    version: int
    name: str
    statements: tuple[str, ...]


def read_migrations(package: str) -> tuple[Migration, ...]:
    """The migrations in `package`, in order; raises `SettingError` when numbers repeat or leave a gap."""
    found = [
        Migration(int(match[1]), match[2], split_statements(file.read_text("utf-8")))
        for file in files(package).iterdir()
        if (match := _FILE.match(file.name))
    ]
    found.sort(key=lambda migration: migration.version)
    if [migration.version for migration in found] != list(range(1, len(found) + 1)):
        raise SettingError("The migrations of %(package)s are not numbered 1, 2, 3 …", package=package)
    return tuple(found)


def split_statements(sql: str) -> tuple[str, ...]:
    """The statements of one file, without comments."""
    text = "\n".join(line for line in sql.splitlines() if not line.lstrip().startswith("--"))
    return tuple(part.strip() for part in re.split(r";\s*(?:\n|$)", text) if part.strip())


async def applied_version(scope: Scope, app: str) -> int:
    """The newest migration of `app` in this scope's schema, 0 for none."""
    await scope.execute(_BOOK)
    return int(await scope.fetchval("select coalesce(max(version), 0) from migration where app = $1", app))


async def apply_migrations(
    scope: Scope, app: str, migrations: Sequence[Migration], *, now: datetime
) -> list[Migration]:
    """Bring `app` up to date in this scope's schema; the ones applied come back."""
    version = await applied_version(scope, app)
    missing = [migration for migration in migrations if migration.version > version]
    for migration in missing:
        for statement in migration.statements:
            await scope.execute(statement)
        await scope.execute(
            "insert into migration (app, version, name, applied_at) values ($1, $2, $3, $4)",
            app, migration.version, migration.name, now,
        )  # fmt: skip
    return missing
