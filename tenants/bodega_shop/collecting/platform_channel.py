"""Read the platform's own accounts at payment services. Settings stay sealed."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.street.shop import Shop
from bodega_shop.brought import Brought
from bodega_shop.contracts.gateway import PaymentGateway

Way = Literal["collect", "connect"]
COLLECT: Way = "collect"
CONNECT: Way = "connect"
KEEP_SECONDS = 60.0

_SELECT = """
    select id, gateway, way, name, settings, currency, commission_points, trade_points, enabled, checked_at, problem, changed_at
      from channel order by created_at, id"""


@dataclass(frozen=True)
class PlatformChannel:
    """`collect`: the platform has the money and owes it to the shop. `connect`: the service pays the shop itself, less
    the platform's part. `commission_points` are ten-thousandths of each payment, `trade_points` those of goods of a category
    of the street.
    """

    id: UUID
    gateway: str
    way: Way
    name: str
    settings: Mapping[str, Any] = field(repr=False)
    currency: str
    commission_points: int
    trade_points: Mapping[str, int]
    enabled: bool
    checked_at: datetime | None
    problem: dict[str, Any] | None
    changed_at: datetime

    def serves(self, shop: Shop) -> bool:
        """Whether buyers of that shop may pay through it now: who holds others' money needs a licence."""
        return self.enabled and (self.way == CONNECT or shop.policy.collects)


async def list_platform_channels() -> list[PlatformChannel]:
    async with platform_scope() as scope:
        return [PlatformChannel(**dict(row)) for row in await scope.fetch(_SELECT)]


async def find_platform_channel(channel_id: UUID) -> PlatformChannel:
    """As it stands now. Raises `NotFound`."""
    for channel in await list_platform_channels():
        if channel.id == channel_id:
            return channel
    raise NotFound


class PlatformChannels:
    """The platform's channels as this process remembers them: few, asked for by every shop that uses one."""

    def __init__(self, gateways: Brought[PaymentGateway]) -> None:
        self._gateways = gateways
        self._kept: dict[UUID, PlatformChannel] = {}
        self._until = 0.0

    async def all(self) -> dict[UUID, PlatformChannel]:
        if self._until <= time.monotonic():
            self._kept = {channel.id: channel for channel in await list_platform_channels()}
            self._until = time.monotonic() + KEEP_SECONDS
        return self._kept

    async def offered_to(self, shop: Shop, currency: str) -> list[PlatformChannel]:
        """Those that a shop of that currency can choose."""
        return [
            channel
            for channel in (await self.all()).values()
            if channel.serves(shop) and channel.currency == currency and self._installed(channel)
        ]

    def forget(self) -> None:
        self._until = 0.0

    def _installed(self, channel: PlatformChannel) -> bool:
        return any(gateway.code == channel.gateway for gateway in self._gateways.all())
