"""What takes money: the contract of a payment gateway.

The shop, not the gateway, owns the database, retries, numbers, comparison of amounts, and delivery. A gateway speaks
one protocol: it signs, sends, verifies and translates.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

import httpx

from bodega.kernel.clock import Clock
from bodega.kernel.i18n import Text
from bodega_shop.contracts.gateway_errors import Unsupported
from bodega_shop.contracts.paying import (
    Ack,
    CloseResult,
    CreatePayment,
    CreateResult,
    Flow,
    PaymentRef,
    PaymentStatus,
    RawRequest,
    VerifiedEvent,
)
from bodega_shop.contracts.refunding import BillLine, DisputeStatus, RefundRef, RefundRequest, RefundStatus


@dataclass(frozen=True)
class Capabilities:
    """What one channel can do, given its settings.

    `refund_idempotent`: the same refund number sent twice gives the money back once; only then does the shop repeat a
    refund, or refund to the source by itself. `refund_query`: `query_refund` works. `bill`: `bill` works; `bill_hour`
    is the hour of the day, in China's time, from which the bill of the day before is complete. `refund_days` and
    `refunds_per_payment` are the service's limits, None where it has none. `divides`: it can hand the platform its fee.
    """

    flows: frozenset[Flow] = frozenset({"redirect"})
    refund: Literal["none", "whole", "partial"] = "none"
    refund_idempotent: bool = False
    refund_query: bool = False
    refund_days: int | None = None
    refunds_per_payment: int | None = None
    close: bool = False
    bill: bool = False
    bill_hour: int = 10
    disputes: bool = False
    divides: bool = False
    confirmed_by_hand: bool = False


@dataclass(frozen=True)
class ChannelContext:
    """What a gateway may use for one channel of one shop. `settings` hold opened secrets and are never shown.

    `http` reaches public addresses only, verifies certificates, follows no redirect. It raises `Refused` for an
    address that is not allowed, `TooLarge` for a long answer, `httpx.HTTPError` when the other side fails. An address
    of the service other than the real one is refused unless the installation allows private addresses (`test_mode`).
    `currency` is the one this channel takes.
    """

    shop: str
    channel_id: UUID
    settings: Any = field(repr=False)
    http: httpx.AsyncClient = field(repr=False)
    clock: Clock = field(repr=False)
    notify_url: str = ""
    currency: str = "CNY"
    test_mode: bool = False


class PaymentGateway(ABC):
    """One payment protocol. One instance serves every shop of the process: it keeps nothing of any channel.

    Every coroutine may be cancelled after some seconds. None runs inside a database transaction. Raise
    `GatewayRejected` for a definite no, `Temporary` when the request was surely not carried out, `UnknownOutcome`
    after a time-out or a broken answer: the shop then asks, and never repeats the call under a new number.
    """

    code: ClassVar[str]
    name: ClassVar[Text]
    help: ClassVar[Text]
    settings_type: ClassVar[type[Any]]
    currencies: ClassVar[frozenset[str]]

    def capabilities(self, settings: Any) -> Capabilities:
        """What a channel with these settings can do."""
        return Capabilities()

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
        call anybody. An empty secret is a disabled channel: raise `ConfigInvalid`. Where the settings hold two secrets
        (one being replaced by the other) either may have signed. The shop checks merchant, number, amount, currency
        and state itself.
        """

    async def resolve(self, ctx: ChannelContext, event: VerifiedEvent) -> VerifiedEvent:
        """Called from a job for a `must_query` event that names no number of ours: look its `reference` up.

        Answer the same event with `out_trade_no` or `refund_no` filled in, as far as the service knows them.
        """
        return event

    @abstractmethod
    def ack(self, *, accepted: bool) -> Ack:
        """The answer to a message that was stored (`accepted`) or refused."""

    @abstractmethod
    async def query(self, ctx: ChannelContext, payment: PaymentRef) -> PaymentStatus:
        """Ask the service for the truth about one payment.

        Answer `not_found` only when the service says that it never heard of this number; raise when it says no to
        the question itself, because "we may not ask" is not "nobody paid".
        """

    async def close(self, ctx: ChannelContext, payment: PaymentRef) -> CloseResult:
        """Ask the service to take no more money for this payment, where its protocol can say that.

        `not_found` is no promise: a service may not know an order before its buyer opens it, and still take money.
        """
        return "unsupported"

    async def refund(self, ctx: ChannelContext, refund: RefundRequest) -> RefundStatus:
        """Give money back. Called after `out_refund_no` was committed, and again with the same one after an unknown
        outcome if the capabilities say `refund_idempotent`. `pending` when the service only accepted it.
        """
        raise Unsupported

    async def query_refund(self, ctx: ChannelContext, refund: RefundRef) -> RefundStatus:
        """Ask for the truth about one refund."""
        raise Unsupported

    async def query_dispute(self, ctx: ChannelContext, reference: str) -> DisputeStatus:
        """Ask for the truth about one dispute."""
        raise Unsupported

    async def bill(self, ctx: ChannelContext, day: date) -> Sequence[BillLine]:
        """The service's own list of what moved on `day` (the service's calendar). Raise `Temporary` when it is not
        ready yet. May be called again for the same day.
        """
        raise Unsupported
