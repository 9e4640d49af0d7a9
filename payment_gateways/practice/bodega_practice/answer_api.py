"""Answers the calls of `api.php`: one order, a page of orders, the merchant, its settlements, a refund."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bodega.kernel.errors import InvalidInput
from bodega_practice.beijing_time import beijing_text
from bodega_practice.money_text import fen_from_text, text_from_fen
from bodega_practice.open_store import Store
from bodega_practice.read_trades import Trade, find_trade_of, trades_of
from bodega_practice.refund_trade import refund_trade
from bodega_practice.register_merchant import Merchant
from bodega_practice.verify_caller import verify_key_or_signature

Body = dict[str, Any]
PAGE_SIZE = 50
COUNT = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


def answer_query(store: Store, fields: Mapping[str, str]) -> Body:
    """Answer a GET; raises InvalidInput for an `act` there is not, and as verify_key_or_signature."""
    answer = QUERIES.get(fields.get("act", ""))
    if answer is None:
        raise InvalidInput("There is no such call.", field="act")
    return answer(store, verify_key_or_signature(store, fields), fields)


def answer_refund(store: Store, fields: Mapping[str, str], now_ms: int) -> Body:
    """Answer `POST act=refund`; raises as refund_trade besides."""
    merchant = verify_key_or_signature(store, fields)
    trade = asked_trade(store, merchant, fields)
    refund_trade(store, trade, fen_from_text(fields.get("money", "")), now_ms)
    return {"code": merchant.dialect.refund_ok_code, "msg": "success", "trade_no": trade.trade_no}


def _one_order(store: Store, merchant: Merchant, fields: Mapping[str, str]) -> Body:
    trade = asked_trade(store, merchant, fields)
    return {"code": 1, "msg": "success", **described(trade, merchant)}


def _page_of_orders(store: Store, merchant: Merchant, fields: Mapping[str, str]) -> Body:
    limit = min(read_count(fields, "limit", default=20), PAGE_SIZE)
    offset = (read_count(fields, "page", default=1) - 1) * limit
    data = [
        described(trade, merchant) for trade in trades_of(store, merchant.pid, limit=limit, offset=offset)
    ]
    return {"code": 1, "msg": "success", "count": len(data), "data": data}


def _merchant_itself(store: Store, merchant: Merchant, _fields: Mapping[str, str]) -> Body:
    row = store.row(
        "SELECT count(*) AS orders, COALESCE(sum(paid_fen - refunded_fen), 0) AS fen FROM trade WHERE pid = ?",
        merchant.pid,
    )
    orders, fen = (row["orders"], row["fen"]) if row else (0, 0)
    money = text_from_fen(fen, trimmed=merchant.trims_amounts)
    return {"code": 1, "msg": "success", "pid": merchant.pid, "active": 1, "money": money, "orders": orders}


def _settlements(_store: Store, _merchant: Merchant, _fields: Mapping[str, str]) -> Body:
    """Practice money is never settled, so the list is truly empty."""
    return {"code": 1, "msg": "success", "data": []}


def asked_trade(store: Store, merchant: Merchant, fields: Mapping[str, str]) -> Trade:
    trade_no, out_trade_no = fields.get("trade_no", ""), fields.get("out_trade_no", "")
    if not trade_no and not out_trade_no:
        raise InvalidInput("The field %(name)s is missing.", field="out_trade_no", name="out_trade_no")
    return find_trade_of(store, merchant.pid, trade_no=trade_no, out_trade_no=out_trade_no)


def read_count(fields: Mapping[str, str], name: str, *, default: int) -> int:
    text = fields.get(name) or str(default)
    if not COUNT.fullmatch(text):
        raise InvalidInput("The field %(name)s is not a count.", field=name, name=name)
    return int(text)


def described(trade: Trade, merchant: Merchant) -> Body:
    """`trade_status` and `refundmoney` are not in every build; clients in the field read them."""
    paid = trade.state == "paid"
    return {
        "trade_no": trade.trade_no,
        "out_trade_no": trade.out_trade_no,
        "type": trade.type,
        "pid": trade.pid,
        "addtime": beijing_text(trade.created_ms),
        "endtime": beijing_text(trade.paid_ms),
        "name": trade.name,
        "money": text_from_fen(trade.shown_fen, trimmed=merchant.trims_amounts),
        "status": int(paid),
        "trade_status": "TRADE_SUCCESS" if paid else "WAIT_BUYER_PAY",
        "param": trade.param,
        "buyer": "",
        "refundmoney": text_from_fen(trade.refunded_fen, trimmed=merchant.trims_amounts),
    }


QUERIES: dict[str, Callable[[Store, Merchant, Mapping[str, str]], Body]] = {
    "order": _one_order,
    "orders": _page_of_orders,
    "query": _merchant_itself,
    "settle": _settlements,
}
