"""Switch an extension on or off in one shop. One with tables is switched on by a job, when its tables are there."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound, Refused, StateConflict
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.plugins.manifest import Manifest
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.shop import ANSWERING_STATES, Shop

ENABLE_JOB = "plugins.enable"

_SWITCH_ON = """
    insert into shop_plugin (id, shop_id, plugin, enabled, settings, changed_at)
    values ($1, $2, $3, true, '{}', $4)
    on conflict (shop_id, plugin) do update
       set enabled = true, preparing_since = null, failure = '', changed_at = $4
     where not shop_plugin.enabled"""
_PREPARE = """
    insert into shop_plugin (id, shop_id, plugin, enabled, preparing_since, settings, changed_at)
    values ($1, $2, $3, false, $4, '{}', $4)
    on conflict (shop_id, plugin) do update
       set preparing_since = $4, failure = '', changed_at = $4
     where not shop_plugin.enabled"""
_SWITCH_OFF = """
    update shop_plugin set enabled = false, preparing_since = null, failure = '', changed_at = $3
     where shop_id = $1 and plugin = $2 and (enabled or preparing_since is not null)"""


async def enable_plugin(
    runtime: Runtime, shop: Shop, plugin: str, *, actor_id: UUID | None, actor: str, now: datetime
) -> bool:
    """Switch `plugin` on in `shop`; False says that a job prepares its tables first. Done before, it changes nothing.

    Raises `NotFound` for an extension that is not installed, `Refused` for one that cannot be switched,
    `StateConflict` for a shop that is not open yet, `PlanLimit` where its plan has no more.
    """
    manifest = switchable(runtime, plugin)
    if shop.state not in ANSWERING_STATES:
        raise StateConflict
    statement = _PREPARE if manifest.needs_preparing else _SWITCH_ON
    deed = "plugin.preparing" if manifest.needs_preparing else "plugin.enabled"
    async with platform_scope() as scope:
        await _allow_another(scope, runtime, shop, plugin)
        if not await scope.execute(statement, new_id(), shop.id, plugin, now):
            return True
        if manifest.needs_preparing:
            payload = {"shop_id": str(shop.id), "plugin": plugin}
            await enqueue(scope, ENABLE_JOB, payload, once=f"{shop.id}:{plugin}")
        await record(
            scope, deed=deed, actor_id=actor_id, actor=actor, shop_id=shop.id, now=now, plugin=plugin
        )
    await runtime.directory.announce_change(shop.id)
    return not manifest.needs_preparing


async def _allow_another(scope: Scope, runtime: Runtime, shop: Shop, plugin: str) -> None:
    """What every shop begins with is not counted. Of two at once the second one counts what the first one did."""
    free = {one.id for one in runtime.extensions.manifests.values() if one.always_on or one.on_by_default}
    if shop.limits.plugins is None or plugin in free:
        return
    await scope.fetchval("select 1 from shop where id = $1 for update", shop.id)
    rows = await scope.fetch(
        "select plugin from shop_plugin where shop_id = $1 and (enabled or preparing_since is not null)",
        shop.id,
    )
    there = {row["plugin"] for row in rows} - free
    if plugin not in there:
        shop.limits.allow_one_more("plugins", len(there))


async def disable_plugin(
    runtime: Runtime, shop: Shop, plugin: str, *, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """Switch `plugin` off in `shop`; its tables and settings stay. Works for one that is no longer installed, too.

    Raises `Refused` for an extension that every shop has.
    """
    if plugin in runtime.extensions.always_on:
        raise Refused("Every shop has this extension.")
    async with platform_scope() as scope:
        if not await scope.execute(_SWITCH_OFF, shop.id, plugin, now):
            return
        await record(
            scope,
            deed="plugin.disabled",
            actor_id=actor_id,
            actor=actor,
            shop_id=shop.id,
            now=now,
            plugin=plugin,
        )
    await runtime.directory.announce_change(shop.id)


def switchable(runtime: Runtime, plugin: str) -> Manifest:
    """The manifest of an extension that a shop may switch; raises `NotFound` or `Refused`."""
    manifest = runtime.extensions.manifests.get(plugin)
    if manifest is None:
        raise NotFound("The extension %(plugin)s is not installed.", plugin=plugin)
    if manifest.always_on:
        raise Refused("Every shop has this extension.")
    return manifest
