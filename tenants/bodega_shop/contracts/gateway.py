"""What takes money: the contract of a payment gateway, and the values that pass between it and the shop.

The shop, not the gateway, owns the database, retries, comparison of amounts, and delivery. A gateway speaks one
protocol: it signs, sends, verifies and translates.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

import httpx

from bodega.kernel.clock import Clock
from bodega.kernel.errors import BodegaError
from bodega.kernel.i18n import Text
from bodega.kernel.money import Money


class GatewayRejected(BodegaError):
    """The payment service said no. You have not been charged."""

    status = 502
    kind = "gateway-rejected"


class Temporary(BodegaError):
    """The payment service does not answer. You have not been charged. Please try again."""

    status = 503
    kind = "gateway-unavailable"


class UnknownOutcome(BodegaError):
    """It is not known yet whether the payment service did this. It is being checked."""

    status = 502
    kind = "gateway-unknown"


class SignatureInvalid(BodegaError):
    """The message is not signed as it must be."""

    status = 400
    kind = "signature-invalid"


class ConfigInvalid(BodegaError):
    """The payment channel is not set up completely."""

    status = 503
    kind = "channel-not-ready"


@dataclass(frozen=True)
class Redirect:
    """Send the buyer to this address."""

    url: str


@dataclass(frozen=True)
class QrCode:
    """Show `payload` as a QR code; `url`, where there is one, does the same on the phone that shows the page."""

    payload: str
    url: str = ""


PaymentAction = Redirect | QrCode


@dataclass(frozen=True)
class ChannelContext:
    """What a gateway may use for one channel of one shop. `settings` hold opened secrets and are never shown.

    `http` reaches public addresses only, verifies certificates, follows no redirect. It raises `Refused` for an
    address that is not allowed, `TooLarge` for a long answer, `httpx.HTTPError` when the other side fails.
    """

    shop: str
    channel_id: UUID
    settings: Any = field(repr=False)
    http: httpx.AsyncClient = field(repr=False)
    clock: Clock = field(repr=False)
    notify_url: str = ""


@dataclass(frozen=True)
class CreatePayment:
    """One attempt to be paid. `out_trade_no` is ours, unique, letters and digits, at most 32 long."""

    out_trade_no: str
    money: Money
    subject: str
    expires_at: datetime
    return_url: str
    address: str
    device: Literal["pc", "mobile"]


@dataclass(frozen=True)
class CreateResult:
    """What the buyer must do now, and the service's own number if it gave one."""

    action: PaymentAction
    gateway_txn: str = ""


@dataclass(frozen=True)
class RawRequest:
    """A message from outside, exactly as it came. `query` and `body` are undecoded."""

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
    can be read; such a message settles nothing. With `must_query` the shop stores the event and asks the gateway
    before it believes it.
    """

    event_key: str
    out_trade_no: str
    gateway_txn: str
    state: Literal["succeeded", "ignored"]
    money: Money | None
    merchant_matches: bool
    must_query: bool = False


@dataclass(frozen=True)
class Ack:
    """The answer that stops the service from sending the message again."""

    status: int
    body: bytes
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class PaymentStatus:
    """What the service says of a payment when asked."""

    state: Literal["pending", "succeeded", "failed", "not_found"]
    money: Money | None = None
    gateway_txn: str = ""


CloseResult = Literal["closed", "already_paid", "not_found", "unsupported"]


class PaymentGateway(ABC):
    """One payment protocol. One instance serves every shop of the process: it keeps no state.

    Every coroutine may be cancelled after some seconds. None runs inside a database transaction. Raise
    `GatewayRejected` for a definite no, `Temporary` when the request was surely not carried out, `UnknownOutcome`
    after a time-out or a broken answer: the shop then asks with `query` and never repeats the call under a new number.
    """

    code: ClassVar[str]
    name: ClassVar[Text]
    help: ClassVar[Text]
    settings_type: ClassVar[type[Any]]
    currencies: ClassVar[frozenset[str]]

    @abstractmethod
    async def check_settings(self, ctx: ChannelContext) -> None:
        """Make one real, harmless, signed call; raise `ConfigInvalid` saying what is wrong."""

    def creates_offline(self, settings: Any) -> bool:
        """Whether `create` only signs an address and calls nobody: it may then be repeated at any time."""
        return False

    @abstractmethod
    async def create(self, ctx: ChannelContext, payment: CreatePayment) -> CreateResult:
        """Ask the service for a payment. Called once per `out_trade_no`, after that number was committed."""

    @abstractmethod
    async def parse_notification(self, ctx: ChannelContext, request: RawRequest) -> VerifiedEvent:
        """Verify and read a message from the service.

        Must raise `SignatureInvalid` unless the signature is right under a secret of this very channel, and must not
        call anybody. An empty secret is a disabled channel: raise `ConfigInvalid`. The shop checks merchant, number,
        amount, currency and state itself.
        """

    @abstractmethod
    def ack(self, *, accepted: bool) -> Ack:
        """The answer to a message that was stored (`accepted`) or refused."""

    @abstractmethod
    async def query(self, ctx: ChannelContext, out_trade_no: str) -> PaymentStatus:
        """Ask the service for the truth about one payment.

        Answer `not_found` only when the service says that it never heard of this number; raise when it says no to
        the question itself, because "we may not ask" is not "nobody paid".
        """

    async def close(self, ctx: ChannelContext, out_trade_no: str) -> CloseResult:
        """Ask the service to take no more money for this payment, where its protocol can say that."""
        return "unsupported"
