"""Which ways of paying a shop offers for an amount, in its own order."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.floor import floor_of
from bodega_shop.payments.terms import Terms

_SELECT = """
    select code, name, gateway, minimum, maximum, currency, fee_points, fee_fixed, fee_least, fee_most, fee_by,
           platform_channel_id
      from channel where enabled and closed_at is null order by position, id"""


@dataclass(frozen=True)
class OfferedChannel:
    """A way of paying. `least` and `most` are its limits, where it has any; `surcharge` is the buyer's part of the fee."""

    code: str
    name: str
    gateway: str
    amount: Money
    surcharge: Money
    least: Money | None
    most: Money | None

    @property
    def too_small(self) -> bool:
        return self.least is not None and self.amount < self.least

    @property
    def takes_amount(self) -> bool:
        return not self.too_small and not (self.most is not None and self.amount > self.most)


async def offer_channels(runtime: Runtime, shop: Shop, amount: Money) -> list[OfferedChannel]:
    """The channels that are switched on and whose gateway is installed, switched on and takes this currency.

    One that goes through the platform is offered as long as the platform offers it.
    """
    usable = {
        gateway.code
        for gateway in floor_of(runtime).gateways.enabled_in(shop)
        if amount.currency in gateway.currencies
    }
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_SELECT)
    platforms: set[UUID] = set()
    if any(row["platform_channel_id"] for row in rows):
        offered = await floor_of(runtime).platform_channels.offered_to(shop, amount.currency)
        platforms = {channel.id for channel in offered}
    return [
        OfferedChannel(
            code=row["code"],
            name=row["name"],
            gateway=row["gateway"],
            amount=amount,
            surcharge=_terms(row).surcharge(amount),
            least=_money(row["minimum"], amount.currency),
            most=_money(row["maximum"], amount.currency),
        )
        for row in rows
        if (
            row["platform_channel_id"] in platforms
            if row["platform_channel_id"]
            else row["gateway"] in usable
        )
        and row["currency"] in (None, amount.currency)
    ]


def _terms(row: asyncpg.Record) -> Terms:
    return Terms(
        **{name: row[name] for name in ("fee_points", "fee_fixed", "fee_least", "fee_most", "fee_by")}
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
