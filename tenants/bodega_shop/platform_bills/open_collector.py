"""Open an account of the platform's at a service that takes bills from cards, and speak to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from bodega.kernel.errors import NotFound
from bodega.runtime import Runtime
from bodega_shop.collecting.open_platform_channel import PLATFORM, open_platform_channel
from bodega_shop.collecting.platform_channel import PlatformChannel, list_platform_channels
from bodega_shop.contracts.for_bills import BillCollector
from bodega_shop.contracts.gateway import ChannelContext
from bodega_shop.floor import floor_of

T = TypeVar("T")
# Handing over a bill is up to six calls of the service, one after the other.
_SECONDS = 60.0


@dataclass(frozen=True)
class Collector:
    """One such account, ready to be asked."""

    runtime: Runtime
    channel: PlatformChannel
    plugin: str
    gateway: BillCollector
    context: ChannelContext

    async def ask(self, word: str, call: Callable[[BillCollector, ChannelContext], Awaitable[T]]) -> T:
        """Raises the gateway's errors, `PluginError` for what it did not foresee."""
        return await self.runtime.dispatcher.guarded(
            PLATFORM, self.plugin, word, lambda: call(self.gateway, self.context), timeout_seconds=_SECONDS
        )


async def open_collector(runtime: Runtime, channel_id: UUID) -> Collector:
    """As it stands now, switched on or not. Raises `NotFound` for one whose service keeps no cards."""
    opened = await open_platform_channel(runtime, floor_of(runtime).gateways, channel_id)
    if not isinstance(opened.gateway, BillCollector):
        raise NotFound
    return Collector(runtime, opened.channel, opened.plugin, opened.gateway, opened.context)


async def card_channels(runtime: Runtime) -> list[PlatformChannel]:
    """The platform's accounts at which an owner can leave a card now."""
    keep = {one.code for one in floor_of(runtime).gateways.all() if isinstance(one, BillCollector)}
    return [
        channel for channel in await list_platform_channels() if channel.enabled and channel.gateway in keep
    ]
