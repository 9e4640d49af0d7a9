"""Switch on an extension in a shop of the demo, once, and keep its settings up to date while it is on."""

from collections.abc import Mapping
from uuid import UUID

import asyncpg

from bodega.kernel.database import platform_scope
from bodega.plugins.enable import enable_plugin
from bodega.plugins.finish_enabling import finish_enabling
from bodega.plugins.manifest import DemoShop
from bodega.plugins.plugin_context import own_settings
from bodega.plugins.save_plugin_settings import save_plugin_settings
from bodega.runtime import Runtime
from bodega.street.shop import Shop


async def switch_on(
    runtime: Runtime, owner_pool: asyncpg.Pool, shop: Shop, plugin: str, *, by: DemoShop
) -> None:
    """Where it is not installed nothing happens, nor where an owner switched it off."""
    if plugin not in runtime.extensions.manifests or await _was_switched(shop, plugin):
        return
    ready = await enable_plugin(runtime, shop, plugin, actor_id=by.account_id, actor=by.name, now=by.now)
    if not ready:
        # The worker was asked to make its tables; the demo does not wait for its turn.
        await finish_enabling(runtime, owner_pool, shop.id, plugin, now=by.now)


async def enter_settings(
    runtime: Runtime, shop_id: UUID, plugin: str, wanted: Mapping[str, str], *, by: DemoShop
) -> None:
    """Fill in its form in the owner's name, if it is on and says something else."""
    shop = await runtime.directory.by_id(shop_id)
    if plugin not in shop.enabled:
        return
    kept = own_settings(shop, runtime.extensions.manifests[plugin])
    if all(getattr(kept, name) == value for name, value in wanted.items()):
        return
    await save_plugin_settings(
        runtime, shop, plugin, wanted, actor_id=by.account_id, actor=by.name, now=by.now
    )


async def _was_switched(shop: Shop, plugin: str) -> bool:
    async with platform_scope() as scope:
        return bool(
            await scope.fetchval(
                "select exists (select 1 from shop_plugin where shop_id = $1 and plugin = $2)",
                shop.id,
                plugin,
            )
        )
