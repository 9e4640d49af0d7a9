"""Prepare a shop for an extension that was asked for, then switch it on; every step can be run again."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from bodega.kernel.database import platform_scope
from bodega.plugins.enable import switchable
from bodega.plugins.extensions import reason_of
from bodega.plugins.prepare_plugin import prepare_plugin
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.open_shop import Opening
from bodega.street.owner_pool import owner_pool_open

_ASKED_FOR = """
    select a.id, a.name, a.email
      from shop_plugin p join shop s on s.id = p.shop_id join account a on a.id = s.owner_id
     where p.shop_id = $1 and p.plugin = $2 and p.preparing_since is not null"""
_SWITCH_ON = """
    update shop_plugin set enabled = true, preparing_since = null, failure = '', changed_at = $3
     where shop_id = $1 and plugin = $2 and preparing_since is not null"""


async def run_enabling(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job: with the log-in that may create tables. Raises `SettingError` without it."""
    shop_id = UUID(payload["shop_id"])
    # This may run before the word of the change arrives, so what this process remembers is not believed.
    runtime.directory.forget(shop_id)
    async with owner_pool_open(runtime) as owner_pool:
        await finish_enabling(runtime, owner_pool, shop_id, payload["plugin"], now=runtime.clock.now())


async def finish_enabling(
    runtime: Runtime, owner_pool: asyncpg.Pool, shop_id: UUID, plugin: str, *, now: datetime
) -> None:
    """Make the tables, fill them, switch on. Where nobody asks for it any more, nothing happens.

    A failure is written beside the extension for the console to show, and raised, so that the queue tries again.
    """
    shop = await runtime.directory.by_id(shop_id)
    async with platform_scope() as scope:
        owner = await scope.fetchrow(_ASKED_FOR, shop_id, plugin)
    if owner is None:
        return
    opening = Opening(shop, owner["id"], owner["name"], owner["email"], now)
    try:
        await prepare_plugin(owner_pool, opening, switchable(runtime, plugin))
    except Exception as error:
        await _note_failure(shop_id, plugin, reason_of(error))
        raise
    async with platform_scope() as scope:
        if await scope.execute(_SWITCH_ON, shop_id, plugin, now):
            await record(
                scope,
                deed="plugin.enabled",
                actor_id=None,
                actor="street",
                shop_id=shop_id,
                now=now,
                plugin=plugin,
            )
    await runtime.directory.announce_change(shop_id)


async def _note_failure(shop_id: UUID, plugin: str, reason: str) -> None:
    async with platform_scope() as scope:
        await scope.execute(
            "update shop_plugin set failure = $3 where shop_id = $1 and plugin = $2 and preparing_since is not null",
            shop_id, plugin, reason,
        )  # fmt: skip
