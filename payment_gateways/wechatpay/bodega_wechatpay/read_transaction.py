"""Read a payment or a refund as WeChat Pay tells it, in an answer or in an opened notify."""

from datetime import datetime
from typing import Literal

import msgspec

from bodega_shop.extend import Money
from bodega_wechatpay.open_account import Account

RefundState = Literal["pending", "succeeded", "failed"]

# ABNORMAL: the buyer's card takes no money. A person has to finish it in the merchant console.
REFUND_STATES: dict[str, RefundState] = {
    "PROCESSING": "pending",
    "SUCCESS": "succeeded",
    "CLOSED": "failed",
    "ABNORMAL": "failed",
}


class Amount(msgspec.Struct, frozen=True):
    """In fen. `total` is the whole order; what the buyer paid after coupons, `payer_total`, is not read at all."""

    total: int
    currency: str = "CNY"


class RefundAmount(msgspec.Struct, frozen=True):
    refund: int
    total: int = 0
    currency: str = "CNY"


class Transaction(msgspec.Struct, frozen=True):
    out_trade_no: str
    trade_state: str
    mchid: str = ""
    appid: str = ""
    transaction_id: str = ""
    success_time: str = ""
    amount: Amount | None = None


class Refund(msgspec.Struct, frozen=True):
    """An answer calls its state `status`, a notify `refund_status` and names the merchant."""

    out_refund_no: str
    amount: RefundAmount
    refund_id: str = ""
    out_trade_no: str = ""
    transaction_id: str = ""
    status: str = ""
    refund_status: str = ""
    mchid: str = ""


def money_of(fen: int, currency: str) -> Money | None:
    """None for a sum or a currency that is none."""
    try:
        return Money(fen, currency) if fen >= 0 else None
    except ValueError:
        return None


def paid_money(transaction: Transaction) -> Money | None:
    return money_of(transaction.amount.total, transaction.amount.currency) if transaction.amount else None


def paid_at(transaction: Transaction) -> datetime | None:
    try:
        moment = datetime.fromisoformat(transaction.success_time)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def merchant_matches(account: Account, transaction: Transaction) -> bool:
    """One merchant may use several apps, and several shops one merchant: both have to be ours."""
    return (transaction.mchid, transaction.appid) == (account.mchid, account.appid)
