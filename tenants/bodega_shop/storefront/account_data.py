"""What the shop holds about a customer: take all of it as a file, or have it erased."""

from typing import Any

from litestar import Response, get, post

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.i18n import format_datetime, time_zone
from bodega.web.given import NamedDependency
from bodega_shop.customers.customer import Customer
from bodega_shop.retention.ask_erasure import ask_erasure, list_requests
from bodega_shop.retention.export_customer import export_customer
from bodega_shop.storefront.account_forms import account_page, go, let_in, refuse
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.kept_data import WaitingErasure

OBSTACLES = {
    "hold": "The law holds your data back at the moment.",
    "balance": "There is money in your balance, or you asked it back. Spend it or wait for it first.",
    "orders": "An order of yours is not finished yet.",
}


@get("/data")
async def show_data(front: NamedDependency[Front], customer: NamedDependency[Customer]) -> Response[str]:
    return await _page(front, customer, Form())


@get("/data/file")
async def take_file(front: NamedDependency[Front], customer: NamedDependency[Customer]) -> Response[bytes]:
    content = await export_customer(front.shop, customer, now=front.visit.now)
    return Response(
        content,
        media_type="application/json",
        headers={"content-disposition": 'attachment; filename="my-data.json"'},
    )


@post("/data/erasure", status_code=303)
async def take_erasure(
    front: NamedDependency[Front], customer: NamedDependency[Customer], form: NamedDependency[Form]
) -> Response[Any]:
    password, visit = form.secret("password"), front.visit
    form.consent("sure")
    try:
        form.require_ok()
        done = await ask_erasure(
            front.runtime, front.shop, front.profile, customer, password, address=visit.address, now=visit.now
        )
    except BodegaError as error:
        return await _page(front, customer, refuse(form, error))
    return let_in(front, "", "/") if done else go("/account/data")


async def _page(front: Front, customer: Customer, form: Form) -> Response[str]:
    async with shop_scope(front.shop) as scope:
        requests = await list_requests(scope, customer.id)
    waiting = next((one for one in requests if one.state == "waiting"), None)
    zone = time_zone(front.profile.time_zone)
    view = waiting and WaitingErasure(
        asked_text=format_datetime(waiting.asked_at, front.visit.locale, zone),
        obstacle=front.say(OBSTACLES[waiting.obstacle]) if waiting.obstacle else "",
    )
    return account_page(
        front, "account_data.html", form=form, waiting=view, years=front.profile.voucher_years
    )


HANDLERS = [show_data, take_file, take_erasure]
