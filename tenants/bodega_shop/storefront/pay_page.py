"""The page on which a buyer pays: a QR code or the way to the payment service, and a live state."""

import io
from typing import Any

import msgspec
import segno
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect as RedirectTo
from markupsafe import Markup

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import BodegaError, StateConflict, TooManyRequests
from bodega.kernel.i18n import time_zone
from bodega.web.given import NamedDependency
from bodega_shop.contracts.paying import FormPost, Instructions, JsapiParams, PaymentAction, QrCode, Redirect
from bodega_shop.floor import floor_of
from bodega_shop.orders.access_token import access_token
from bodega_shop.orders.cancel_order import cancel_order
from bodega_shop.orders.find_order import Order
from bodega_shop.orders.order_request import WantedLine
from bodega_shop.orders.states import PENDING
from bodega_shop.payments.begin_payment import Wanted, begin_payment
from bodega_shop.payments.offer_channels import offer_channels
from bodega_shop.payments.query_payment import query_payment, watched_payment
from bodega_shop.payments.start_attempt import start_attempt
from bodega_shop.storefront.basket import write_items
from bodega_shop.storefront.checkout_views import channel_choice
from bodega_shop.storefront.order_cookie import remember
from bodega_shop.storefront.own_order import own_order
from bodega_shop.storefront.render_page import Front
from bodega_shop.storefront.shown.checkout import ChannelChoice
from bodega_shop.storefront.shown.paying import PayingByHand, PayingOrder

CHECKS_PER_MINUTE = 12


@get("/orders/{number:str}/pay", include_in_schema=False)
async def show_paying(front: NamedDependency[Front], number: FromPath[str]) -> Response[Any]:
    order = await own_order(front, number)
    if order.state != PENDING:
        return RedirectTo(f"/orders/{order.number}", status_code=303)
    return await _page(front, order)


@get("/orders/{number:str}/go", include_in_schema=False)
async def go_to_payment(front: NamedDependency[Front], number: FromPath[str]) -> Response[Any]:
    order = await own_order(front, number)
    action = await action_for(front, order)
    url = action.url if isinstance(action, Redirect) else f"/orders/{order.number}/pay"
    response: Response[Any] = RedirectTo(url, status_code=302)
    # WeChat's H5 page opens only for the registered site: it is told the host, never the order.
    response.headers["referrer-policy"] = "origin"
    # Who came with a token in the address must know the order again on the next page, and after paying.
    remember(front, response, order.number, access_token(front.shop, order.number))
    return response


@post("/orders/{number:str}/checks", include_in_schema=False, status_code=303)
async def check_payment(front: NamedDependency[Front], number: FromPath[str]) -> Response[Any]:
    """I have paid: ask the payment service at once."""
    order = await own_order(front, number)
    await _limit_checks(front, order)
    payment = await watched_payment(front.shop, order.out_trade_no)
    if payment is not None:
        await query_payment(front.runtime, front.shop, payment, now=front.visit.now)
    order = await own_order(front, number)
    if order.state != PENDING:
        return RedirectTo(f"/orders/{order.number}", status_code=303)
    return RedirectTo(f"/orders/{order.number}/pay?checked=1", status_code=303)


@post("/orders/{number:str}/cancellation", include_in_schema=False, status_code=303)
async def cancel(front: NamedDependency[Front], number: FromPath[str]) -> Response[Any]:
    order = await own_order(front, number)
    try:
        await cancel_order(front.runtime, front.shop, order.id, actor="buyer", now=front.visit.now)
    except StateConflict:
        return RedirectTo(f"/orders/{order.number}", status_code=303)
    again = (await front.request.form()).get("then") == "checkout"
    target = _checkout_again(order) if again and order.lines else f"/orders/{order.number}"
    return RedirectTo(target, status_code=303)


@post("/orders/{number:str}/attempts", include_in_schema=False, status_code=303)
async def pay_another_way(front: NamedDependency[Front], number: FromPath[str]) -> Response[Any]:
    """The same order, through another channel: the attempt before is closed, and still watched."""
    order = await own_order(front, number)
    chosen = str((await front.request.form()).get("channel", ""))
    if order.state == PENDING:
        await start_attempt(front.runtime, front.shop, order.id, chosen, now=front.visit.now)
    return RedirectTo(f"/orders/{order.number}/pay", status_code=303)


def _checkout_again(order: Order) -> str:
    items = write_items(tuple(WantedLine(line.sku_id, line.quantity) for line in order.lines))
    if len(order.lines) > 1:
        return f"/checkout?items={items}"
    return f"/checkout?sku={order.lines[0].sku_id}&quantity={order.lines[0].quantity}"


def what_is_bought(front: Front, order: Order) -> str:
    """The goods in one line."""
    if not order.lines:
        return front.say("Top-up of your balance")
    first = order.lines[0]
    what = f"{first.title} · {first.sku} × {first.quantity}"
    if len(order.lines) == 1:
        return what
    return front.say("%(first)s and %(count)s more", first=what, count=len(order.lines) - 1)


