"""Compare the tables with the code: code must never run on tables that are older than itself."""

import asyncpg

from bodega.kernel.clock import SystemClock
from bodega.kernel.database import databases_open, platform_scope
from bodega.kernel.errors import SettingError
from bodega.kernel.migrations import read_migrations
from bodega.kernel.settings import Settings
from bodega.kernel.vault import CannotOpen, MasterKey
from bodega.plugins.extensions import Extensions
from bodega.plugins.migrations import apps_of, newest_versions
from bodega.staff.platform_key import load_platform_vault
from bodega.street.bootstrap import MIGRATIONS
from bodega.street.shop import ANSWERING_STATES

# A shop whose migration failed is known to its operator and must not keep all others closed.
_BEHIND = """
    select count(*) from shop s
     where s.state = any($1::text[]) and s.migration_failure = ''
       and exists (select 1 from jsonb_each_text($2) app
                    where coalesce((s.table_versions ->> app.key)::integer, app.value::integer) < app.value::integer)"""

# On a server where nothing was set up even the role is missing, which PostgreSQL calls a bad value of a parameter.
_NOTHING_THERE = (
    asyncpg.UndefinedTableError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.InvalidParameterValueError,
)


async def check_tables(settings: Settings, extensions: Extensions) -> None:
    """Raises `SettingError` when `bodega migrate` must be run first, or when the master key is another one."""
    newest = newest_versions(apps_of(extensions, frozenset(extensions.manifests)))
    async with databases_open(settings.database_url, pool_size=1):
        if await _platform_version() < read_migrations(MIGRATIONS)[-1].version:
            raise SettingError(
                "The platform's tables are older than this version of Bodega. Run `bodega migrate` first."
            )
        async with platform_scope() as scope:
            behind = await scope.fetchval(_BEHIND, list(ANSWERING_STATES), newest)
        if behind:
            raise SettingError(
                "The tables of %(count)s shops are older than this version of Bodega. Run `bodega migrate` first.",
                count=behind,
            )
        await _check_key(settings)


async def _platform_version() -> int:
    try:
        async with platform_scope() as scope:
            version: int | None = await scope.fetchval(
                "select max(version) from migration where app = 'platform'"
            )
    except _NOTHING_THERE:
        version = None
    if version is None:
        raise SettingError("The database has no tables of Bodega yet. Run `bodega migrate` first.")
    return version


async def _check_key(settings: Settings) -> None:
    try:
        await load_platform_vault(MasterKey.parse(settings.master_key), SystemClock().now())
    except CannotOpen as error:
        raise SettingError(
            "BODEGA_MASTER_KEY is not the key that this installation's data was sealed with. Set it to that one."
        ) from error
