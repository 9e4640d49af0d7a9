"""Try a notifier's settings at the owner's request, without sending anything."""

from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.messages.open_notifiers import open_notifier

CHECK_SECONDS = 20.0


async def check_notifier(runtime: Runtime, shop: Shop, code: str) -> None:
    """Raises what is wrong: `InvalidInput` naming a setting, `Unavailable`, `Refused`, `PluginError`, `NotFound`."""
    opened = open_notifier(runtime, shop, code)
    await runtime.dispatcher.guarded(
        shop.slug,
        opened.plugin,
        "check_settings",
        lambda: opened.notifier.check_settings(opened.context),
        timeout_seconds=CHECK_SECONDS,
    )
