"""The messages that Alipay sends about a trade, and when it sends them again."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from simulators.alipay.books import Trade, yuan
from simulators.alipay.trade_methods import beijing

# After each answer that is not exactly `success`: eight sendings in about 25 hours.
WAITS = [timedelta(minutes=minutes) for minutes in (4, 10, 10, 60, 120, 360, 900)]


def about_trade(trade: Trade, now: datetime) -> dict[str, str]:
    """The fields of a message about a trade in its present state, not yet signed."""
    fields: dict[str, Any] = {
        "app_id": trade.merchant.app_id,
        "auth_app_id": trade.merchant.app_id,
        "body": "",
        "buyer_id": "2088102534368455",
        "buyer_logon_id": "che***@example.com",
        "charset": "utf-8",
        "gmt_create": beijing(trade.opened_at or now),
        "notify_id": f"{now:%Y%m%d}00222{uuid4().int % 10**21:021d}",
        "notify_time": beijing(now),
        "notify_type": "trade_status_sync",
        "out_trade_no": trade.out_trade_no,
        "seller_email": "xinghai@example.com",
        "seller_id": trade.merchant.seller_id,
        "subject": trade.subject,
        "total_amount": yuan(trade.fen),
        "trade_no": trade.trade_no,
        "trade_status": trade.status,
        "sign_type": "RSA2",
        "version": "1.0",
    }
    if trade.paid_at:
        fields |= {
            "gmt_payment": beijing(trade.paid_at),
            "buyer_pay_amount": yuan(max(trade.fen - 1, 0)),
            "invoice_amount": yuan(trade.fen),
            "receipt_amount": yuan(trade.fen),
            "point_amount": "0.00",
            "fund_bill_list": f'[{{"amount":"{yuan(trade.fen)}","fundChannel":"ALIPAYACCOUNT"}}]',
        }
    return fields


def about_refund(trade: Trade, number: str, now: datetime) -> dict[str, str]:
    """It says the state of the trade once more; `refund_fee` is everything that was given back so far."""
    moment = f"{beijing(now)}.107"
    return about_trade(trade, now) | {
        "gmt_refund": moment,
        "out_biz_no": number,
        "refund_fee": yuan(trade.refunded),
    }
