"""Find an order again without an account: this browser's own first, any other by number and contact."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from bodega.kernel.errors import BodegaError, InvalidInput, NotFound, TooManyRequests
from bodega.kernel.form import Form
from bodega.kernel.i18n import format_datetime, time_zone
from bodega.kernel.ids import parse_order_number
from bodega.web.given import NamedDependency
from bodega_shop.orders.access_token import access_token
from bodega_shop.orders.find_order import Order, find_by_contact, find_by_token
from bodega_shop.storefront.checkout_page import said
from bodega_shop.storefront.order_cookie import remember, remembered
from bodega_shop.storefront.order_words import state_words
from bodega_shop.storefront.pay_page import what_is_bought
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.order import RecentOrder

TRIES_PER_ADDRESS = 20
TRIES_PER_NUMBER = 8
WINDOW_SECONDS = 900


@get("/look-up", include_in_schema=False)
async def show_look_up(front: NamedDependency[Front]) -> Response[str]:
    return await _page(front, Form({"number": front.request.query_params.get("number", "")}))


@post("/look-up", include_in_schema=False, status_code=303)
async def look_up(front: NamedDependency[Front]) -> Response[Any]:
    form = Form(dict(await front.request.form()))
    try:
        order = await _find(front, form)
    except BodegaError as error:
        form.refuse_with(error)
        return await _page(front, form, status=error.status)
    response: Response[Any] = Redirect(f"/orders/{order.number}", status_code=303)
    remember(front, response, order.number, access_token(front.shop, order.number))
    return response


async def _find(front: Front, form: Form) -> Order:
    contact = form.contact("contact")
    typed = form.required_text("number", 60)
    form.require_ok()
    try:
        number = parse_order_number(typed)
    except InvalidInput as error:
        raise InvalidInput(error.message, field="number", **error.params) from error
    await limit_look_ups(front, f"look-up:{front.visit.address}", TRIES_PER_ADDRESS)
    await limit_look_ups(front, f"look-up:{front.shop.id}:{number}", TRIES_PER_NUMBER)
    return await find_by_contact(front.shop, number, contact.value)


async def limit_look_ups(front: Front, key: str, tries: int) -> None:
    """Raises `TooManyRequests`: a contact must not be guessed."""
    verdict = await front.runtime.throttle.hit(key, tries, WINDOW_SECONDS)
    if not verdict.allowed:
        raise TooManyRequests(retry_after_seconds=verdict.retry_after_seconds)


async def _page(front: Front, form: Form, *, status: int = 200) -> Response[str]:
    recent = [await _recent(front, known.number, known.token) for known in remembered(front)]
    return front.page(
        "look_up.html",
        status=status,
        form=said(front, form),
        look_up_action_url="/look-up",
        recent=[entry for entry in recent if entry is not None],
    )


async def _recent(front: Front, number: str, token: str) -> RecentOrder | None:
    try:
        order = await find_by_token(front.shop, parse_order_number(number), token)
    except (NotFound, InvalidInput):
        return None
    return RecentOrder(
        number=order.number,
        url=f"/orders/{order.number}",
        what=what_is_bought(front, order),
        state=order.state,  # type: ignore[arg-type]
        state_text=front.say(state_words(order.state)),
        placed_text=format_datetime(order.placed_at, front.visit.locale, time_zone(front.profile.time_zone)),
        total_text=front.money(order.total),
    )
