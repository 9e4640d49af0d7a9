"""Paying an order."""

from msgspec import Struct

from bodega_shop.storefront.shown.order import OrderState

# paying.html: order, qr_svg, redirect_url, form_post, jsapi, instructions, other_channels, attempts_url, channel_name,
# check_url, live_url, cancel_url, order_url, checked_text. Of the ways in at most one is given: `form_post` has `url` and
# `fields`, `jsapi` is JSON for the app's own payment.


class PayingByHand(Struct, frozen=True, kw_only=True):
    """Where the buyer sends the money: labels and values to copy, and a note."""

    lines: tuple[tuple[str, str], ...]
    note: str = ""


class PayingOrder(Struct, frozen=True, kw_only=True):
    number: str
    amount_text: str
    state: OrderState
    expires_at: str  # ISO 8601 with offset
    now: str  # the server's clock in the same form, because a phone's may be wrong
    expires_text: str  # the clock time, for readers without scripts
    what: str  # the goods in one line
