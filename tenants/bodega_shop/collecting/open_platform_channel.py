"""Open one of the platform's accounts for use: its gateway and its settings, with the platform's secrets opened."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bodega.plugins.settings_form import open_settings
from bodega.runtime import Runtime
from bodega_shop.brought import Brought
from bodega_shop.collecting.platform_channel import PlatformChannel, find_platform_channel
from bodega_shop.contracts.for_platforms import Connectable
from bodega_shop.contracts.gateway import ChannelContext, PaymentGateway

# In place of a shop's name, where calls are counted and logged; no shop can be called so.
PLATFORM = "@platform"


@dataclass(frozen=True)
class OpenPlatformChannel:
    """One account of the platform, ready to speak its protocol in the platform's own name."""

    channel: PlatformChannel
    plugin: str
    gateway: PaymentGateway
    context: ChannelContext


async def open_platform_channel(
    runtime: Runtime, gateways: Brought[PaymentGateway], channel_id: UUID
) -> OpenPlatformChannel:
    """As it stands now, switched on or not: money in flight still arrives. Raises `NotFound`."""
    channel = await find_platform_channel(channel_id)
    gateway = gateways.find(channel.gateway)
    context = ChannelContext(
        shop=PLATFORM,
        channel_id=channel_id,
        settings=settings_of(runtime, gateway, channel),
        http=runtime.http,
        clock=runtime.clock,
        notify_url=platform_notify_url(runtime, channel_id),
        currency=channel.currency,
        test_mode=runtime.settings.allow_private_urls,
    )
    return OpenPlatformChannel(channel, gateways.plugin_of(channel.gateway), gateway, context)


def settings_of(
    runtime: Runtime, gateway: PaymentGateway, channel: PlatformChannel, account: str | None = None
) -> Any:
    """The platform's settings with its secrets opened; with `account` they act for that shop's account."""
    settings = open_settings(
        gateway.settings_type, channel.settings, vault=runtime.platform_vault, owner=channel.id
    )
    if account is not None and isinstance(gateway, Connectable):
        return gateway.settings_for(settings, account)
    return settings


def platform_notify_url(runtime: Runtime, channel_id: UUID) -> str:
    """Where a service reports that has one address for the whole account: on the platform's own host."""
    return runtime.settings.address_of(runtime.settings.base_domain, f"/pay/notify/{channel_id}")
