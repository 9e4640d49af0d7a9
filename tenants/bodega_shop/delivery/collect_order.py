"""Collect an order as whoever holds its token: what became of it, and its codes once they are delivered.

Read and opened in one transaction; each collection that opens codes is recorded.
"""

from dataclasses import dataclass
from datetime import datetime

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, NotSignedIn
from bodega.kernel.ids import parse_order_number
from bodega.street.shop import Shop
from bodega_shop.delivery.reveal_codes import RevealedCode, reveal_in
from bodega_shop.orders.access_token import token_opens
from bodega_shop.orders.find_order import Order, read_order
from bodega_shop.orders.states import DELIVERED


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
    async with shop_scope(shop, one_plan=True) as scope:
        order = await _open(scope, shop, number, token)
        if order.state != DELIVERED or order.disputed:
            return CollectedOrder(order, [])
        codes = await reveal_in(
            scope, shop, order.id, quantity=order.quantity, actor="buyer", via="api", address=address, now=now
        )
    return CollectedOrder(order, codes)


async def _open(scope: Scope, shop: Shop, number: str, token: str) -> Order:
    try:
        order = await read_order(scope, number)
    except NotFound:
        raise WrongToken from None
    if not token_opens(shop, order.id, token):
        raise WrongToken
    return order


def _read_number(text: str) -> str:
    try:
        return parse_order_number(text)
    except InvalidInput:
        raise NotFound("There is no such order.") from None
