"""The values of giving money back, of disputes, and of a service's own list of what moved."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bodega.kernel.money import Money


@dataclass(frozen=True)
class RefundRequest:
    """One refund. `out_refund_no` is ours, letters and digits, at most 32 long, the same on every retry.

    `paid` is the whole sum of the payment, `refunded_before` what earlier refunds of it gave back already.
    `platform_fee_back` asks a service that divides payments to give the platform's part back in proportion.
    """

    out_refund_no: str
    out_trade_no: str
    gateway_txn: str
    gateway_ref: str
    money: Money
    paid: Money
    refunded_before: Money
    reason: str
    platform_fee_back: bool = False


@dataclass(frozen=True)
class RefundRef:
    """One refund that the shop asks about. `gateway_refund` is the service's id, the only name of a foreign one."""

    out_refund_no: str
    gateway_refund: str = ""
    out_trade_no: str = ""
    gateway_txn: str = ""
    gateway_ref: str = ""


@dataclass(frozen=True)
class RefundStatus:
    """What the service says of a refund. `not_found`: it never heard of it, so it may be sent again as it was.

    For a refund that was made at the service (`out_refund_no` unknown to us) the answer names the payment:
    `out_trade_no` or `gateway_txn`.
    """

    state: Literal["pending", "succeeded", "failed", "not_found"]
    money: Money | None = None
    gateway_refund: str = ""
    failure: str = ""
    out_trade_no: str = ""
    gateway_txn: str = ""
    merchant_matches: bool = True


@dataclass(frozen=True)
class DisputeStatus:
    """What the service says of a dispute.

    `warning`: somebody asks, no money moved. `open`: the sum was taken back for now. `won`: it stays ours. `lost`: it
    is gone. `fee` is what the service charges for the dispute itself.
    """

    reference: str
    state: Literal["warning", "open", "won", "lost"]
    money: Money
    out_trade_no: str = ""
    gateway_txn: str = ""
    reason: str = ""
    fee: Money | None = None
    opened_at: datetime | None = None


@dataclass(frozen=True)
class BillLine:
    """One line of the service's own list for a day. Amounts are as the service books them, never negative.

    `gross` is what the buyer paid or got back, `fee` what the service kept of it. `line_key` is the same whenever
    the same line is loaded again.
    """

    line_key: str
    kind: Literal["payment", "refund", "fee", "dispute", "payout", "adjustment"]
    gateway_txn: str
    out_trade_no: str
    gross: Money
    fee: Money | None
    occurred_at: datetime | None
    out_refund_no: str = ""
    state: Literal["succeeded", "pending", "failed"] = "succeeded"
