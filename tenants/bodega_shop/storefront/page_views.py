"""What each storefront page shows: values a theme only has to set out, already formatted, translated and sanitised.

A template's context is the fields of its page below plus these, on every page:

- `shop: ShopFace`, `locale` (`zh-CN` or `en`), `alternate_locale_url`, `alternate_locale_name`;
- `asset(path)` gives the address of a style or script: `bodega/base.css`, `counter/counter.css`;
- `account_url`, the way to the customer's account or to its door, empty where the shop offers no accounts, and
  `purse_text`, the balance of who is signed in;
- `home_url`, `look_up_url`, and `_`, `gettext`, `ngettext` from the environment.

`Markup` is HTML that was sanitised or drawn by us; every `str` is text and is escaped by the template.
"""

from typing import Literal

from markupsafe import Markup
from msgspec import Struct

StockState = Literal["in_stock", "low", "out"]
OrderState = Literal["pending", "paid", "delivered", "exception", "expired", "cancelled", "refunded"]


class ShopFace(Struct, frozen=True, kw_only=True):
    name: str
    slug: str
    state: Literal["rehearsal", "compliance", "soft", "live", "frozen", "closed"] = "live"
    takes_orders: bool = True
    notice_html: Markup = Markup()
    contact: str = ""
    locale: str = "zh-CN"
    currency: str = "CNY"
    accent: str = "#ffb224"
    accent_css_url: str  # a stylesheet made by `accent_css`
    terms_url: str
    icp_number: str = ""
    rehearsal: bool = False  # a twin: nothing in it is real
    open_to_all: bool = True
    asks_feedback: bool = False
    closes_text: str = ""  # the day on which a shop closes that announced it
    closing_reason: str = ""
    about_url: str = ""
    verified: int = 0  # how many of its papers the platform verified


# about.html: title, papers, trades, verify_url


class VerifiedPaper(Struct, frozen=True, kw_only=True):
    """A paper that the platform verified; its number is masked, unless it is public by law."""

    name: str
    holder: str = ""
    number: str = ""
    host: str = ""
    verified_text: str
    until_text: str = ""


class Form(Struct, frozen=True):
    """What was typed and what is wrong with it, by field; the error under "" is about the whole form."""

    values: dict[str, str] = {}
    errors: dict[str, str] = {}


class Pager(Struct, frozen=True):
    number: int = 1
    newer_url: str | None = None
    older_url: str | None = None


# home.html: categories, query, products, page


class CategoryChip(Struct, frozen=True, kw_only=True):
    """`depth` is 0 to 2; of the lower levels only those under an active chip are given."""

    name: str
    url: str
    active: bool = False
    depth: int = 0


class ProductTile(Struct, frozen=True, kw_only=True):
    """`face_svg` or, where the owner uploaded a picture, `image_url`."""

    title: str
    url: str
    kind_label: str
    price_text: str
    price_from: bool = False  # other denominations cost more
    stock_state: StockState
    stock_text: str
    face_svg: Markup = Markup()
    image_url: str = ""


# product.html: product, skus, quantity, total_text, reasons, promise, checkout_url, form


class ProductDetail(Struct, frozen=True, kw_only=True):
    title: str
    url: str
    kind_label: str
    face_svg: Markup = Markup()
    image_url: str = ""
    breadcrumbs: tuple[tuple[str, str], ...] = ()  # text, url; without the product itself
    introduction_html: Markup = Markup()
    how_to_html: Markup = Markup()
    guarantee_html: Markup = Markup()


class SkuChoice(Struct, frozen=True, kw_only=True):
    """`selected` is the one that the address or the shop's order chose; one that is out can be shown, not chosen.

    `list_price_text` stands struck through: the list's where whoever looks pays another price, else what the shop says, and
    `struck_basis` what that is.
    """

    id: str
    name: str
    price_text: str
    list_price_text: str = ""
    struck_basis: str = ""
    stock_state: StockState
    stock_text: str
    min: int = 1
    max: int = 1
    selected: bool = False


# checkout.html: lines, items (of a basket, else ""), from_basket, channels, form (contact, quantity, channel, use_balance,
# consent, notice), total_text, to_pay_text, balance_text, uses_balance, expected, free, idempotency_key, orders_url,
# no_return_notice
# basket.html: lines, total_text, items, can_order, notices, checkout_url, change_url


class CheckoutLine(Struct, frozen=True, kw_only=True):
    product_title: str
    sku_id: str
    sku_name: str
    unit_price_text: str
    quantity: int
    amount_text: str
    change_url: str  # back to the product with this choice
    list_price_text: str = ""  # where the buyer pays less
    reasons: tuple[str, ...] = ()  # why, in words
    problem: str = ""
    least: int = 1
    most: int = 500
    face_svg: Markup = Markup()
    image_url: str = ""


