"""The values of paying: what the shop asks for, what the buyer must do, what the service says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bodega.kernel.i18n import Text
from bodega.kernel.money import Money

Flow = Literal["redirect", "form", "qr", "jsapi", "instructions"]


@dataclass(frozen=True)
class Redirect:
    """Send the buyer to this address."""

    url: str


@dataclass(frozen=True)
class FormPost:
    """Let the buyer's browser post `fields` to `url`; the page has a button for browsers without scripts."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class QrCode:
    """Show `payload` as a QR code; `url`, where there is one, does the same on the phone that shows the page."""

    payload: str
    url: str = ""


@dataclass(frozen=True)
class JsapiParams:
    """Call the payment of the app in which the page is open, such as WeChat, with these fields as they are."""

    bridge: Literal["wechat"]
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Instructions:
    """Tell the buyer where to send the money; a person confirms it. `lines` are label and value, to be copied."""

    lines: tuple[tuple[Text, str], ...]
    note: Text = field(default_factory=lambda: Text(en="", zh=""))


PaymentAction = Redirect | FormPost | QrCode | JsapiParams | Instructions


@dataclass(frozen=True)
class CreatePayment:
    """One attempt to be paid. `out_trade_no` is ours, unique, letters and digits, at most 32 long.

    `flow` is what suits the buyer best among the flows the gateway's capabilities name. `openid` is the buyer's number
    at the app in which the page is open, where it is known. `platform_fee` is the platform's part, for services that
    divide a payment themselves; None otherwise. `locale` is `zh-CN` or `en`.
    """

    out_trade_no: str
    money: Money
    subject: str
    expires_at: datetime
    return_url: str
    address: str
    device: Literal["pc", "mobile"]
    cancel_url: str = ""
    email: str = ""
    locale: str = "zh-CN"
    openid: str = ""
    platform_fee: Money | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CreateResult:
    """What the buyer must do now.

    `gateway_ref` is the service's own handle for this attempt, such as the id of a checkout session: it is kept and
    given back in every `PaymentRef`. `gateway_txn` is the number under which the money itself will be known, where the
    service tells it this early.
    """

    action: PaymentAction
    gateway_txn: str = ""
    gateway_ref: str = ""


@dataclass(frozen=True)
class PaymentRef:
    """One payment that the shop asks about: our number, and the service's handle and number as far as known."""

    out_trade_no: str
    gateway_ref: str = ""
    gateway_txn: str = ""
    money: Money | None = None


@dataclass(frozen=True)
class PaymentStatus:
    """What the service says of a payment when asked.

    `money` is the whole sum of the order as the service took it, before any of its own discounts to the buyer, None
    while nothing was paid. `fee` is what the service keeps, where it says so. `merchant_matches` is False when the
    answer names an account that is not this channel's. `platform_fee` is what a service that divides payments has handed
    to the platform, None where it does not divide.
    """

    state: Literal["pending", "succeeded", "failed", "not_found"]
    money: Money | None = None
    gateway_txn: str = ""
    fee: Money | None = None
    paid_at: datetime | None = None
    merchant_matches: bool = True
    platform_fee: Money | None = None


CloseResult = Literal["closed", "already_paid", "not_found", "unsupported"]


@dataclass(frozen=True)
class RawRequest:
    """A message from outside, exactly as it came. `query` and `body` are undecoded; header names are lower case."""

    method: str
    path: str
    query: bytes
    headers: Mapping[str, str]
    body: bytes
    address: str


@dataclass(frozen=True)
class VerifiedEvent:
    """What a message with a valid signature claims.

    `event_key` is the same for every repetition of one event, and another one for every other. `merchant_matches`
    says whether the message names the account of this channel. `money` is None when the message names no amount that
    can be read; such a message settles nothing. With `must_query` the shop stores the event, acknowledges it, and asks
    the gateway before it believes anything. `about` says what changed; for a refund `refund_no` is our number of it,
    empty for one that was made at the service. `reference` is the service's own id of the thing the message is about
    (session, refund, dispute), for messages that name no number of ours. With `card` a card that was left for the
    platform's bills changed, and `reference` is the payer (`BillCollector`).
    """

    event_key: str
    out_trade_no: str
    gateway_txn: str
    state: Literal["succeeded", "ignored"]
    money: Money | None
    merchant_matches: bool
    must_query: bool = False
    about: Literal["payment", "refund", "dispute", "card"] = "payment"
    refund_no: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Ack:
    """The answer that stops the service from sending the message again."""

    status: int
    body: bytes
    content_type: str = "text/plain; charset=utf-8"
