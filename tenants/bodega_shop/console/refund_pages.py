"""Refunds in the console: the form with what each service allows, and what becomes of a refund nobody knows about."""

from typing import cast
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.form import Form
from bodega.kernel.ids import display_order_number
from bodega.kernel.money import Money
from bodega.staff.require_role import requires_operator, requires_recent_password
from bodega.web.given import NamedDependency
from bodega_shop.books.accounts import SURPLUS
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.order_pages import HOME, id_of
from bodega_shop.refunds.begin_refund import begin_refund
from bodega_shop.refunds.decide_refund import Finding, decide_refund
from bodega_shop.refunds.offer_ways import RefundWays, offer_ways
from bodega_shop.refunds.plan_refund import Cause, RefundWish, Target
from bodega_shop.refunds.query_refund import ask_refund

OWN = "order"
LONGEST_REASON = 500
TARGETS = {
    "source": ("Back the way it came", "The payment service gives it back to the buyer."),
    "wallet": ("To the buyer's balance", "At once; the buyer spends it in this shop or asks for it back."),
    "hand": (
        "I have sent it back myself",
        "Only recorded here: nothing is sent. Say in the reason how you sent it.",
    ),
}


@get("/orders/{number:str}/refund", guards=[requires_operator, requires_recent_password])
async def show_refund_form(desk: NamedDependency[Desk], number: FromPath[str]) -> Response[str]:
    ways = await _ways(desk, number)
    return await _page(desk, ways, _first_form(desk, ways))


@post("/orders/{number:str}/refunds", guards=[requires_operator, requires_recent_password])
async def give_back(
    desk: NamedDependency[Desk], form: NamedDependency[Form], number: FromPath[str]
) -> Answer:
    ways = await _ways(desk, number)
    wish = _wish(ways, form)
    return await desk.submit(
        form,
        lambda: begin_refund(desk.runtime, desk.shop, wish, actor=desk.staff.name, now=desk.now),
        to=f"{HOME}/{ways.money.number}#refunds",
        message="The refund is written down. Below you see what becomes of it.",
        again=lambda refused: _page(desk, ways, refused),
    )


@post("/orders/{number:str}/refunds/{refund_id:uuid}/questions", guards=[requires_operator])
async def ask_about_refund(
    desk: NamedDependency[Desk], number: FromPath[str], refund_id: FromPath[UUID]
) -> Answer:
    await id_of(desk, number)
    deed = ask_refund(desk.runtime, desk.shop, refund_id, now=desk.now)
    return await desk.act(
        deed, f"{HOME}/{number}#refunds", "The payment service was asked. Below you see what it said."
    )


@post(
    "/orders/{number:str}/refunds/{refund_id:uuid}/findings",
    guards=[requires_operator, requires_recent_password],
)
async def tell_finding(
    desk: NamedDependency[Desk], form: NamedDependency[Form], number: FromPath[str], refund_id: FromPath[UUID]
) -> Answer:
    finding = cast("Finding", form.choice("finding", ("went", "stayed")))
    form.require_ok()
    order_id = await id_of(desk, number)
    deed = decide_refund(desk.runtime, desk.shop, order_id, refund_id, finding, by=desk.staff, now=desk.now)
    return await desk.act(deed, f"{HOME}/{number}#refunds", "What you found is recorded with your name.")


async def _ways(desk: Desk, number: str) -> RefundWays:
    return await offer_ways(desk.runtime, desk.shop, await id_of(desk, number), now=desk.now)


def _first_form(desk: Desk, ways: RefundWays) -> Form:
    """All that is left, the safest way: what most refunds are. A link names one payment of several."""
    asked = desk.asked.get("what", "")
    aside = {str(way.payment.id): way.payment.left for way in ways.aside}
    what = asked if asked in aside else OWN if ways.own else next(iter(aside), OWN)
    amount = aside.get(what, ways.money.left)
    return Form({"what": what, "amount": amount.to_decimal_text(), "target": ways.targets[0]})


def _wish(ways: RefundWays, form: Form) -> RefundWish:
    """Mistakes are told in the form."""
    payments = {str(way.payment.id): way.payment for way in ways.aside}
    what = form.choice("what", (OWN, *payments))
    payment = payments.get(what)
    left = payment.left if payment else ways.money.left
    amount = form.amount("amount", left.currency, Money(1, left.currency), left)
    target = cast("Target", form.choice("target", ways.targets))
    reason = form.required_lines("reason", LONGEST_REASON)
    cause: Cause = "surplus" if payment and payment.holder == SURPLUS else "staff"
    return RefundWish(ways.money.id, amount, target, reason, cause, payment.id if payment else None)


async def _page(desk: Desk, ways: RefundWays, form: Form) -> Response[str]:
    whats = (
        [(OWN, desk.say("What was paid for the order: %(left)s left", left=ways.money.left))]
        if ways.own
        else []
    )
    whats += [
        (
            str(way.payment.id),
            desk.say(
                "Payment %(number)s: %(left)s left", number=way.payment.out_trade_no, left=way.payment.left
            ),
        )
        for way in ways.aside
    ]
    return await desk.page(
        "refund.html",
        form=form,
        ways=ways,
        whats=whats,
        targets=[(target, *(desk.say(text) for text in TARGETS[target])) for target in ways.targets],
        display_number=display_order_number,
    )


HANDLERS = [show_refund_form, give_back, ask_about_refund, tell_finding]
