"""Collect an order as whoever holds its token: what became of it, and its codes once they are delivered.

The token is made from the number, so that a wrong one never reaches the database. One statement, which is a transaction
by itself, then reads the order, opens its codes and records who saw them. The order is found first and by itself, so
that all else is found by its id, however small the tables were when it was planned.
"""

from dataclasses import dataclass
from datetime import datetime

from bodega.kernel.database import fetch_alone, shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, NotSignedIn
from bodega.kernel.ids import new_id, parse_order_number
from bodega.street.shop import Shop
from bodega_shop.delivery.reveal_codes import (
    RevealedCode,
    Via,
    record_sql,
    reveal_codes,
    revealed_code,
    why_not,
)
from bodega_shop.orders.access_token import token_opens
from bodega_shop.orders.find_order import COLUMNS, SOURCE, Order, order_of
from bodega_shop.orders.states import DELIVERED

# So many codes are opened by the statement that reads the order; a larger order is rare and takes a second one.
AT_ONCE = 5
_BUYER = "buyer"
_VIA: Via = "api"

_COLLECT = f"""
    with asked as materialized (
        select id, state = 'delivered' and disputed_at is null as may_open,
               (select sum(quantity) from purchase_line where purchase_id = purchase.id) as quantity
          from purchase where number = $1
    ), opened as materialized (
        select c.id, c.sku_id, c.sealed, c.fields, c.purchase_id,
               row_number() over (order by l.id, c.rank, c.id) as place
          from code c
          join purchase_line l on l.purchase_id = (select id from asked) and l.sku_id = c.sku_id
         where c.purchase_id = (select id from asked where may_open) and c.state = 'sold'
    ), {record_sql("(select quantity from asked)")}
    select {COLUMNS}, c.id as code_id, c.sku_id, c.sealed, c.fields
      from {SOURCE} left join opened c on true
     where o.number = $1
     order by c.place"""


class WrongToken(NotSignedIn):
    """This token opens no order of this number."""

    kind = "wrong-token"


@dataclass(frozen=True)
class CollectedOrder:
    """An order and, when it is delivered and its payment not disputed, its opened codes."""

    order: Order
    codes: list[RevealedCode]


async def collect_order(
    shop: Shop, number: str, token: str, *, address: str, now: datetime
) -> CollectedOrder:
    """`WrongToken` tells nobody whether that number was ever given out; callers throttle.

    Raises `NotFound` for what cannot be a number.
    """
    number = _read_number(number)
    if not token_opens(shop, number, token):
        raise WrongToken
    ids = [new_id() for _ in range(AT_ONCE)]
    rows = await fetch_alone(shop, _COLLECT, number, ids, now, _BUYER, _VIA, address)
    if not rows:
        raise WrongToken
    order = order_of(rows[0])
    if order.state != DELIVERED or order.disputed:
        return CollectedOrder(order, [])
    if order.quantity > AT_ONCE:
        codes = await reveal_codes(
            shop, order.id, quantity=order.quantity, actor=_BUYER, via=_VIA, address=address, now=now
        )
        return CollectedOrder(order, codes)
    codes = [revealed_code(shop, row["code_id"], row) for row in rows if row["code_id"] is not None]
    if len(codes) != order.quantity:
        async with shop_scope(shop) as scope:
            raise await why_not(scope, order.id)
    return CollectedOrder(order, codes)


def _read_number(text: str) -> str:
    try:
        return parse_order_number(text)
    except InvalidInput:
        raise NotFound("There is no such order.") from None
