"""What Alipay knows: who may call, what was ordered, what was opened, paid, closed and given back."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

UNSEEN, WAITING, PAID, FINISHED, CLOSED = (
    "", "WAIT_BUYER_PAY", "TRADE_SUCCESS", "TRADE_FINISHED", "TRADE_CLOSED",
)  # fmt: skip
_serial = count(1)


@dataclass
class Merchant:
    """One application and the account behind it; the two numbers are set where it speaks in certificate mode."""

    app_id: str
    seller_id: str
    key: RSAPublicKey
    app_cert_sn: str = ""
    root_cert_sn: str = ""
    app_auth_token: str = ""


@dataclass
class Refund:
    number: str
    fen: int
    at: datetime


@dataclass
class Trade:
    """Ordered by the merchant; a trade with a number only once the buyer has seen it."""

    merchant: Merchant
    out_trade_no: str
    fen: int
    subject: str
    ends_at: datetime
    notify_url: str
    return_url: str
    token: str
    status: str = UNSEEN
    trade_no: str = ""
    opened_at: datetime | None = None
    paid_at: datetime | None = None
    refunds: dict[str, Refund] = field(default_factory=dict)
    in_bill: bool = True

    @property
    def refunded(self) -> int:
        return sum(refund.fen for refund in self.refunds.values())

    def open(self, now: datetime) -> None:
        """The buyer scans the code or opens the page: only now there is a trade."""
        if self.status == UNSEEN and now < self.ends_at:
            self.status, self.opened_at = WAITING, now
            self.trade_no = f"{now:%Y%m%d}2200141{next(_serial):013d}"
        self.end_if_late(now)

    def end_if_late(self, now: datetime) -> None:
        if self.status == WAITING and now >= self.ends_at:
            self.status = CLOSED

    def pay(self, now: datetime) -> bool:
        self.open(now)
        if self.status != WAITING:
            return False
        self.status, self.paid_at = PAID, now
        return True

    def give_back(self, number: str, fen: int, now: datetime) -> None:
        self.refunds[number] = Refund(number, fen, now)
        if self.refunded == self.fen:
            self.status = CLOSED


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
