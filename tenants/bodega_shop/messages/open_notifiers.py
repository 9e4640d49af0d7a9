"""Open the notifiers of a shop for use: each with its settings, its secrets opened, and a guarded way out."""

from dataclasses import dataclass

from bodega.kernel.outbound import OutboundPolicy, guarded_resolver
from bodega.plugins.plugin_context import own_settings
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.notifier import Notifier, NotifierContext
from bodega_shop.floor import floor_of


@dataclass(frozen=True)
class OpenNotifier:
    """One notifier of one shop, ready to send."""

    plugin: str
    notifier: Notifier
    context: NotifierContext


def open_notifiers(runtime: Runtime, shop: Shop) -> list[OpenNotifier]:
    """The notifiers whose extension `shop` has switched on; raises `PluginError` for settings that no longer fit."""
    return [
        open_notifier(runtime, shop, notifier.code)
        for notifier in floor_of(runtime).notifiers.enabled_in(shop)
    ]


def open_notifier(runtime: Runtime, shop: Shop, code: str) -> OpenNotifier:
    """The notifier of that code, switched on or not; raises `NotFound` when it is not installed."""
    notifiers = floor_of(runtime).notifiers
    plugin = notifiers.plugin_of(code)
    return OpenNotifier(
        plugin,
        notifiers.find(code),
        NotifierContext(
            shop=shop.slug,
            shop_name=shop.name,
            settings=own_settings(shop, runtime.extensions.manifests[plugin]),
            resolve=guarded_resolver(OutboundPolicy(allow_private=runtime.settings.allow_private_urls)),
            clock=runtime.clock,
            http=runtime.http,
        ),
    )
