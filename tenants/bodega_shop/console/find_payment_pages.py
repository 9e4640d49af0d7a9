"""The buyer paid and the gateway says no: find the payment, ask the service, and confirm by hand with proof."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError, NotFound
from bodega.kernel.form import Form
from bodega.kernel.ids import display_order_number
from bodega.kernel.money import Money
from bodega.staff.require_role import requires_operator, requires_recent_password
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.order_words import order_words
from bodega_shop.floor import floor_of
from bodega_shop.payments.ask_live import LiveAnswer, ask_live
from bodega_shop.payments.confirm_by_hand import Arrival, ask_to_confirm, confirm_transfer
from bodega_shop.payments.search_payments import FoundPayment, Wanted, read_payment, search_payments
from bodega_shop.settings.list_staff import list_staff

HOME = "/console/find-payment"
LONGEST_PROOF = 2_000
ANSWERS = {
    "pending": "The service knows this payment and has no money for it yet.",
    "succeeded": "The service says that the money is there.",
    "failed": "The service says that this payment failed.",
    "not_found": "The service never heard of this payment.",
}


@get("/find-payment", guards=[requires_operator])
async def show_search(desk: NamedDependency[Desk]) -> Response[str]:
    form = Form(desk.asked)
    wanted = _wanted(desk, form)
    return await desk.page(
        "find_payment.html",
        form=form,
        searched=any(form.filled(name) for name in ("reference", "amount", "day")),
        found=await search_payments(desk.shop, wanted, desk.zone) if form.ok else [],
        words=order_words(desk.say),
        display_number=display_order_number,
    )


@get("/find-payment/{payment_id:uuid}", guards=[requires_operator])
async def show_payment(desk: NamedDependency[Desk], payment_id: FromPath[UUID]) -> Response[str]:
    found = await read_payment(desk.shop, payment_id)
    return await _page(desk, found, _first_form(found), None)


@post("/find-payment/{payment_id:uuid}/questions", guards=[requires_operator], status_code=200)
async def ask_service(desk: NamedDependency[Desk], payment_id: FromPath[UUID]) -> Response[str]:
    form, answer = Form(), None
    try:
        answer = await ask_live(desk.runtime, desk.shop, payment_id, now=desk.now)
    except BodegaError as error:
        form.refuse_with(error)
    found = await read_payment(desk.shop, payment_id)
    form.values.update(_first_form(found).values)
    return await _page(desk, found, form, answer)


@post("/find-payment/{payment_id:uuid}/confirmations", guards=[requires_operator, requires_recent_password])
async def confirm(
    desk: NamedDependency[Desk], form: NamedDependency[Form], payment_id: FromPath[UUID]
) -> Answer:
    found = await read_payment(desk.shop, payment_id)
    arrival = _arrival(found, form)
    if await _by_one(desk, found):
        deed, message = confirm_transfer, "The payment counts as arrived. Your name is recorded."
        return await desk.submit(
            form,
            lambda: deed(desk.runtime, desk.shop, arrival, by=desk.staff, now=desk.now),
            to=f"/console/orders/{found.number}", message=message,
            again=lambda refused: _page(desk, found, refused, None),
        )  # fmt: skip
    return await _ask_second_person(desk, form, found, arrival)


async def _ask_second_person(desk: Desk, form: Form, found: FoundPayment, arrival: Arrival) -> Answer:
    proof = form.required_lines("proof", LONGEST_PROOF)
    return await desk.submit(
        form,
        lambda: ask_to_confirm(desk.runtime, desk.shop, arrival, proof, by=desk.staff, now=desk.now),
        to="/console/exceptions",
        message="Your proof is recorded. Another person of the shop looks at it on this page and decides.",
        again=lambda refused: _page(desk, found, refused, None),
    )


def _wanted(desk: Desk, form: Form) -> Wanted:
    amount = form.amount("amount", desk.profile.currency) if form.filled("amount") else None
    day = form.day("day") if form.filled("day") else None
    if (amount is None) != (day is None):
        form.refuse("day" if day is None else "amount", "The sum and the day are searched together.")
    return Wanted(form.text("reference", 100), amount, day)


def _arrival(found: FoundPayment, form: Form) -> Arrival:
    currency = found.amount.currency
    money = form.amount("amount", currency, Money(1, currency))
    return Arrival(found.id, money, form.required_text("reference", 64))


def _first_form(found: FoundPayment) -> Form:
    return Form({"amount": found.amount.to_decimal_text(), "reference": found.gateway_txn})


async def _by_one(desk: Desk, found: FoundPayment) -> bool:
    """Whether this channel's money is seen by people alone."""
    try:
        channel = await floor_of(desk.runtime).channels.open(desk.runtime, desk.shop, found.channel_id)
    except NotFound:
        return False
    return channel.gateway.capabilities(channel.context.settings).confirmed_by_hand


async def _page(desk: Desk, found: FoundPayment, form: Form, answer: LiveAnswer | None) -> Response[str]:
    deciders = [person for person in await list_staff(desk.shop) if person.role in ("owner", "operator")]
    return await desk.page(
        "payment_found.html",
        form=form,
        payment=found,
        answer=answer,
        answer_text=desk.say(ANSWERS[answer.status.state]) if answer else "",
        by_one=await _by_one(desk, found),
        alone=len(deciders) < 2,
        words=order_words(desk.say),
        display_number=display_order_number,
    )


HANDLERS = [show_search, show_payment, ask_service, confirm]
