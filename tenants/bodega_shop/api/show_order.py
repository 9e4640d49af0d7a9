"""Show an order to the program that holds its token, with its codes once they are delivered."""

from typing import Annotated

from litestar import get
from litestar.params import PathParameter

from bodega.web.given import NamedDependency
from bodega_shop.api import order_answer
from bodega_shop.api.answer_directly import directly
from bodega_shop.api.hear_call import Call
from bodega_shop.api.order_answer import OrderItem
from bodega_shop.api.problem_answer import problems
from bodega_shop.api.read_token import read_token
from bodega_shop.delivery.collect_order import CollectedOrder, WrongToken, collect_order
from bodega_shop.delivery.reveal_codes import RevealedCode
from bodega_shop.orders.find_order import Line

WRONG_TOKENS_PER_MINUTE = 30
SECURITY = "order-token"

_Number = Annotated[str, PathParameter(description="The `number` of the order.")]


@get(
    "/orders/{number:str}",
    operation_id="showOrder",
    summary="Show an order and its codes",
    response_description="The order as it stands",
    responses=problems(400, 401, 404, 409, 429),
    response_headers={"cache-control": "no-store"},
    security=[{SECURITY: []}],
    middleware=[directly],
)
async def show_order(call: NamedDependency[Call], number: _Number) -> order_answer.Order:
    """What became of an order. Ask again every few seconds until it is `delivered`."""
    collected = await _collect(call, number, read_token(call.scope))
    order = collected.order
    return order_answer.Order(
        number=order.number,
        state=order.state,  # type: ignore[arg-type]
        total=order.total,
        items=tuple(_item(line, collected.codes) for line in order.lines),
        codes=tuple(code.secret for code in collected.codes),
        refunded=order.refunded,
        disputed=order.disputed,
    )


async def _collect(call: Call, number: str, token: str) -> CollectedOrder:
    """Wrong tokens are counted and right ones are not, so that whoever holds one may ask as often as it likes."""
    address = call.visit.address
    try:
        return await collect_order(call.shop, number, token, address=address, now=call.visit.now)
    except WrongToken:
        await call.runtime.throttle.admit(f"token:{call.shop.id}:{address}", WRONG_TOKENS_PER_MINUTE, 60)
        raise


def _item(line: Line, codes: list[RevealedCode]) -> OrderItem:
    own = tuple(code.secret for code in codes if code.sku_id == line.sku_id)
    return OrderItem(line.sku_id, line.title, line.sku, line.quantity, line.unit, line.amount, own)
