"""Say, before anybody decides, where an order's money could go back to and what each payment service allows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import Refused
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.gateway import Capabilities
from bodega_shop.refunds.begin_refund import read_abilities
from bodega_shop.refunds.plan_refund import Target, check_limits
from bodega_shop.refunds.read_money import OrderMoney, PaidIn, is_topup, read_money


@dataclass(frozen=True)
class Way:
    """One payment that holds money; `obstacle` is why its service would not give all of it back."""

    payment: PaidIn
    channel_name: str
    can: Capabilities
    obstacle: Refused | None


@dataclass(frozen=True)
class RefundWays:
    """What could go back of one order. `own` says whether anything of what was paid for it is left."""

    money: OrderMoney
    ways: list[Way]

    @property
    def own(self) -> bool:
        return self.money.left.minor > 0 and not is_topup(self.money)

    @property
    def aside(self) -> list[Way]:
        return [way for way in self.ways if not way.payment.counts]

    @property
    def targets(self) -> tuple[Target, ...]:
        """The best one first: what the service would refuse is not proposed."""
        wallet: tuple[Target, ...] = ("wallet",) if self.money.customer_id else ()
        if any(way.obstacle is None for way in self.ways):
            return ("source", *wallet, "hand")
        return (*wallet, "hand", "source")

    @property
    def possible(self) -> bool:
        return self.own or bool(self.aside)


async def offer_ways(runtime: Runtime, shop: Shop, order_id: UUID, *, now: datetime) -> RefundWays:
    """Raises `NotFound`."""
    abilities = await read_abilities(runtime, shop, order_id)
    async with shop_scope(shop) as scope:
        money = await read_money(scope, order_id)
        names = {row["id"]: row["name"] for row in await scope.fetch("select id, name from channel")}
    ways = []
    for payment in (*money.counted, *money.aside):
        can = abilities.get(payment.channel_id, Capabilities())
        ways.append(Way(payment, names.get(payment.channel_id, ""), can, _obstacle(payment, can, now)))
    return RefundWays(money, ways)


def _obstacle(payment: PaidIn, can: Capabilities, now: datetime) -> Refused | None:
    try:
        check_limits(payment, payment.left, can, now)
    except Refused as error:
        return error
    return None
