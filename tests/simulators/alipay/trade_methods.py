"""The methods of the gateway that are about trades: each takes its `biz_content` and says what Alipay would say."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, Protocol
from uuid import uuid4

from simulators.alipay.books import CLOSED, FINISHED, PAID, UNSEEN, WAITING, Merchant, Trade, yuan

BEIJING = timezone(timedelta(hours=8))
TWO_HOURS = timedelta(hours=2)
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?")
_NUMBER = re.compile(r"[A-Za-z0-9_]{1,64}")


class Desk(Protocol):
    """What a method may use of the platform."""

    url: str

    def now(self) -> datetime: ...
    def find(self, merchant: Merchant, content: dict[str, Any]) -> Trade | None: ...
    def keep(self, trade: Trade) -> None: ...
    def tell_of_refund(self, trade: Trade, number: str) -> None: ...


class No(Exception):
    """A failure of the business: code 40004."""

    def __init__(self, sub_code: str, sub_msg: str = "业务处理失败") -> None:
        super().__init__(sub_code)
        self.sub_code, self.sub_msg = sub_code, sub_msg


def order(desk: Desk, merchant: Merchant, content: dict[str, Any], asked: dict[str, str]) -> Trade:
    """Take an order down; there is no trade yet. The same order twice is one order."""
    number, fen = content.get("out_trade_no", ""), fen_of(content.get("total_amount"))
    subject = content.get("subject", "")
    if (
        not _NUMBER.fullmatch(number)
        or not fen
        or not subject
        or len(subject) > 256
        or set("/=&") & set(subject)
    ):
        raise No("ACQ.INVALID_PARAMETER", "参数无效")
    known = desk.find(merchant, content)
    if known and known.status in (PAID, FINISHED):
        raise No("ACQ.TRADE_HAS_SUCCESS", "交易已被支付")
    if known and known.status == CLOSED:
        raise No("ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
    if known and known.fen != fen:
        raise No("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改")
    if known:
        return known
    trade = Trade(
        merchant, number, fen, subject, _end(desk, content), asked.get("notify_url", ""),
        asked.get("return_url", ""), uuid4().hex,
    )  # fmt: skip
    desk.keep(trade)
    return trade


def precreate(
    desk: Desk, merchant: Merchant, content: dict[str, Any], asked: dict[str, str]
) -> dict[str, Any]:
    trade = order(desk, merchant, content, asked)
    return {"out_trade_no": trade.out_trade_no, "qr_code": f"{desk.url}/qr/{trade.token}"}


def query(desk: Desk, merchant: Merchant, content: dict[str, Any], _: dict[str, str]) -> dict[str, Any]:
    trade = _seen(desk, merchant, content)
    said: dict[str, Any] = {
        "buyer_logon_id": "che***@example.com",
        "buyer_user_id": "2088102534368455",
        "out_trade_no": trade.out_trade_no,
        "trade_no": trade.trade_no,
        "trade_status": trade.status,
        "total_amount": yuan(trade.fen),
        "point_amount": "0.00",
    }
    if trade.paid_at:
        # The buyer used a coupon of Alipay's: what counts is the sum of the order.
        said |= {
            "send_pay_date": beijing(trade.paid_at),
            "buyer_pay_amount": yuan(max(trade.fen - 1, 0)),
            "receipt_amount": yuan(trade.fen),
            "fund_bill_list": [{"amount": yuan(trade.fen), "fund_channel": "ALIPAYACCOUNT"}],
        }
    return said


def close(desk: Desk, merchant: Merchant, content: dict[str, Any], _: dict[str, str]) -> dict[str, Any]:
    trade = _seen(desk, merchant, content)
    if trade.status != WAITING:
        raise No("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
    trade.status = CLOSED
    return {"out_trade_no": trade.out_trade_no, "trade_no": trade.trade_no}


def refund(desk: Desk, merchant: Merchant, content: dict[str, Any], _: dict[str, str]) -> dict[str, Any]:
    trade, fen = _seen(desk, merchant, content), fen_of(content.get("refund_amount"))
    number = content.get("out_request_no") or trade.out_trade_no
    known = trade.refunds.get(number)
    if known and known.fen != fen:
        raise No("ACQ.DISCORDANT_REPEAT_REQUEST", "不一致的请求")
    if known:
        return _refunded(trade, "N")
    if trade.status == FINISHED:
        raise No("ACQ.TRADE_HAS_FINISHED", "交易已完结")
    if trade.paid_at is None or (trade.status == CLOSED and not trade.refunds):
        raise No("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
    if fen == 0 or trade.refunded + fen > trade.fen:
        raise No("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限")
    if "out_request_no" not in content and fen != trade.fen:
        raise No("ACQ.INVALID_PARAMETER", "部分退款必须传入 out_request_no")
    trade.give_back(number, fen, desk.now())
    desk.tell_of_refund(trade, number)
    return _refunded(trade, "Y")


def refund_query(
    desk: Desk, merchant: Merchant, content: dict[str, Any], _: dict[str, str]
) -> dict[str, Any]:
    """An unknown number is answered with code 10000 and nothing in it."""
    if not content.get("out_request_no"):
        raise No("ACQ.INVALID_PARAMETER", "参数无效")
    trade = _seen(desk, merchant, content)
    found = trade.refunds.get(content["out_request_no"])
    if found is None:
        return {}
    return {
        "out_request_no": found.number,
        "out_trade_no": trade.out_trade_no,
        "trade_no": trade.trade_no,
        "refund_amount": yuan(found.fen),
        "total_amount": yuan(trade.fen),
        "refund_status": "REFUND_SUCCESS",
    }


METHODS: dict[str, Callable[..., dict[str, Any]]] = {
    "alipay.trade.precreate": precreate,
    "alipay.trade.query": query,
    "alipay.trade.close": close,
    "alipay.trade.refund": refund,
    "alipay.trade.fastpay.refund.query": refund_query,
}


def beijing(moment: datetime) -> str:
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def fen_of(said: object) -> int:
    """0 for what is no amount. The SDK of a third party sends numbers where the documents ask for text."""
    text = str(said)
    if not _AMOUNT.fullmatch(text):
        return 0
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def _end(desk: Desk, content: dict[str, Any]) -> datetime:
    said = content.get("time_expire")
    if not said:
        return desk.now() + TWO_HOURS
    try:
        return datetime.strptime(said, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        raise No("ACQ.INVALID_PARAMETER", "time_expire 格式错误") from None


def _seen(desk: Desk, merchant: Merchant, content: dict[str, Any]) -> Trade:
    """Before the buyer scans the code or opens the page there is no trade."""
    trade = desk.find(merchant, content)
    if trade is None or trade.status == UNSEEN:
        raise No("ACQ.TRADE_NOT_EXIST", "交易不存在")
    trade.end_if_late(desk.now())
    return trade


def _refunded(trade: Trade, moved: str) -> dict[str, Any]:
    return {
        "buyer_logon_id": "che***@example.com",
        "fund_change": moved,
        "out_trade_no": trade.out_trade_no,
        "trade_no": trade.trade_no,
        "refund_fee": yuan(trade.refunded),
        "send_back_fee": yuan(trade.refunded),
    }
