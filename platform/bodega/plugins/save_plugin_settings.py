"""Keep what an owner entered for an extension: plain values as they are, secrets sealed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.ids import new_id
from bodega.plugins.enable import switchable
from bodega.plugins.plugin_context import settings_owner
from bodega.plugins.settings_form import read_form
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.shop import Shop

_SAVE = """
    insert into shop_plugin (id, shop_id, plugin, enabled, settings, changed_at)
    values ($1, $2, $3, false, $4, $5)
    on conflict (shop_id, plugin) do update set settings = $4, changed_at = $5"""


async def save_plugin_settings(
    runtime: Runtime,
    shop: Shop,
    plugin: str,
    sent: Mapping[str, str],
    *,
    actor_id: UUID | None,
    actor: str,
    now: datetime,
) -> None:
    """Store the form `sent`; an extension that is off stays off. The audit names the fields, never their values.

    Raises `InvalidInput` naming the first field that cannot be used, `NotFound` for an extension that is not
    installed or has no settings.
    """
    manifest = switchable(runtime, plugin)
    if manifest.settings is None:
        raise NotFound
    async with platform_scope() as scope:
        stored = await stored_settings(scope, shop.id, plugin)
        owner = settings_owner(shop.id, plugin)
        settings = read_form(manifest.settings, sent, stored, vault=shop.vault, owner=owner)
        changed = sorted(
            name for name in settings.keys() | stored.keys() if settings.get(name) != stored.get(name)
        )
        await scope.execute(_SAVE, new_id(), shop.id, plugin, settings, now)
        await record(
            scope,
            deed="plugin.settings_saved",
            actor_id=actor_id,
            actor=actor,
            shop_id=shop.id,
            now=now,
            plugin=plugin,
            fields=changed,
        )
    await runtime.directory.announce_change(shop.id)


async def stored_settings(scope: Scope, shop_id: UUID, plugin: str) -> dict[str, Any]:
    """What is kept for one extension of one shop, secrets sealed; the row is held until the transaction ends."""
    settings = await scope.fetchval(
        "select settings from shop_plugin where shop_id = $1 and plugin = $2 for update", shop_id, plugin
    )
    return dict(settings or {})
