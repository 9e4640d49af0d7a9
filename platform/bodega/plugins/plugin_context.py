"""What one extension may use in one shop: its settings, its tables, a guarded client, and the time."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import httpx

from bodega.kernel.clock import Clock
from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.plugins.manifest import Manifest
from bodega.plugins.settings_form import open_settings
from bodega.street.shop import Shop

if TYPE_CHECKING:
    from bodega.runtime import Runtime


@dataclass(frozen=True)
class PluginContext:
    """Handed to an extension's hooks, pages and jobs. `settings` hold opened secrets and are never shown.

    `http` reaches public addresses only, follows no redirect and verifies certificates.
    """

    shop: str
    shop_name: str
    locale: str
    settings: Any = field(repr=False)
    http: httpx.AsyncClient = field(repr=False)
    clock: Clock = field(repr=False)
    place: Shop = field(repr=False)

    def tables(self) -> Scope:
        """One transaction in the shop's schema: `async with ctx.tables() as scope`. Never held across a network call."""
        return shop_scope(self.place)


async def context_of(runtime: "Runtime", slug: str, plugin: str) -> PluginContext:
    """The context of the extension `plugin` in the shop of that slug; raises `NotFound` when there is no such shop."""
    shop = await runtime.directory.by_slug(slug)
    if shop is None:
        raise NotFound
    return context_in(runtime, shop, runtime.extensions.manifests[plugin])


def context_in(runtime: "Runtime", shop: Shop, manifest: Manifest) -> PluginContext:
    """The context of one extension in `shop`; raises `PluginError` when its stored settings no longer fit it."""
    return PluginContext(
        shop=shop.slug,
        shop_name=shop.name,
        locale=shop.locale,
        settings=own_settings(shop, manifest),
        http=runtime.http,
        clock=runtime.clock,
        place=shop,
    )


def own_settings(shop: Shop, manifest: Manifest) -> Any:
    """The settings of one extension in `shop`, opened; None for one that has no settings."""
    if manifest.settings is None:
        return None
    return open_settings(
        manifest.settings,
        shop.plugin_settings.get(manifest.id, {}),
        vault=shop.vault,
        owner=settings_owner(shop.id, manifest.id),
    )


def settings_owner(shop_id: UUID, plugin: str) -> UUID:
    """To whom the secrets of one extension in one shop are sealed, so that no other extension's form can open them."""
    return uuid5(shop_id, plugin)
