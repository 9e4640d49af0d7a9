"""What a shop keeps about an order's buyer who has no account: until when, a copy of it, and its erasure."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.i18n import format_date, time_zone
from bodega.web.given import NamedDependency
from bodega_shop.orders.find_order import Order
from bodega_shop.orders.mask_contact import mask_contact
from bodega_shop.retention.erase_guest import ask_guest_erasure
from bodega_shop.retention.look_at_guest import export_guest, look_at_guest
from bodega_shop.storefront.account_data import OBSTACLES
from bodega_shop.storefront.checkout_page import said
from bodega_shop.storefront.look_up_page import TRIES_PER_NUMBER, limit_look_ups
from bodega_shop.storefront.own_order import own_order
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.kept_data import GuestData


@get("/orders/{number:str}/data", include_in_schema=False)
async def show_order_data(front: NamedDependency[Front], number: FromPath[str]) -> Response[str]:
    return await _page(front, await own_order(front, number), Form())


@get("/orders/{number:str}/data/file", include_in_schema=False)
async def take_order_data(front: NamedDependency[Front], number: FromPath[str]) -> Response[bytes]:
    order = await own_order(front, number)
    content = await export_guest(front.shop, order, now=front.visit.now)
    return Response(
        content,
        media_type="application/json",
        headers={
            "content-disposition": f'attachment; filename="order-{order.number}.json"',
            "cache-control": "no-store",
        },
    )


@post("/orders/{number:str}/data/erasure", include_in_schema=False, status_code=303)
async def take_order_erasure(front: NamedDependency[Front], number: FromPath[str]) -> Response[Any]:
    order = await own_order(front, number)
    form = Form(dict(await front.request.form()))
    try:
        await _erase(front, order, form)
    except BodegaError as error:
        form.refuse_with(error)
        return await _page(front, order, form, status=error.status)
    return Redirect(f"/orders/{order.number}/data", status_code=303)


async def _erase(front: Front, order: Order, form: Form) -> None:
    contact = form.contact("contact")
    form.consent("sure")
    form.require_ok()
    await limit_look_ups(front, f"data:{front.shop.id}:{order.number}", TRIES_PER_NUMBER)
    await ask_guest_erasure(front.shop, front.profile, order, contact.value, now=front.visit.now)


async def _page(front: Front, order: Order, form: Form, *, status: int = 200) -> Response[str]:
    until, request = await look_at_guest(front.shop, front.profile, order)
    zone, locale = time_zone(front.profile.time_zone), front.visit.locale
    waits = request is not None and request.state == "waiting"
    view = GuestData(
        number=order.number,
        contact=mask_contact(order.contact) if order.contact else "",
        until_text=format_date(until, locale, zone) if until else "",
        asked_text=format_date(request.asked_at, locale, zone) if request else "",
        waits=waits,
        obstacle=front.say(OBSTACLES[request.obstacle]) if request and waits and request.obstacle else "",
        of_account=order.customer_id is not None,
    )
    return front.page(
        "order_data.html",
        status=status,
        form=said(front, form),
        data=view,
        order_url=f"/orders/{order.number}",
    )


HANDLERS = [show_order_data, take_order_data, take_order_erasure]
