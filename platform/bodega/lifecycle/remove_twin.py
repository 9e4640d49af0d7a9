"""Remove the twin of a shop with everything in it: nothing in it was ever real, so nothing of it is kept.

What it measured stays with the shop, in the launch checklist and in the application that was made from it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from bodega.kernel.database import Scope, platform_scope, pool_scope
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.owner_pool import owner_pool_open

REMOVE_JOB = "lifecycle.remove_twin"

_CLOSE = """
    update shop set state = 'closed', version = version + 1 where rehearses = $1 and state <> 'closed' returning id"""


async def plan_removal(scope: Scope, shop_id: UUID) -> UUID | None:
    """In the transaction that decided it: the twin of that shop shuts at once, and a job takes it away."""
    twin_id: UUID | None = await scope.fetchval(_CLOSE, shop_id)
    if twin_id is not None:
        await enqueue(scope, REMOVE_JOB, {"twin_id": str(twin_id)})
    return twin_id


async def ask_removal(runtime: Runtime, shop_id: UUID, *, actor_id: UUID, actor: str, now: datetime) -> None:
    """The owner takes the rehearsal down; without one nothing happens."""
    async with platform_scope() as scope:
        twin_id = await plan_removal(scope, shop_id)
        if twin_id is None:
            return
        await record(
            scope, deed="shop.rehearsal_removed", actor_id=actor_id, actor=actor, shop_id=shop_id, now=now
        )
    await runtime.directory.announce_change(twin_id)


async def remove_twin(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job. Its schema goes first and its row last, so that a run that was cut short is found and goes on."""
    twin_id = UUID(payload["twin_id"])
    async with platform_scope() as scope:
        schema = await scope.fetchval(
            "select schema_name from shop where id = $1 and rehearses is not null and state = 'closed'",
            twin_id,
        )
    if schema is None:
        return
    async with owner_pool_open(runtime) as owner_pool:
        await _drop(owner_pool, schema)
    async with platform_scope() as scope:
        for table in ("shop_plugin", "membership", "shop_host"):
            await scope.execute(f"delete from {table} where shop_id = $1", twin_id)
        await scope.execute("delete from shop where id = $1 and rehearses is not null", twin_id)
    await runtime.directory.announce_change(twin_id)


async def _drop(owner_pool: asyncpg.Pool, schema: str) -> None:
    """The schema belongs to its own role, and the role owns nothing afterwards. The pool holds one connection."""
    if await owner_pool.fetchval("select 1 from pg_namespace where nspname = $1", schema):
        async with pool_scope(owner_pool, schema, schema) as scope:
            await scope.execute(f"drop schema {schema} cascade")
    if await owner_pool.fetchval("select 1 from pg_roles where rolname = $1", schema):
        await owner_pool.execute(f"drop role {schema}")
