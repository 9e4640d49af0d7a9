"""Give a shop its schema, its role and its tables. Every step may have been done before: it can be run again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import cast

import asyncpg

from bodega.kernel.database import Placed, pool_scope
from bodega.kernel.migrations import Migration, apply_migrations
from bodega.street.bootstrap import SHOP_GROUP, app_login

Apps = Mapping[str, Sequence[Migration]]


async def provision_schema(owner_pool: asyncpg.Pool, shop: Placed, apps: Apps, *, now: datetime) -> None:
    """Create what is missing of the role, the schema and the tables of `apps` for `shop`.

    `owner_pool` is a pool of the provisioning log-in; the tables belong to the shop's own role.
    """
    async with owner_pool.acquire() as proxy:
        connection = cast("asyncpg.Connection", proxy)
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock($1)", _lock_of(shop))
            await _create_role(connection, shop.schema)
            await connection.execute(f"create schema if not exists {shop.schema} authorization {shop.schema}")
    await migrate_schema(owner_pool, shop, apps, now=now)


async def migrate_schema(owner_pool: asyncpg.Pool, shop: Placed, apps: Apps, *, now: datetime) -> int:
    """Apply what is missing of `apps` in `shop`'s schema, one transaction per app; the number applied comes back."""
    count = 0
    for app, migrations in apps.items():
        async with pool_scope(owner_pool, shop.schema, shop.schema, locks=[_lock_of(shop)]) as scope:
            count += len(await apply_migrations(scope, app, migrations, now=now))
    return count


def _lock_of(shop: Placed) -> int:
    """Whoever opens or migrates the same shop at the same moment comes one after the other."""
    return int.from_bytes(sha256(f"tables of {shop.schema}".encode()).digest()[:8], signed=True)


async def _create_role(connection: asyncpg.Connection, role: str) -> None:
    """Role first, grants second, schema last: each needs the one before it (PostgreSQL 16 and newer)."""
    if not await connection.fetchval("select 1 from pg_roles where rolname = $1", role):
        await connection.execute(f"create role {role} nologin")
    app = await app_login(connection)
    await connection.execute(f"grant {role} to {app} with inherit false, set true")
    await connection.execute(f"grant {role} to current_user with inherit false, set true")
    await connection.execute(f"grant {SHOP_GROUP} to {role} with inherit true, set false")
