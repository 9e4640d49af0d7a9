"""Open a payment channel for use: its gateway, its settings with the secrets opened, its notify address."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound
from bodega.plugins.settings_form import open_settings
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.brought import Brought
from bodega_shop.collecting.open_platform_channel import settings_of
from bodega_shop.collecting.platform_channel import find_platform_channel
from bodega_shop.collecting.shops_account import account_for
from bodega_shop.contracts.gateway import ChannelContext, PaymentGateway
from bodega_shop.payments.terms import Terms

KEEP_SECONDS = 60.0

_SELECT = """
    select id, code, gateway, name, settings, enabled, minimum, maximum, currency, fee_points, fee_fixed, fee_least,
           fee_most, fee_by, money_to, commission_points, platform_channel_id from channel where id = $1"""


@dataclass(frozen=True)
class OpenChannel:
    """One channel of one shop, ready to speak its protocol."""

    id: UUID
    code: str
    name: str
    enabled: bool
    plugin: str
    gateway: PaymentGateway
    context: ChannelContext
    terms: Terms


class Channels:
    """Open channels of this process; a shop's change makes every process forget them."""

    def __init__(self, gateways: Brought[PaymentGateway]) -> None:
        self._gateways = gateways
        self._kept: dict[tuple[UUID, UUID], tuple[float, OpenChannel]] = {}

    async def open(self, runtime: Runtime, shop: Shop, channel_id: UUID) -> OpenChannel:
        """The channel of that id, switched on or not: money in flight still arrives. Raises `NotFound`."""
        kept = self._kept.get((shop.id, channel_id))
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        channel = await open_channel(runtime, self._gateways, shop, channel_id)
        self._kept[shop.id, channel_id] = (time.monotonic() + KEEP_SECONDS, channel)
        return channel

    def forget_all(self) -> None:
        """For a change of the platform's, which may reach a channel of any shop."""
        self._kept.clear()

    def forget(self, shop_id: UUID) -> None:
        for key in [key for key in self._kept if key[0] == shop_id]:
            del self._kept[key]


async def open_channel(
    runtime: Runtime, gateways: Brought[PaymentGateway], shop: Shop, channel_id: UUID
) -> OpenChannel:
    """Read and open one channel as it stands now; raises `NotFound`, `ConfigInvalid` while its account is not set up."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT, channel_id)
        shops_own = await scope.fetchval("select currency from profile")
    if row is None:
        raise NotFound
    gateway = gateways.find(row["gateway"])
    settings, terms = await _account_and_terms(runtime, gateway, shop, dict(row))
    context = ChannelContext(
        shop=shop.slug,
        channel_id=channel_id,
        settings=settings,
        http=runtime.http,
        clock=runtime.clock,
        notify_url=notify_url(runtime, shop, channel_id),
        currency=row["currency"] or shops_own,
        test_mode=runtime.settings.allow_private_urls,
    )
    return OpenChannel(
        row["id"],
        row["code"],
        row["name"],
        row["enabled"],
        gateways.plugin_of(row["gateway"]),
        gateway,
        context,
        terms,
    )


async def _account_and_terms(
    runtime: Runtime, gateway: PaymentGateway, shop: Shop, row: Mapping[str, Any]
) -> tuple[Any, Terms]:
    """The shop's own account, or the platform's with the commission that the platform asks for today."""
    terms = Terms(**{name: row[name] for name in Terms.__dataclass_fields__ if name in row})
    if terms.platform_channel_id is None:
        own = open_settings(gateway.settings_type, row["settings"], vault=shop.vault, owner=row["id"])
        return own, terms
    platforms = await find_platform_channel(terms.platform_channel_id)
    account = account_for(platforms, row["settings"])
    return settings_of(runtime, gateway, platforms, account), replace(
        terms, commission_points=platforms.commission_points, trade_points=platforms.trade_points
    )


def notify_url(runtime: Runtime, shop: Shop, channel_id: UUID) -> str:
    """Where the payment service reports to: always on the shop's canonical host."""
    return runtime.settings.address_of(shop.canonical_host, f"/pay/notify/{channel_id}")
