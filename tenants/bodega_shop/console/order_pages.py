"""Orders in the console: the list with its filters, and one with its whole trail and what can be done about it."""

from datetime import date
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from bodega.kernel.form import Form
from bodega.kernel.ids import display_order_number, parse_order_number
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.complaints.complaints_about import complaints_about
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.export_orders import order_lines
from bodega_shop.console.order_words import exception_words, order_words
from bodega_shop.console.turn_pages import page_asked, pages_around
from bodega_shop.delivery.reveal_codes import RevealedCode, reveal_codes
from bodega_shop.messages.send_again import send_again
from bodega_shop.orders.cancel_order import cancel_order
from bodega_shop.orders.list_orders import OrderFilter, list_orders
from bodega_shop.orders.read_order_file import OrderFile, read_order_file
from bodega_shop.orders.retry_delivery import retry_delivery
from bodega_shop.orders.states import STATES
from bodega_shop.payments.list_channels import list_channels
from bodega_shop.refunds.list_refunds import read_refunds

HOME = "/console/orders"


@get("/orders")
async def show_orders(desk: NamedDependency[Desk]) -> Response[str]:
    filters, number = Form(desk.asked), page_asked(desk)
    rows, more = await list_orders(desk.shop, _asked(filters), desk.zone, page=number)
    return await desk.page(
        "orders.html",
        form=Form(filters.values),
        filtered=any(value for name, value in filters.values.items() if name != "page"),
        rows=rows,
        page=pages_around(desk, number, more=more),
        channel_options=await _channel_options(desk),
        display_number=display_order_number,
    )


@get("/orders.csv", guards=[requires_operator])
async def export_orders(desk: NamedDependency[Desk]) -> Stream:
    name = f"orders-{desk.shop.slug}-{desk.now:%Y%m%d}.csv"
    return Stream(
        order_lines(desk, _asked(Form(desk.asked))),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


@get("/orders/{number:str}")
async def show_order(desk: NamedDependency[Desk], number: FromPath[str]) -> Response[str]:
    file = await read_order_file(desk.shop, parse_order_number(number))
    return await _page(desk, file, [])


@post("/orders/{number:str}/delivery", guards=[requires_operator])
async def deliver_again(desk: NamedDependency[Desk], number: FromPath[str]) -> Answer:
    order_id = await id_of(desk, number)
    deed = retry_delivery(desk.runtime, desk.shop, order_id, actor=desk.staff.name, now=desk.now)
    return await desk.act(deed, f"{HOME}/{number}", "The goods are delivered.")


@post("/orders/{number:str}/cancellation", guards=[requires_operator])
async def cancel(desk: NamedDependency[Desk], number: FromPath[str]) -> Answer:
    order_id = await id_of(desk, number)
    deed = cancel_order(desk.runtime, desk.shop, order_id, actor=desk.staff.name, now=desk.now)
    return await desk.act(
        deed, f"{HOME}/{number}", "The order is cancelled; its goods are back on the shelf."
    )


@post("/orders/{number:str}/messages")
async def message_again(desk: NamedDependency[Desk], number: FromPath[str]) -> Answer:
    order_id = await id_of(desk, number)
    deed = send_again(desk.runtime, desk.shop, order_id, actor=desk.staff.name, now=desk.now)
    return await desk.act(deed, f"{HOME}/{number}", "The message is on its way again.")


@post("/orders/{number:str}/reveals", guards=[requires_operator], status_code=200)
async def show_codes(desk: NamedDependency[Desk], number: FromPath[str]) -> Response[str]:
    """Opens the codes on this one answer, which is recorded; the page itself never holds them."""
    order = (await read_order_file(desk.shop, parse_order_number(number))).order
    codes = await reveal_codes(
        desk.shop,
        order.id,
        quantity=order.quantity,
        actor=desk.staff.name,
        via="staff",
        address=desk.visit.address,
        now=desk.now,
    )
    return await _page(desk, await read_order_file(desk.shop, order.number), codes)


async def _page(desk: Desk, file: OrderFile, codes: list[RevealedCode]) -> Response[str]:
    return await desk.page(
        "order.html",
        file=file,
        order=file.order,
        codes=codes,
        given_back=await read_refunds(desk.shop, file.order.id),
        complaints=await complaints_about(desk.shop, file.order.id),
        words=order_words(desk.say),
        exception_text=exception_words(desk.say, file.order.exception),
        display_number=display_order_number,
    )


async def _channel_options(desk: Desk) -> list[tuple[str, str]]:
    channels = await list_channels(desk.shop)
    return [("", desk.say("All channels")), *((str(channel.id), channel.name) for channel in channels)]


async def id_of(desk: Desk, number: str) -> UUID:
    """The order of the page's address. Raises `NotFound` and `InvalidInput`."""
    return (await read_order_file(desk.shop, parse_order_number(number))).order.id


def _asked(filters: Form) -> OrderFilter:
    """What the address asks for; what cannot be used is left out, and the form keeps it."""
    state = filters.value("state")
    return OrderFilter(
        state=state if state in STATES else "",
        number=filters.text("number", 40),
        contact=filters.text("contact", 100),
        since=_day(filters, "since"),
        until=_day(filters, "until"),
        channel_id=_channel(filters),
        unsent=filters.value("message") == "failed",
    )


def _day(filters: Form, name: str) -> date | None:
    day = filters.day(name) if filters.filled(name) else date.min
    return day if date(2000, 1, 1) <= day <= date(2999, 12, 31) else None


def _channel(filters: Form) -> UUID | None:
    channel_id = filters.identifier("channel") if filters.filled("channel") else None
    return channel_id if channel_id != UUID(int=0) else None


HANDLERS = [show_orders, export_orders, show_order, deliver_again, cancel, message_again, show_codes]
