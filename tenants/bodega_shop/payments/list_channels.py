"""Read a shop's payment channels, in the owner's order. Settings stay sealed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import NotFound
from bodega.street.shop import Shop

_SELECT = """
    select id, code, gateway, name, settings, enabled, position, minimum, maximum, checked_at, problem, changed_at,
           currency, fee_points, fee_fixed, fee_least, fee_most, fee_by, money_to, platform_channel_id,
           commission_points from channel """


@dataclass(frozen=True)
class Channel:
    """`minimum` and `maximum` are minor units of the shop's currency. `problem` is what the last test found: a message and its parameters."""

    id: UUID
    code: str
    gateway: str
    name: str
    settings: Mapping[str, Any] = field(repr=False)
    enabled: bool
    position: int
    minimum: int | None
    maximum: int | None
    checked_at: datetime | None
    problem: dict[str, Any] | None
    changed_at: datetime
    currency: str | None
    fee_points: int
    fee_fixed: int
    fee_least: int | None
    fee_most: int | None
    fee_by: str
    money_to: str
    platform_channel_id: UUID | None
    commission_points: int


async def list_channels(shop: Shop) -> list[Channel]:
    async with shop_scope(shop) as scope:
        return await read_channels(scope)


async def read_channels(scope: Scope, *, enabled_only: bool = False) -> list[Channel]:
    where = "where enabled " if enabled_only else ""
    return [Channel(**dict(row)) for row in await scope.fetch(f"{_SELECT}{where}order by position, id")]


async def channel_of(shop: Shop, channel_id: UUID) -> Channel:
    """Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT + "where id = $1", channel_id)
    if row is None:
        raise NotFound
    return Channel(**dict(row))
