"""Ask unused money back: how much, why where a reason is needed, and what became of earlier questions."""

from typing import Any

from litestar import Response, get, post

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.i18n import format_datetime, time_zone
from bodega.kernel.money import Money
from bodega.web.given import NamedDependency
from bodega_shop.customers.customer import Customer
from bodega_shop.storefront.account_forms import HOME, account_page, go, refuse
from bodega_shop.storefront.account_page import balance_view
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.account import PaybackView
from bodega_shop.wallet.ask_payback import ask_payback
from bodega_shop.wallet.list_paybacks import Payback, list_paybacks_of

_WORDS = {
    "asked": "The shop decides",
    "granted": "On its way back to you",
    "refused": "Not paid back",
}


@get("/payback")
async def show_payback(front: NamedDependency[Front], customer: NamedDependency[Customer]) -> Response[Any]:
    return await _page(front, customer, Form({"amount": customer.principal.to_decimal_text()}))


@post("/payback", status_code=303)
async def take_payback(
    front: NamedDependency[Front], customer: NamedDependency[Customer], form: NamedDependency[Form]
) -> Response[Any]:
    amount = form.amount("amount", customer.principal.currency)
    reason = form.lines("reason", 500)
    try:
        form.require_ok()
        await ask_payback(
            front.runtime, front.shop, front.profile, customer.id, amount, reason, now=front.visit.now
        )
    except BodegaError as error:
        return await _page(front, customer, refuse(form, error))
    return go(f"{HOME}/payback")


async def _page(front: Front, customer: Customer, form: Form) -> Response[str]:
    earlier = await list_paybacks_of(front.shop, customer.id)
    return account_page(
        front,
        "payback.html",
        form=form,
        balance=balance_view(front, customer),
        days=front.profile.payback_days,
        currency=customer.principal.currency,
        paybacks=[_view(front, payback) for payback in earlier],
    )


def _view(front: Front, payback: Payback) -> PaybackView:
    zone = time_zone(front.profile.time_zone)
    return PaybackView(
        when_text=format_datetime(payback.asked_at, front.visit.locale, zone),
        amount_text=front.money(payback.principal),
        bonus_text=_if_any(front, payback.bonus),
        state=payback.state,
        state_text=front.say(_WORDS[payback.state]),
        answer=payback.answer,
    )


def _if_any(front: Front, money: Money) -> str:
    return front.money(money) if money.minor else ""


HANDLERS = [show_payback, take_payback]