async def action_for(front: Front, order: Order) -> PaymentAction:
    """What the buyer of this pending order must do now; raises `StateConflict` when nothing is left to pay."""
    if order.channel_id is None or order.state != PENDING:
        raise StateConflict
    channel = await floor_of(front.runtime).channels.open(front.runtime, front.shop, order.channel_id)
    wanted = Wanted(
        channel=channel,
        out_trade_no=order.out_trade_no,
        money=order.to_pay,
        subject=order.lines[0].title
        if order.lines
        else front.say("Top-up at %(shop)s", shop=front.profile.name),
        expires_at=order.expires_at,
        return_url=front.address_of(f"/orders/{order.number}"),
        address=front.visit.address,
        device="mobile" if "Mobile" in front.visit.agent else "pc",
        cancel_url=front.address_of(f"/orders/{order.number}/pay"),
        email=order.contact if "@" in order.contact else "",
        locale=front.visit.locale,
    )
    return await begin_payment(front.runtime, front.shop, wanted)


async def _page(front: Front, order: Order) -> Response[str]:
    channel_name, action, trouble = await _action(front, order)
    checked = front.say(
        "The payment has not arrived yet. You have not been charged twice; this page keeps looking."
    )
    return front.page(
        "paying.html",
        order=_paying_order(front, order),
        qr_svg=_qr(action.payload) if isinstance(action, QrCode) else Markup(),
        redirect_url=_redirect_url(order, action),
        form_post=action if isinstance(action, FormPost) else None,
        jsapi=_jsapi(action),
        instructions=_instructions(front, action),
        other_channels=await _other_channels(front, order),
        attempts_url=f"/orders/{order.number}/attempts",
        channel_name=channel_name,
        check_url=f"/orders/{order.number}/checks",
        live_url=f"/orders/{order.number}/live",
        cancel_url=f"/orders/{order.number}/cancellation",
        order_url=f"/orders/{order.number}",
        checked_text=trouble or (checked if front.request.query_params.get("checked") else ""),
    )


async def _action(front: Front, order: Order) -> tuple[str, PaymentAction | None, str]:
    """The channel's name and what to do there; where the service fails, a sentence instead."""
    if order.channel_id is None:
        raise StateConflict
    channel = await floor_of(front.runtime).channels.open(front.runtime, front.shop, order.channel_id)
    try:
        return channel.name, await action_for(front, order), ""
    except BodegaError as error:
        return channel.name, None, front.say(error.message, **error.params)


def _redirect_url(order: Order, action: PaymentAction | None) -> str:
    if isinstance(action, QrCode):
        return action.url
    return f"/orders/{order.number}/go" if isinstance(action, Redirect) else ""


def _jsapi(action: PaymentAction | None) -> str:
    """The fields for the app's own payment, for the script of the page."""
    return msgspec.json.encode(dict(action.fields)).decode() if isinstance(action, JsapiParams) else ""


def _instructions(front: Front, action: PaymentAction | None) -> PayingByHand | None:
    if not isinstance(action, Instructions):
        return None
    locale = front.visit.locale
    return PayingByHand(
        lines=tuple((label.in_locale(locale), value) for label, value in action.lines),
        note=action.note.in_locale(locale),
    )


async def _other_channels(front: Front, order: Order) -> list[ChannelChoice]:
    """Other ways to pay what this order still asks for."""
    offered = await offer_channels(front.runtime, front.shop, order.total - order.wallet_part)
    async with shop_scope(front.shop) as scope:
        now_at = await scope.fetchval("select code from channel where id = $1", order.channel_id)
    return [channel_choice(front, channel, "") for channel in offered if channel.code != now_at]


def _paying_order(front: Front, order: Order) -> PayingOrder:
    ends = order.expires_at.astimezone(time_zone(front.profile.time_zone))
    return PayingOrder(
        number=order.number,
        amount_text=front.money(order.to_pay),
        state=order.state,  # type: ignore[arg-type]
        expires_at=ends.isoformat(timespec="seconds"),
        now=front.visit.now.isoformat(timespec="seconds"),
        expires_text=ends.strftime("%H:%M"),
        what=what_is_bought(front, order),
    )


def _qr(payload: str) -> Markup:
    out = io.BytesIO()
    segno.make(payload, error="m", micro=False).save(
        out, kind="svg", scale=1, border=2, xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - drawn by segno, the payload is only dots


async def _limit_checks(front: Front, order: Order) -> None:
    verdict = await front.runtime.throttle.hit(f"check:{order.id}", CHECKS_PER_MINUTE, 60)
    if not verdict.allowed:
        raise TooManyRequests(retry_after_seconds=verdict.retry_after_seconds)