class ChannelChoice(Struct, frozen=True, kw_only=True):
    """`icon` is a name from `icons.html`: qr, card, wallet, bank, phone. `problem` says why it can't take this order."""

    id: str
    name: str
    icon: str = "card"
    fee_text: str = ""
    limit_text: str = ""
    total_text: str  # what the buyer pays with this channel
    problem: str = ""
    selected: bool = False


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


# order.html: order, codes, reveal_url, pay_url, to_pay_text, how_to_html, guarantee_html, exception_text, live_url, home_url,
# voucher_url and invoice_url (empty while the goods are not delivered), complain_url (the platform's form)


class OrderLine(Struct, frozen=True, kw_only=True):
    title: str
    sku_name: str
    quantity: int
    amount_text: str


class OrderDetail(Struct, frozen=True, kw_only=True):
    number: str
    state: OrderState
    state_text: str
    lines: tuple[OrderLine, ...]
    total_text: str
    placed_text: str
    paid_text: str = ""
    delivered_text: str = ""
    channel_name: str = ""
    fee_text: str = ""
    refunded_text: str = ""  # what went back or is on its way, empty for nothing
    disputed: bool = False  # the buyer's bank took the money back: the codes stay shut
    contact_masked: str


class CodeTicket(Struct, frozen=True, kw_only=True):
    """One good as the buyer holds it. A masked ticket has neither `secret` nor `parts`: the page does not know them.

    `parts` name the pieces of a code that has several, such as card number and password; `secret` is then the
    whole for copying. `position` counts from 1 over the order.
    """

    line_title: str
    position: int
    secret: str | None = None
    parts: tuple[tuple[str, str], ...] = ()


# voucher.html: voucher, order_url


class VoucherPayment(Struct, frozen=True, kw_only=True):
    """`number` is the payment service's own."""

    channel: str
    received_text: str
    surcharge_text: str = ""
    number: str = ""
    paid_at_text: str = ""


class VoucherDetail(Struct, frozen=True, kw_only=True):
    """`proof` is the digest, in hex, of the last of the order's `events`. Codes are no part of a voucher."""

    number: str
    lines: tuple[OrderLine, ...]
    total_text: str
    paid_text: str
    balance_text: str = ""
    refunded_text: str = ""
    payments: tuple[VoucherPayment, ...] = ()
    placed_text: str
    delivered_text: str
    contact_masked: str
    proof: str
    events: int
    kept_until_text: str
    host: str


# invoice.html: invoice (None before one was asked for), asks (whether the form is shown), form (kind, title,
# tax_number, send_to, note), order_number, order_url


class InvoiceDetail(Struct, frozen=True, kw_only=True):
    """`answer` is the shop's words when it refused."""

    state: Literal["asked", "issued", "refused"]
    state_text: str
    title: str
    tax_number: str = ""
    send_to: str
    amount_text: str
    number: str = ""
    answer: str = ""


# look_up.html: form (number, contact), look_up_action_url, recent


class RecentOrder(Struct, frozen=True, kw_only=True):
    number: str
    url: str
    what: str
    state: OrderState
    state_text: str
    placed_text: str
    total_text: str


# message.html: title, text, kind, actions. kind: not_found, error, closed, frozen, too_many, refused, done.
# terms.html: title, updated_text, terms_html
# policy.html: title, text_html, shown, versions, superseded, coming


class PolicyVersion(Struct, frozen=True, kw_only=True):
    number: int
    url: str
    since_text: str
    note: str = ""


# account_data.html: form (password, sure), waiting, years


class WaitingErasure(Struct, frozen=True, kw_only=True):
    asked_text: str
    obstacle: str = ""


# order_data.html: form (contact, sure), data, order_url


class GuestData(Struct, frozen=True, kw_only=True):
    """`contact` is masked, and empty once it is forgotten; `until_text` is empty while the order is not at its end."""

    number: str
    contact: str
    until_text: str
    asked_text: str
    waits: bool
    obstacle: str
    of_account: bool


# account_terms.html: form (consent), agreed, pages


class ChangedPolicy(Struct, frozen=True, kw_only=True):
    """A policy page that asks for consent again; `lines` are (mark, text), the mark added, removed or same."""

    name: str
    url: str
    note: str = ""
    lines: tuple[tuple[str, str], ...] = ()


class Action(Struct, frozen=True):
    label: str
    url: str
