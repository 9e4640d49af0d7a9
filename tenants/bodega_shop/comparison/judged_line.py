"""One line of a service's list with what became of it here."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from bodega_shop.contracts.refunding import BillLine
from bodega_shop.payments.confirm_payment import ACCEPTED

Class = Literal["matched", "amount", "missing_here", "missing_there", "status", "fee", "other"]

CLASSES: tuple[Class, ...] = ("matched", "amount", "missing_here", "missing_there", "status", "fee", "other")


@dataclass(frozen=True)
class KnownPayment:
    """What the shop knows of a payment, in minor units; `received` is None while its money has not come."""

    id: UUID
    purchase_id: UUID
    out_trade_no: str
    gateway_txn: str
    gateway_ref: str
    state: str
    received: int | None
    received_currency: str
    fee: int | None
    fee_from: str


@dataclass(frozen=True)
class KnownRefund:
    """What the shop knows of a refund to its source."""

    id: UUID
    purchase_id: UUID
    number: str
    gateway_refund: str
    amount: int
    currency: str
    state: str
    out_trade_no: str
    gateway_txn: str


@dataclass(frozen=True)
class JudgedLine:
    """`verdict` is one of the classes; `outcome` says in one word what was done about it, empty for nothing."""

    line: BillLine
    verdict: Class
    payment: KnownPayment | None = None
    refund: KnownRefund | None = None
    outcome: str = ""

    @property
    def ours(self) -> int | None:
        """The sum that the shop knows, in minor units."""
        if self.refund is not None:
            return self.refund.amount
        return self.payment.received if self.payment else None

    @property
    def is_mended(self) -> bool:
        """Put right without a person: the order or refund has what was missing, the fee is booked."""
        heard = self.outcome in ACCEPTED or self.outcome.startswith("refund_")
        return self.verdict == "fee" or (self.verdict in ("missing_here", "status") and heard)

    @property
    def purchase_id(self) -> UUID | None:
        known = self.refund or self.payment
        return known.purchase_id if known else None


@dataclass
class Known:
    """Payments and refunds of one channel that a list may speak of; each refund answers for one line."""

    payments: list[KnownPayment]
    refunds: list[KnownRefund]
    _told: set[UUID] = field(default_factory=set)

    def payment_of(self, line: BillLine) -> KnownPayment | None:
        """By the service's number first: two payments can share one number of ours."""
        by_txn = (p for p in self.payments if line.gateway_txn and line.gateway_txn == p.gateway_txn)
        by_number = (p for p in self.payments if line.out_trade_no and line.out_trade_no == p.out_trade_no)
        by_handle = (p for p in self.payments if line.gateway_txn and line.gateway_txn == p.gateway_ref)
        return next(by_txn, None) or next(by_number, None) or next(by_handle, None)

    def refund_of(self, line: BillLine) -> KnownRefund | None:
        """By its number; in a list that names none, one of the same payment and sum that no line has named yet."""
        number = line.out_refund_no
        found = next((r for r in self.refunds if number and number in (r.number, r.gateway_refund)), None)
        if found is None and not number:
            found = next((r for r in self.refunds if r.id not in self._told and _is_like(r, line)), None)
        if found is not None:
            self._told.add(found.id)
        return found


def _is_like(refund: KnownRefund, line: BillLine) -> bool:
    same_payment = (line.gateway_txn and line.gateway_txn == refund.gateway_txn) or (
        line.out_trade_no and line.out_trade_no == refund.out_trade_no
    )
    return bool(same_payment) and (line.gross.minor, line.gross.currency) == (refund.amount, refund.currency)
