"""Bring the tables of every shop up to date, one shop after the other; one that fails does not stop the others."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError, NotFound
from bodega.plugins.extensions import Extensions, reason_of
from bodega.plugins.migrations import apps_of, newest_versions
from bodega.street.provision_schema import Apps, migrate_schema
from bodega.street.shop import ANSWERING_STATES

_SELECT = """
    select s.id, s.slug, s.schema_name as schema, s.node, s.table_versions, s.migration_failure,
           coalesce((select array_agg(p.plugin) from shop_plugin p where p.shop_id = s.id and p.enabled), '{}') as plugins
      from shop s
     where s.state = any($1::text[]) and ($2 = '' or s.slug = $2)
     order by s.slug"""
_NOTE = "update shop set table_versions = $2, migration_failure = $3 where id = $1"

# A change of the tables that a shop's own rows contradict, a time limit, or an extension that says no.
_FAILURES = (asyncpg.PostgresError, TimeoutError, BodegaError)


@dataclass(frozen=True)
class DueShop:
    """A shop whose tables are looked at; its versions are those that the registry knows of."""

    id: UUID
    slug: str
    schema: str
    node: str
    table_versions: dict[str, int]
    migration_failure: str
    plugins: Sequence[str]


@dataclass(frozen=True)
class MigratedShop:
    """How it went: the number of steps that were applied, and why it stopped, if it did."""

    slug: str
    applied: int
    failure: str


async def shops_to_migrate(only: str = "") -> list[DueShop]:
    """Every shop that has tables, or the one of the slug `only`; raises `NotFound`.

    One that is being opened gets its tables with its opening.
    """
    async with platform_scope() as scope:
        rows = await scope.fetch(_SELECT, list(ANSWERING_STATES), only)
    if only and not rows:
        raise NotFound("There is no open shop with the address %(slug)s.", slug=only)
    return [DueShop(**dict(row)) for row in rows]


async def migrate_shops(
    owner_pool: asyncpg.Pool, extensions: Extensions, shops: Sequence[DueShop], *, now: datetime
) -> AsyncIterator[MigratedShop]:
    """Migrate each of `shops` and tell how it went. Cut short, it can simply be run again."""
    for shop in shops:
        apps = apps_of(extensions, frozenset(shop.plugins) | extensions.always_on)
        yield await _migrate(owner_pool, shop, apps, now)


async def _migrate(owner_pool: asyncpg.Pool, shop: DueShop, apps: Apps, now: datetime) -> MigratedShop:
    try:
        applied = await migrate_schema(owner_pool, shop, apps, now=now)
    except _FAILURES as error:
        failure = reason_of(error)
        await _note(shop, shop.table_versions, failure)
        return MigratedShop(shop.slug, 0, failure)
    await _note(shop, newest_versions(apps), "")
    return MigratedShop(shop.slug, applied, "")


async def _note(shop: DueShop, versions: dict[str, int], failure: str) -> None:
    if (versions, failure) != (shop.table_versions, shop.migration_failure):
        async with platform_scope() as scope:
            await scope.execute(_NOTE, shop.id, versions, failure)
