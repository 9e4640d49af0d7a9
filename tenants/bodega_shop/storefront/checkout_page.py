"""The checkout: one page to say where the goods go, how they are paid and that the terms are known."""

import secrets
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from bodega.kernel.errors import BodegaError, Conflict, InvalidInput, NotFound
from bodega.kernel.form import Form
from bodega.web.given import NamedDependency
from bodega_shop.catalog.price_line import PricedLine, price_line
from bodega_shop.catalog.read_shelf import ShelfProduct, ShelfSku, product_with_sku
from bodega_shop.floor import floor_of
from bodega_shop.orders.order_request import OrderRequest, PlacedOrder, WantedLine
from bodega_shop.orders.place_order import place_order
from bodega_shop.payments.offer_channels import OfferedChannel, offer_channels
from bodega_shop.storefront import page_views
from bodega_shop.storefront.order_cookie import remember
from bodega_shop.storefront.page_views import ChannelChoice, CheckoutLine
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shelf_views import face_of, image_url

NO_RETURN_NOTICE = (
    "Digital goods are not covered by the seven-day return without a reason. A code that is invalid, already used or"
    " not as described is replaced or refunded according to law."
)
CONSENT_VERSION = "1"


@dataclass(frozen=True)
class Basket:
    """What is about to be ordered, priced as it would be now."""

    product: ShelfProduct
    sku: ShelfSku
    quantity: int
    line: PricedLine
    channels: list[OfferedChannel]


@get("/checkout", include_in_schema=False)
async def show_checkout(front: NamedDependency[Front]) -> Response[str]:
    asked = Form(dict(front.request.query_params))
    basket = await _basket(front, asked)
    asked.values.setdefault("idempotency_key", secrets.token_urlsafe(18))
    return _page(front, basket, asked)


@post("/orders", include_in_schema=False, status_code=303)
async def order(front: NamedDependency[Front]) -> Response[Any]:
    form = Form(dict(await front.request.form()))
    try:
        placed = await _place(front, form)
    except NotFound:
        raise
    except BodegaError as error:
        form.refuse_with(error)
        return _page(front, await _basket(front, form), form, status=error.status)
    response: Response[Any] = Redirect(_next_page(placed), status_code=303)
    remember(front, response, placed.number, placed.token, placed_here=True)
    return response


async def _place(front: Front, form: Form) -> PlacedOrder:
    contact = form.contact("contact")
    sku_id = form.identifier("sku")
    quantity = form.integer("quantity", 1, 500)
    form.consent("notice")
    form.consent("consent")
    form.require_ok()
    request = OrderRequest(
        lines=(WantedLine(sku_id, quantity),),
        contact=contact.value,
        channel=form.value("channel"),
        locale=front.visit.locale,
        address=front.visit.address,
        source="storefront",
        consent=CONSENT_VERSION,
        idempotency_key=form.value("idempotency_key")[:80] or None,
    )
    floor = floor_of(front.runtime)
    limit = front.profile.unpaid_per_address if front.runtime.settings.limit_unpaid_per_address else 0
    return await place_order(
        front.shop, front.profile, floor.tending, request, limit_per_address=limit, now=front.visit.now
    )


def _next_page(placed: PlacedOrder) -> str:
    return f"/orders/{placed.number}/pay" if placed.out_trade_no else f"/orders/{placed.number}"


async def _basket(front: Front, asked: Form) -> Basket:
    """What the form is about; `NotFound` when that good is not on sale."""
    wanted = Form(asked.values)
    sku_id = wanted.identifier("sku")
    if not wanted.ok:
        raise NotFound("This good is not on sale any more.")
    product, sku = await product_with_sku(front.shop, sku_id, today=front.visit.now.date())
    quantity = wanted.integer("quantity", sku.min_quantity, sku.max_quantity, default=sku.min_quantity)
    if sku.stock < quantity:
        asked.refuse_with(
            Conflict("Only %(count)s are left.", count=sku.stock) if sku.stock else _sold_out(), "quantity"
        )
    line = price_line(sku.price, quantity)
    channels = await offer_channels(front.runtime, front.shop, line.amount)
    return Basket(product, sku, quantity, line, channels)


def _sold_out() -> InvalidInput:
    return InvalidInput("This is sold out. You have not been charged.", field="quantity")


def _page(front: Front, basket: Basket, form: Form, *, status: int = 200) -> Response[str]:
    chosen = form.value("channel") or (basket.channels[0].code if basket.channels else "")
    return front.page(
        "checkout.html",
        status=status,
        line=_line(front, basket),
        price_reasons=[],
        channels=[_channel(front, basket, channel, chosen) for channel in basket.channels],
        form=said(front, form),
        total_text=front.money(basket.line.amount),
        free=basket.line.amount.minor == 0,
        idempotency_key=form.value("idempotency_key"),
        orders_url="/orders",
        no_return_notice=front.say(NO_RETURN_NOTICE),
    )


def said(front: Front, form: Form) -> page_views.Form:
    """A form whose errors are sentences in the visitor's language."""
    return page_views.Form(
        values=form.values, errors={name: front.say(e.message, **e.params) for name, e in form.errors.items()}
    )


def _line(front: Front, basket: Basket) -> CheckoutLine:
    return CheckoutLine(
        product_title=basket.product.title,
        sku_id=str(basket.sku.id),
        sku_name=basket.sku.name,
        unit_price_text=front.money(basket.line.unit),
        quantity=basket.quantity,
        amount_text=front.money(basket.line.amount),
        change_url=f"/products/{basket.product.slug}?sku={basket.sku.id}&quantity={basket.quantity}",
        face_svg=face_of(basket.product),
        image_url=image_url(basket.product),
    )


def _channel(front: Front, basket: Basket, channel: OfferedChannel, chosen: str) -> ChannelChoice:
    return ChannelChoice(
        id=channel.code,
        name=channel.name,
        icon="wallet",
        problem=_problem(front, channel),
        total_text=front.money(basket.line.amount),
        selected=channel.code == chosen and channel.takes_amount,
    )


def _problem(front: Front, channel: OfferedChannel) -> str:
    if channel.takes_amount:
        return ""
    if channel.least is not None and channel.too_small:
        return front.say("From %(amount)s", amount=channel.least)
    return front.say("Up to %(amount)s", amount=channel.most) if channel.most is not None else ""
