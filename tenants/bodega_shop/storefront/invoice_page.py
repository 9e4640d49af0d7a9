"""A buyer asks for an invoice over a delivered order, and sees what became of it."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.web.given import NamedDependency
from bodega_shop.invoices.ask_invoice import ask_invoice, read_invoice
from bodega_shop.invoices.invoice import Invoice
from bodega_shop.invoices.read_invoice_form import read_invoice_form
from bodega_shop.orders.find_order import Order
from bodega_shop.storefront.checkout_page import said
from bodega_shop.storefront.own_order import own_order
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.voucher_and_invoice import InvoiceDetail

STATES = {
    "asked": "You have asked for an invoice. The shop has not made it yet.",
    "issued": "The invoice is made.",
    "refused": "The shop could not make the invoice.",
}


@get("/orders/{number:str}/invoice", include_in_schema=False)
async def show_invoice(front: NamedDependency[Front], number: FromPath[str]) -> Response[str]:
    order = await own_order(front, number)
    contact = order.contact if "@" in order.contact else ""
    return await _page(front, order, Form({"kind": "personal", "send_to": contact}))


@post("/orders/{number:str}/invoice", include_in_schema=False, status_code=303)
async def ask(front: NamedDependency[Front], number: FromPath[str]) -> Response[Any]:
    order = await own_order(front, number)
    form = Form(dict(await front.request.form()))
    wish = read_invoice_form(form)
    try:
        form.require_ok()
        await ask_invoice(front.shop, order.id, wish, now=front.visit.now)
    except BodegaError as error:
        form.refuse_with(error)
        return await _page(front, order, form, status=error.status)
    return Redirect(f"/orders/{order.number}/invoice", status_code=303)


async def _page(front: Front, order: Order, form: Form, *, status: int = 200) -> Response[str]:
    invoice = await read_invoice(front.shop, order.id)
    return front.page(
        "invoice.html",
        status=status,
        form=said(front, form),
        order_number=order.number,
        order_url=f"/orders/{order.number}",
        invoice=_detail(front, invoice) if invoice else None,
        asks=invoice is None or invoice.state == "refused",
    )


def _detail(front: Front, invoice: Invoice) -> InvoiceDetail:
    return InvoiceDetail(
        state=invoice.state,  # type: ignore[arg-type]
        state_text=front.say(STATES[invoice.state]),
        title=invoice.title,
        tax_number=invoice.tax_number,
        send_to=invoice.send_to,
        amount_text=front.money(invoice.amount),
        number=invoice.number,
        answer=invoice.answer,
    )
