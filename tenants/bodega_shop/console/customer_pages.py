"""Customers in the console: the list, one with balance and statement, a correction, a block."""

from dataclasses import replace
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.form import Form
from bodega.kernel.money import Money
from bodega.staff.require_role import requires_operator, requires_owner, requires_recent_password
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.turn_pages import page_asked, pages_around
from bodega_shop.customers.block_customer import block_customer, unblock_customer
from bodega_shop.customers.list_customers import list_customers
from bodega_shop.customers.reach_customers import reachable_kinds
from bodega_shop.customers.read_customer_file import CustomerFile, read_customer_file
from bodega_shop.wallet.adjust_wallet import Adjustment, adjust_wallet
from bodega_shop.wallet.list_paybacks import list_open_paybacks, list_paybacks_of
from bodega_shop.wallet.read_statement import read_statement

HOME = "/console/customers"
STATES = ("active", "blocked", "erased")
DIRECTIONS = ("add", "take")
PARTS = ("principal", "bonus")
# Where the money of a statement's line came from or went; every value is a msgid.
STATEMENT_WORDS = {
    "payment": "Topped up",
    "order": "Order",
    "refund": "Refund of an order",
    "payback": "Payback",
    "adjustment": "Correction",
}
DEED_WORDS = {
    "wallet.adjusted": "Corrected the balance",
    "payback.granted": "Gave money back",
    "payback.refused": "Refused a payback",
    "customer.blocked": "Blocked",
    "customer.unblocked": "Let in again",
}


@get("/customers")
async def show_customers(desk: NamedDependency[Desk]) -> Response[str]:
    filters, number = Form(desk.asked), page_asked(desk)
    state = filters.value("state") if filters.value("state") in STATES else ""
    rows, more = await list_customers(
        desk.shop, contact=filters.text("contact", 100), state=state, page=number
    )
    return await desk.page(
        "customers.html",
        form=Form(filters.values),
        filtered=bool(state or filters.value("contact")),
        rows=rows,
        page=pages_around(desk, number, more=more),
        offered=bool(reachable_kinds(desk.runtime, desk.shop)),
        open_paybacks=len(await list_open_paybacks(desk.shop)),
    )


@get("/customers/{customer_id:uuid}")
async def show_customer(desk: NamedDependency[Desk], customer_id: FromPath[UUID]) -> Response[str]:
    return await _page(desk, await read_customer_file(desk.shop, customer_id, now=desk.now), Form())


@post("/customers/{customer_id:uuid}/adjustments", guards=[requires_owner, requires_recent_password])
async def adjust(
    desk: NamedDependency[Desk], form: NamedDependency[Form], customer_id: FromPath[UUID]
) -> Answer:
    file = await read_customer_file(desk.shop, customer_id, now=desk.now)
    wanted = _adjustment(form, file)
    return await desk.submit(
        form,
        lambda: adjust_wallet(desk.shop, wanted, by=desk.staff, now=desk.now),
        to=f"{HOME}/{customer_id}",
        message="The balance is corrected. The customer sees it with your reason.",
        again=lambda refused: _page(desk, file, refused),
    )


@post("/customers/{customer_id:uuid}/blocks", guards=[requires_operator])
async def block(
    desk: NamedDependency[Desk], form: NamedDependency[Form], customer_id: FromPath[UUID]
) -> Answer:
    deed = block_customer(desk.shop, customer_id, form.text("reason", 300), by=desk.staff, now=desk.now)
    return await desk.act(deed, f"{HOME}/{customer_id}", "The customer is blocked and signed out everywhere.")


@post("/customers/{customer_id:uuid}/blocks/end", guards=[requires_operator])
async def unblock(desk: NamedDependency[Desk], customer_id: FromPath[UUID]) -> Answer:
    deed = unblock_customer(desk.shop, customer_id, by=desk.staff, now=desk.now)
    return await desk.act(deed, f"{HOME}/{customer_id}", "The customer may sign in again.")


def _adjustment(form: Form, file: CustomerFile) -> Adjustment:
    currency = file.principal.currency
    part, direction = form.choice("part", PARTS), form.choice("direction", DIRECTIONS)
    amount = form.amount("amount", currency, least=Money(1, currency))
    wanted = Adjustment(file.id, "principal", amount, form.required_text("reason", 300))
    wanted = replace(wanted, part="bonus") if part == "bonus" else wanted
    return replace(wanted, amount=-amount) if direction == "take" else wanted


async def _page(desk: Desk, file: CustomerFile, form: Form) -> Response[str]:
    lines, _ = await read_statement(desk.shop, file.id, file.principal.currency)
    return await desk.page(
        "customer.html",
        form=form,
        file=file,
        lines=lines,
        paybacks=await list_paybacks_of(desk.shop, file.id),
        statement_words={name: desk.say(word) for name, word in STATEMENT_WORDS.items()},
        deed_words={name: desk.say(word) for name, word in DEED_WORDS.items()},
    )


HANDLERS = [show_customers, show_customer, adjust, block, unblock]
