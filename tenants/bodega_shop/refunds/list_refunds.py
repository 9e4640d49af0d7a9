"""What was given back of an order, what is on its way, and how much more could go, for its page in the console."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.refunds.read_money import OrderMoney, read_money

_REFUNDS = """
    select r.id, r.number, r.target, r.cause, r.amount, r.counted, r.currency, r.state, r.failure, r.reason, r.actor,
           r.created_at, r.settled_at, r.query_at, r.gateway_refund, p.out_trade_no, c.name as channel_name
      from refund r left join payment p on p.id = r.payment_id left join channel c on c.id = p.channel_id
     where r.purchase_id = $1 order by r.created_at, r.number"""

_DISPUTES = """
    select d.reference, d.state, d.amount, d.currency, d.fee, d.reason, d.opened_at, d.ended_at, c.name as channel_name
      from dispute d join channel c on c.id = d.channel_id where d.purchase_id = $1 order by d.opened_at"""


@dataclass(frozen=True)
class RefundFile:
    """`money` says what is left; rows are as they are stored, with their sums as money."""

    money: OrderMoney
    refunds: list[dict[str, Any]]
    disputes: list[dict[str, Any]]


async def read_refunds(shop: Shop, order_id: UUID) -> RefundFile:
    """Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        return RefundFile(
            await read_money(scope, order_id),
            [_with_money(dict(row)) for row in await scope.fetch(_REFUNDS, order_id)],
            [_with_money(dict(row)) for row in await scope.fetch(_DISPUTES, order_id)],
        )


def _with_money(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "amount": Money(row["amount"], row["currency"])}
