"""The exception desk: everything that is paid and not settled, and what can be done about it now."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.form import Form
from bodega.kernel.ids import display_order_number
from bodega.staff.require_role import requires_operator, requires_recent_password
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.order_pages import HOME as ORDERS
from bodega_shop.console.order_pages import id_of
from bodega_shop.console.order_words import exception_words, order_words
from bodega_shop.orders.deliver_by_hand import TypedGoods, deliver_by_hand
from bodega_shop.orders.read_order_file import read_order_file
from bodega_shop.orders.retry_delivery import retry_delivery
from bodega_shop.payments.confirm_by_hand import grant_confirmation, refuse_confirmation
from bodega_shop.refunds.read_desk import read_desk
from bodega_shop.stock.list_free_batches import FreeBatch, list_free_batches

HOME = "/console/exceptions"
_GOODS = "goods_"


@get("/exceptions")
async def show_exceptions(desk: NamedDependency[Desk]) -> Response[str]:
    return await desk.page(
        "exceptions.html",
        waits=await read_desk(desk.shop, now=desk.now),
        words=order_words(desk.say),
        why=lambda exception: exception_words(desk.say, exception),
        display_number=display_order_number,
    )


@post("/confirmations/{request_id:uuid}/grant", guards=[requires_operator, requires_recent_password])
async def grant(desk: NamedDependency[Desk], request_id: FromPath[UUID]) -> Answer:
    deed = grant_confirmation(desk.runtime, desk.shop, request_id, by=desk.staff, now=desk.now)
    return await desk.act(deed, HOME, "The payment counts as arrived. Both names are recorded.")


@post("/confirmations/{request_id:uuid}/refusal", guards=[requires_operator, requires_recent_password])
async def refuse(desk: NamedDependency[Desk], request_id: FromPath[UUID]) -> Answer:
    deed = refuse_confirmation(desk.shop, request_id, by=desk.staff, now=desk.now)
    return await desk.act(deed, HOME, "The request is refused. Nothing was changed.")


@get("/orders/{number:str}/by-hand", guards=[requires_operator])
async def show_by_hand(desk: NamedDependency[Desk], number: FromPath[str]) -> Response[str]:
    return await _page(desk, number, Form({"kind": "codes"}))


@post("/orders/{number:str}/by-hand", guards=[requires_operator])
async def hand_out(desk: NamedDependency[Desk], form: NamedDependency[Form], number: FromPath[str]) -> Answer:
    order_id, goods = await id_of(desk, number), _typed_goods(form)
    return await desk.submit(
        form,
        lambda: deliver_by_hand(desk.runtime, desk.shop, order_id, goods, by=desk.staff, now=desk.now),
        to=f"{ORDERS}/{number}",
        message="The goods are delivered.",
        again=lambda refused: _page(desk, number, refused),
    )


@post("/orders/{number:str}/batch", guards=[requires_operator])
async def take_from_batch(
    desk: NamedDependency[Desk], form: NamedDependency[Form], number: FromPath[str]
) -> Answer:
    order_id, batch_id = await id_of(desk, number), form.identifier("batch")
    return await desk.submit(
        form,
        lambda: retry_delivery(
            desk.runtime, desk.shop, order_id, actor=desk.staff.name, now=desk.now, batch_id=batch_id
        ),
        to=f"{ORDERS}/{number}",
        message="The goods are delivered.",
        again=lambda refused: _page(desk, number, refused),
    )


def _typed_goods(form: Form) -> TypedGoods:
    texts = {
        int(name.removeprefix(_GOODS)): text
        for name, text in form.values.items()
        if name.startswith(_GOODS) and name.removeprefix(_GOODS).isdecimal()
    }
    return TypedGoods(texts, form.choice("kind", ("codes", "note")) == "note")


async def _page(desk: Desk, number: str, form: Form) -> Response[str]:
    order_id = await id_of(desk, number)
    order = (await read_order_file(desk.shop, number)).order
    batches = await list_free_batches(desk.shop, order_id, today=desk.today)
    return await desk.page(
        "by_hand.html",
        form=form,
        order=order,
        batches=[(str(batch.id), _batch_text(desk, batch)) for batch in batches],
        why=exception_words(desk.say, order.exception),
        display_number=display_order_number,
    )


def _batch_text(desk: Desk, batch: FreeBatch) -> str:
    named = batch.source_name or batch.supplier_note
    day = desk.when(batch.created_at, "short")
    return f"{batch.product_title} {batch.sku_name} · {named} {day} · {batch.free}"


HANDLERS = [show_exceptions, grant, refuse, show_by_hand, hand_out, take_from_batch]
