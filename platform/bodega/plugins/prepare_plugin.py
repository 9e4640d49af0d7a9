"""Bring one shop's schema to the state that an extension needs: its tables, then what it fills them with."""

import asyncio
from typing import TYPE_CHECKING

import asyncpg

from bodega.kernel.database import pool_scope
from bodega.plugins.manifest import Manifest
from bodega.plugins.migrations import migrations_of
from bodega.street.provision_schema import migrate_schema

if TYPE_CHECKING:
    from bodega.street.open_shop import Opening

PREPARE_SECONDS = 60.0


async def prepare_plugin(owner_pool: asyncpg.Pool, opening: "Opening", manifest: Manifest) -> None:
    """Done before, it changes nothing. Raises whatever a stranger's migration or code raises."""
    shop = opening.shop
    await migrate_schema(owner_pool, shop, {manifest.id: migrations_of(manifest)}, now=opening.now)
    if manifest.prepare_shop is not None:
        async with (
            pool_scope(owner_pool, shop.schema, shop.schema) as scope,
            asyncio.timeout(PREPARE_SECONDS),
        ):
            await manifest.prepare_shop(scope, opening)
