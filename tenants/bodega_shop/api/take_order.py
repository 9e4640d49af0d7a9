"""Take an order from a program."""

from typing import Annotated

from litestar import Response, post
from litestar.params import HeaderParameter, JSONBody

from bodega.kernel.contact import parse_contact
from bodega.kernel.errors import InvalidInput
from bodega.web.given import NamedDependency
from bodega_shop.api import order_answer
from bodega_shop.api.answer_directly import directly
from bodega_shop.api.hear_call import Call
from bodega_shop.api.order_answer import NewOrder
from bodega_shop.api.problem_answer import problems
from bodega_shop.api.read_json import StrictJson
from bodega_shop.api.way_to_pay import way_to_pay
from bodega_shop.floor import floor_of
from bodega_shop.orders.order_request import OrderRequest, PlacedOrder, WantedLine
from bodega_shop.orders.place_order import place_order

MOST_BODY_BYTES = 8 * 1024
LONGEST_KEY = 200
# Whoever sells on shows the terms to the buyer; on our side nobody was asked.
CONSENT = ""

_Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        max_length=LONGEST_KEY,
        description="Makes it safe to send an order again: the same key brings back the same order. Optional, and wise."
        " Use one that nobody can guess, such as a random UUID: whoever repeats key and body receives the token.",
    ),
]


@post(
    "/orders",
    operation_id="placeOrder",
    summary="Place an order",
    response_description="The order stands, its goods are reserved until it expires",
    responses=problems(400, 404, 409, 413, 415, 422, 423, 429),
    response_headers={"cache-control": "no-store"},
    request_max_body_size=MOST_BODY_BYTES,
    dto=StrictJson[NewOrder],
    return_dto=None,
    middleware=[directly],
)
async def take_order(
    call: NamedDependency[Call], data: JSONBody[NewOrder], idempotency_key: _Key = ""
) -> Response[order_answer.PlacedOrder]:
    """Reserve the goods and say where the buyer pays. An order of 0.00 is delivered at once."""
    placed = await _place(call, data, idempotency_key)
    answer = order_answer.PlacedOrder(
        number=placed.number,
        token=placed.token,
        state=placed.state,  # type: ignore[arg-type]
        total=placed.total,
        payment=await way_to_pay(call, placed),
    )
    return Response(answer, headers={"location": f"/api/v1/orders/{placed.number}"})


async def _place(call: Call, wanted: NewOrder, key: str) -> PlacedOrder:
    profile = call.profile
    request = OrderRequest(
        lines=_lines(wanted),
        contact=_contact(wanted.contact),
        channel=wanted.channel,
        locale=call.visit.locale,
        address=call.visit.address,
        source="api",
        consent=CONSENT,
        idempotency_key=key or None,
    )
    limit = profile.unpaid_per_address if call.runtime.settings.limit_unpaid_per_address else 0
    tending = floor_of(call.runtime).tending
    return await place_order(
        call.shop, profile, tending, request, limit_per_address=limit, now=call.visit.now
    )


def _lines(wanted: NewOrder) -> tuple[WantedLine, ...]:
    """One good, or several: what is missing, or said twice, is named."""
    if wanted.items:
        if wanted.sku_id is not None or wanted.quantity is not None:
            raise InvalidInput("Name one good in sku_id, or several in items.", field="items")
        return tuple(WantedLine(item.sku_id, item.quantity) for item in wanted.items)
    if wanted.sku_id is None:
        raise InvalidInput("This field is missing.", field="sku_id")
    if wanted.quantity is None:
        raise InvalidInput("This field is missing.", field="quantity")
    return (WantedLine(wanted.sku_id, wanted.quantity),)


def _contact(text: str) -> str:
    try:
        return parse_contact(text).value
    except InvalidInput as error:
        raise InvalidInput(error.message, field="contact") from None
