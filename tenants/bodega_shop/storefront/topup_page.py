"""Pay into the balance: a sum to choose or to type, with what the shop gives on top, and a way to pay."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.money import Money, exponent
from bodega.web.given import NamedDependency
from bodega_shop.customers.customer import Customer
from bodega_shop.payments.offer_channels import offer_channels
from bodega_shop.storefront.account_forms import account_page, go, refuse
from bodega_shop.storefront.account_page import balance_view
from bodega_shop.storefront.checkout_page import agreed_to
from bodega_shop.storefront.checkout_views import channel_choice
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.account import AmountChoice
from bodega_shop.wallet.bonus_steps import BonusStep, bonus_of_steps, list_bonus_steps
from bodega_shop.wallet.place_topup import TopupRequest, place_topup

USUAL_SUMS = (50, 100, 200, 500)
MOST_CHOICES = 6
OWN = "own"


@get("/top-up")
async def show_topup(front: NamedDependency[Front], customer: NamedDependency[Customer]) -> Response[Any]:
    return await _page(front, customer, Form())


@post("/top-up", status_code=303)
async def take_topup(
    front: NamedDependency[Front], customer: NamedDependency[Customer], form: NamedDependency[Form]
) -> Response[Any]:
    try:
        placed = await place_topup(
            front.runtime, front.shop, front.profile, _read(front, customer, form), now=front.visit.now
        )
    except BodegaError as error:
        return await _page(front, customer, refuse(form, error))
    return go(f"/orders/{placed.number}/pay")


def _read(front: Front, customer: Customer, form: Form) -> TopupRequest:
    """Raises the first mistake."""
    amount = _amount(front, form)
    form.consent("consent")
    form.require_ok()
    return TopupRequest(
        customer_id=customer.id,
        amount=amount,
        channel=form.value("channel"),
        contact=customer.address,
        locale=front.visit.locale,
        address=front.visit.address,
        consent=agreed_to(front, form),
    )


def _amount(front: Front, form: Form) -> Money:
    """What was typed counts before what was chosen."""
    currency = front.profile.currency
    least = Money(10 ** exponent(currency), currency)
    if form.filled("amount") or form.value("choice") in ("", OWN):
        return form.amount("amount", currency, least=least, most=front.shop.policy.most_balance(currency))
    most = front.shop.policy.most_balance(currency)
    return Money(form.integer("choice", least.minor, most.minor), currency)


async def _page(front: Front, customer: Customer, form: Form) -> Response[str]:
    currency = front.profile.currency
    steps = await list_bonus_steps(front.shop, currency)
    room = front.shop.policy.most_balance(currency) - customer.balance
    choices = _choices(front, steps, room, form)
    shown = _shown_sum(front, form, choices)
    channels = await offer_channels(front.runtime, front.shop, shown)
    chosen = form.value("channel") or customer.channel
    return account_page(
        front,
        "topup.html",
        form=form,
        choices=choices,
        own=form.value("choice") == OWN or form.filled("amount"),
        steps=[(front.money(step.least), front.money(_capped(front, step))) for step in steps],
        channels=[channel_choice(front, channel, chosen) for channel in channels],
        balance=balance_view(front, customer),
        most_text=front.money(front.shop.policy.most_balance(currency)),
        currency=currency,
    )


def _choices(front: Front, steps: Sequence[BonusStep], room: Money, form: Form) -> list[AmountChoice]:
    """The sums of the steps, filled up with round ones; what the balance has no room for is marked."""
    unit = 10 ** exponent(room.currency)
    sums = {step.least.minor for step in steps}
    for usual in USUAL_SUMS:
        if len(sums) < MOST_CHOICES:
            sums.add(usual * unit)
    return [
        _choice(front, steps, room, Money(minor, room.currency), form)
        for minor in sorted(sums)[:MOST_CHOICES]
    ]


def _choice(front: Front, steps: Sequence[BonusStep], room: Money, amount: Money, form: Form) -> AmountChoice:
    bonus = bonus_of_steps(steps, front.shop.policy, amount)
    return AmountChoice(
        minor=str(amount.minor),
        text=front.money(amount),
        bonus_text=front.money(bonus) if bonus.minor else "",
        problem=front.say("No room left in your balance") if amount + bonus > room else "",
        selected=form.value("choice") == str(amount.minor),
    )


def _capped(front: Front, step: BonusStep) -> Money:
    return min(step.bonus, front.shop.policy.most_bonus(step.least))


def _shown_sum(front: Front, form: Form, choices: Sequence[AmountChoice]) -> Money:
    """For the channels' limits and fees: what was asked for, else the first sum."""
    typed = Form(dict(form.values))
    amount = _amount(front, typed)
    if typed.ok and amount.minor:
        return amount
    return Money(int(choices[0].minor), front.profile.currency)


HANDLERS = [show_topup, take_topup]
