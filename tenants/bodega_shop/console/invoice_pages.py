"""Invoices in the console: what buyers asked for, and what was issued or refused. And the voucher of an order."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.form import Form
from bodega.kernel.ids import display_order_number, parse_order_number
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.turn_pages import page_asked, pages_around
from bodega_shop.invoices.decide_invoice import LONGEST_ANSWER, LONGEST_NUMBER, issue_invoice, refuse_invoice
from bodega_shop.invoices.list_invoices import STATES, list_invoices
from bodega_shop.orders.read_voucher import read_voucher

HOME = "/console/invoices"


@get("/invoices", guards=[requires_operator])
async def show_invoices(desk: NamedDependency[Desk]) -> Response[str]:
    return await _page(desk, Form())


@post("/invoices/{invoice_id:uuid}/number", guards=[requires_operator])
async def issue(
    desk: NamedDependency[Desk], form: NamedDependency[Form], invoice_id: FromPath[UUID]
) -> Answer:
    number = form.required_text("number", LONGEST_NUMBER)
    return await desk.submit(
        form,
        lambda: issue_invoice(desk.shop, invoice_id, number, by=desk.staff, now=desk.now),
        to=HOME,
        message="The invoice is recorded; the buyer sees its number.",
        again=lambda refused: _page(desk, refused, invoice_id),
    )


@post("/invoices/{invoice_id:uuid}/refusal", guards=[requires_operator])
async def refuse(
    desk: NamedDependency[Desk], form: NamedDependency[Form], invoice_id: FromPath[UUID]
) -> Answer:
    answer = form.required_text("answer", LONGEST_ANSWER)
    return await desk.submit(
        form,
        lambda: refuse_invoice(desk.shop, invoice_id, answer, by=desk.staff, now=desk.now),
        to=HOME,
        message="The buyer reads your answer.",
        again=lambda refused: _page(desk, refused, invoice_id),
    )


@get("/orders/{number:str}/voucher")
async def show_voucher(desk: NamedDependency[Desk], number: FromPath[str]) -> Response[str]:
    number = parse_order_number(number)
    voucher = await read_voucher(desk.shop, number, years=desk.profile.voucher_years)
    return await desk.page("voucher.html", voucher=voucher, display_number=display_order_number)


async def _page(desk: Desk, form: Form, mistaken: UUID | None = None) -> Response[str]:
    asked, number = desk.asked.get("state", ""), page_asked(desk)
    state = asked if asked in STATES else "asked"
    rows, more = await list_invoices(desk.shop, state, page=number)
    return await desk.page(
        "invoices.html",
        form=form,
        state=state,
        rows=rows,
        mistaken=mistaken,
        page=pages_around(desk, number, more=more),
        display_number=display_order_number,
    )


HANDLERS = [show_invoices, issue, refuse, show_voucher]
