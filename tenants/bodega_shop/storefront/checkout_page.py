"""The checkout: one page to say where the goods go, how they are paid and that the terms are known."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from bodega.kernel.errors import BodegaError, Conflict, NotFound
from bodega.kernel.form import Form
from bodega.kernel.money import Money
from bodega.web.given import NamedDependency
from bodega_shop.catalog.prepare_rules import prepare_rules
from bodega_shop.customers.buyer_of import balance_of, buyer_of
from bodega_shop.floor import floor_of
from bodega_shop.orders.order_request import Buyer, OrderRequest, PlacedOrder, WantedLine
from bodega_shop.orders.place_order import place_order
from bodega_shop.payments.offer_channels import OfferedChannel, offer_channels
from bodega_shop.storefront.basket import basket_of, keep_basket, write_items
from bodega_shop.storefront.checkout_views import channel_choice, checkout_line
from bodega_shop.storefront.order_cookie import remember
from bodega_shop.storefront.read_wanted import WantedGood, read_checkout, total_of, wanted_of
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown import every_page

NO_RETURN_NOTICE = (
    "Digital goods are not covered by the seven-day return without a reason. A code that is invalid, already used or"
    " not as described is replaced or refunded according to law."
)


class TermsChanged(Conflict):
    """The terms of this shop have changed since you opened this page. Please read them and agree again."""

    kind = "terms-changed"


@dataclass(frozen=True)
class Till:
    """What is about to be ordered, priced as it would be now for whoever is at the till."""

    goods: list[WantedGood]
    total: Money
    balance: Money | None
    uses_balance: bool
    channels: list[OfferedChannel]

    @property
    def rest(self) -> Money:
        """What the balance leaves to pay."""
        if self.balance is None or not self.uses_balance:
            return self.total
        return max(self.total - self.balance, Money.zero(self.total.currency))


@get("/checkout", include_in_schema=False)
async def show_checkout(front: NamedDependency[Front]) -> Response[str]:
    asked = Form({**remembered_choice(front), **front.request.query_params})
    till = await _till(front, asked)
    asked.values.setdefault("idempotency_key", secrets.token_urlsafe(18))
    return _page(front, till, asked)


@post("/orders", include_in_schema=False, status_code=303)
async def order(front: NamedDependency[Front]) -> Response[Any]:
    form = Form(dict(await front.request.form()))
    try:
        placed = await _place(front, form)
    except BodegaError as error:
        return await _again(front, form, error)
    return _on_the_way(front, form, placed)


async def _again(front: Front, form: Form, error: BodegaError) -> Response[str]:
    """The checkout once more with what is wrong; a good that is gone has no checkout. Raises `NotFound`."""
    if isinstance(error, NotFound):
        raise error
    form.refuse_with(error)
    return _page(front, await _till(front, form), form, status=error.status)


def _on_the_way(front: Front, form: Form, placed: PlacedOrder) -> Response[Any]:
    """On to paying, or to the goods. The browser remembers the order, and the basket forgets what was ordered."""
    response: Response[Any] = Redirect(_next_page(placed), status_code=303)
    remember(front, response, placed.number, placed.token, placed_here=True)
    if form.value("items"):
        ordered = {line.sku_id for line in wanted_of(form)}
        keep_basket(front, response, tuple(line for line in basket_of(front) if line.sku_id not in ordered))
    return response


async def _place(front: Front, form: Form) -> PlacedOrder:
    contact = form.contact("contact")
    lines = _lines(form)
    expected = form.integer("expected", 0, 10**15, default=-1)
    form.consent("notice")
    form.consent("consent")
    form.require_ok()
    request = OrderRequest(
        lines=lines,
        contact=contact.value,
        channel=form.value("channel"),
        locale=front.visit.locale,
        address=front.visit.address,
        source="storefront",
        consent=agreed_to(front, form),
        idempotency_key=form.value("idempotency_key")[:80] or None,
        buyer=await _buyer(front, use_balance=form.checkbox("use_balance")),
        expected=expected if expected >= 0 else None,
    )
    floor = floor_of(front.runtime)
    limit = front.profile.unpaid_per_address if front.runtime.settings.limit_unpaid_per_address else 0
    return await place_order(
        front.shop, front.profile, floor.tending, request, limit_per_address=limit, now=front.visit.now
    )


def agreed_to(front: Front, form: Form) -> str:
    """The versions that the sender of this form read. Raises `TermsChanged` when others are in force by now."""
    current = front.terms.consent(front.visit.now)
    if form.value("agreed") not in ("", current):
        raise TermsChanged
    return current


def _lines(form: Form) -> tuple[WantedLine, ...]:
    if form.value("items"):
        return wanted_of(form)
    sku_id, quantity = form.identifier("sku"), form.integer("quantity", 1, 500)
    return (WantedLine(sku_id, quantity),)


async def _buyer(front: Front, *, use_balance: bool) -> Buyer | None:
    """Whoever is signed in, with the prices that were earned; nobody's session is looked up for a guest."""
    buyer = await buyer_of(front, use_balance=use_balance)
    if buyer is None:
        return None
    return replace(buyer, rules=await prepare_rules(front.runtime, front.shop, buyer.customer_id))


def _next_page(placed: PlacedOrder) -> str:
    return f"/orders/{placed.number}/pay" if placed.out_trade_no else f"/orders/{placed.number}"


async def _till(front: Front, form: Form) -> Till:
    """What the form is about; `NotFound` when none of it is on sale."""
    buyer = await _buyer(front, use_balance=False)
    goods = await read_checkout(front, form, buyer.rules if buyer else ())
    total = total_of(goods, goods[0].sku.price.currency)
    balance = await balance_of(front) if buyer else None
    usable = balance if balance is not None and balance.currency == total.currency and balance.minor else None
    till = Till(goods, total, usable, form.checkbox("use_balance"), [])
    return replace(till, channels=await offer_channels(front.runtime, front.shop, till.rest))


def _page(front: Front, till: Till, form: Form, *, status: int = 200) -> Response[str]:
    chosen = form.value("channel") or next((c.code for c in till.channels if c.takes_amount), "")
    return front.page(
        "checkout.html",
        status=status,
        lines=[checkout_line(front, good) for good in till.goods],
        items=write_items(tuple(WantedLine(good.sku.id, good.quantity) for good in till.goods))
        if form.value("items")
        else "",
        from_basket=bool(form.value("items")),
        channels=[channel_choice(front, channel, chosen) for channel in till.channels],
        form=said(front, form),
        total_text=front.money(till.total),
        to_pay_text=front.money(till.rest),
        balance_text=front.money(till.balance) if till.balance is not None else "",
        uses_balance=till.uses_balance,
        expected=till.total.minor,
        free=till.rest.minor == 0,
        idempotency_key=form.value("idempotency_key"),
        orders_url="/orders",
        no_return_notice=front.say(NO_RETURN_NOTICE),
        agreed=front.terms.consent(front.visit.now),
    )


def remembered_choice(front: Front) -> dict[str, str]:
    """Where a signed-in customer had the last order sent, and how it was paid."""
    if front.customer is None:
        return {}
    return {
        "contact": front.customer.contact or front.customer.address,
        "channel": front.customer.channel,
    }


def said(front: Front, form: Form) -> every_page.Form:
    """A form whose errors are sentences in the visitor's language."""
    return every_page.Form(
        values=form.values, errors={name: front.say(e.message, **e.params) for name, e in form.errors.items()}
    )
