"""Answers the calls of Epay V2: each question is signed and dated by the merchant, each yes by the gateway."""

from collections.abc import Callable, Mapping
from typing import Any

from bodega.kernel.errors import InvalidInput, NotFound
from bodega_practice.answer_api import PAGE_SIZE, asked_trade, described, read_count
from bodega_practice.beijing_time import beijing_text
from bodega_practice.close_trade import close_trade
from bodega_practice.money_text import fen_from_text, text_from_fen
from bodega_practice.open_store import Store
from bodega_practice.platform_keys import platform_key
from bodega_practice.read_trades import Trade, trades_of
from bodega_practice.refund_trade import find_refund, refund_trade
from bodega_practice.register_merchant import Merchant
from bodega_practice.sign_rsa import sign_rsa
from bodega_practice.verify_caller import verify_rsa

Body = dict[str, Any]
UNPAID, PAID, REFUNDED = 0, 1, 2
WORKS = 1


def answer_v2(store: Store, call: str, fields: Mapping[str, str], now_ms: int) -> Body:
    """Raises NotFound for a call there is not, and as `verify_rsa` and each call."""
    answer = CALLS.get(call)
    if answer is None:
        raise NotFound("There is no such call.")
    merchant = verify_rsa(store, fields, now_ms)
    return signed_yes(store, merchant, answer(store, merchant, fields, now_ms), now_ms)


def signed_yes(store: Store, merchant: Merchant, body: Body, now_ms: int) -> Body:
    """Sign everything but lists; numbers are signed as they are written."""
    whole = {"code": 0, "msg": "success", **body}
    flat = {name: str(value) for name, value in whole.items() if not isinstance(value, list)}
    signed = sign_rsa(flat, platform_key(store, merchant.dialect.platform_key), now_ms)
    return whole | {name: signed[name] for name in ("timestamp", "sign", "sign_type")}


def _query(store: Store, merchant: Merchant, fields: Mapping[str, str], _now_ms: int) -> Body:
    return _described(asked_trade(store, merchant, fields), merchant)


def _close(store: Store, merchant: Merchant, fields: Mapping[str, str], _now_ms: int) -> Body:
    trade = asked_trade(store, merchant, fields)
    close_trade(store, trade)
    return {"trade_no": trade.trade_no}


def _refund(store: Store, merchant: Merchant, fields: Mapping[str, str], now_ms: int) -> Body:
    trade = asked_trade(store, merchant, fields)
    fen = fen_from_text(fields.get("money", ""))
    refund = refund_trade(store, trade, fen, now_ms, fields.get("out_refund_no", ""))
    return {
        "refund_no": refund.refund_no,
        "out_refund_no": refund.out_refund_no,
        "trade_no": trade.trade_no,
        "money": text_from_fen(fen, trimmed=merchant.trims_amounts),
    }


def _refund_query(store: Store, merchant: Merchant, fields: Mapping[str, str], _now_ms: int) -> Body:
    refund_no, out_refund_no = fields.get("refund_no", ""), fields.get("out_refund_no", "")
    if not refund_no and not out_refund_no:
        raise InvalidInput("The field %(name)s is missing.", field="out_refund_no", name="out_refund_no")
    refund = find_refund(store, merchant.pid, refund_no=refund_no, out_refund_no=out_refund_no)
    return {
        "refund_no": refund.refund_no,
        "out_refund_no": refund.out_refund_no,
        "trade_no": refund.trade_no,
        "money": text_from_fen(refund.fen, trimmed=merchant.trims_amounts),
        "status": 1,
        "addtime": beijing_text(refund.created_ms),
    }


def _info(store: Store, merchant: Merchant, _fields: Mapping[str, str], _now_ms: int) -> Body:
    row = store.row("SELECT count(*) AS orders FROM trade WHERE pid = ?", merchant.pid)
    return {"pid": merchant.pid, "status": WORKS, "pay_status": WORKS, "orders": row["orders"] if row else 0}


def _orders(store: Store, merchant: Merchant, fields: Mapping[str, str], _now_ms: int) -> Body:
    limit = min(read_count(fields, "limit", default=20), PAGE_SIZE)
    offset = 0 if fields.get("offset", "0") == "0" else read_count(fields, "offset", default=0)
    trades = trades_of(store, merchant.pid, limit=limit, offset=offset)
    return {"count": len(trades), "data": [_described(trade, merchant) for trade in trades]}


def _described(trade: Trade, merchant: Merchant) -> Body:
    """As in V1, but that a payment which went back altogether has a status of its own."""
    status = UNPAID if trade.state != "paid" else PAID
    if status == PAID and trade.refunded_fen == trade.paid_fen:
        status = REFUNDED
    body = described(trade, merchant) | {"status": status}
    return {name: value for name, value in body.items() if name != "trade_status"}


CALLS: dict[str, Callable[[Store, Merchant, Mapping[str, str], int], Body]] = {
    "pay/query": _query,
    "pay/close": _close,
    "pay/refund": _refund,
    "pay/refundquery": _refund_query,
    "merchant/info": _info,
    "merchant/orders": _orders,
}
