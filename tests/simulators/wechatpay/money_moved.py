"""What WeChat Pay keeps of a payment and of a refund, and how it tells of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from simulators.wechatpay.keys import Merchant

BEIJING = timezone(timedelta(hours=8))


def in_beijing(moment: datetime) -> str:
    return moment.astimezone(BEIJING).isoformat(timespec="seconds")


@dataclass
class Refund:
    number: str
    fen: int
    refund_id: str
    asked: dict[str, Any]
    accepted_at: datetime
    state: str = "PROCESSING"


@dataclass
class Payment:
    """`asked` is the body it was created with; `total` what the order came to, `coupon` what the buyer did not pay."""

    merchant: Merchant
    way: str
    asked: dict[str, Any]
    total: int
    expires_at: datetime
    state: str = "NOTPAY"
    transaction_id: str = ""
    coupon: int = 0
    paid_at: datetime | None = None
    refunds: list[Refund] = field(default_factory=list)

    @property
    def number(self) -> str:
        return str(self.asked["out_trade_no"])

    @property
    def given_back(self) -> int:
        return sum(refund.fen for refund in self.refunds if refund.state != "CLOSED")

    def told(self) -> dict[str, Any]:
        """As the query answers and the notify says."""
        said: dict[str, Any] = {
            "appid": self.asked["appid"],
            "mchid": self.merchant.mchid,
            "out_trade_no": self.number,
            "trade_state": self.state,
            "trade_state_desc": self.state,
            "amount": {"total": self.total, "currency": "CNY"},
        }
        if self.paid_at is not None:
            said |= {
                "transaction_id": self.transaction_id,
                "trade_type": {"native": "NATIVE", "jsapi": "JSAPI", "h5": "MWEB"}[self.way],
                "bank_type": "OTHERS",
                "success_time": in_beijing(self.paid_at),
                "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
            }
            said["amount"] |= {"payer_total": self.total - self.coupon, "payer_currency": "CNY"}
        return said

    def refund_told(self, refund: Refund) -> dict[str, Any]:
        """As answers say it."""
        return {
            "refund_id": refund.refund_id,
            "out_refund_no": refund.number,
            "transaction_id": self.transaction_id,
            "out_trade_no": self.number,
            "channel": "ORIGINAL",
            "user_received_account": "支付用户零钱",
            "create_time": in_beijing(refund.accepted_at),
            "status": refund.state,
            "amount": {
                "total": self.total,
                "refund": refund.fen,
                "payer_total": self.total,
                "payer_refund": refund.fen,
                "currency": "CNY",
            },
        }

    def refund_notice(self, refund: Refund) -> dict[str, Any]:
        """As messages say it: the merchant is named, the app and the currency are not."""
        return {
            "mchid": self.merchant.mchid,
            "out_trade_no": self.number,
            "transaction_id": self.transaction_id,
            "out_refund_no": refund.number,
            "refund_id": refund.refund_id,
            "refund_status": refund.state,
            "user_received_account": "支付用户零钱",
            "amount": {
                "total": self.total,
                "refund": refund.fen,
                "payer_total": self.total,
                "payer_refund": refund.fen,
            },
        }
