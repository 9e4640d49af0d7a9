"""Writes down a notify to be sent: what it says, how it is signed, where it goes and when."""

import json
from collections.abc import Mapping

from bodega_practice.money_text import text_from_fen
from bodega_practice.open_store import Store
from bodega_practice.read_trades import Trade
from bodega_practice.register_merchant import Merchant, find_merchant
from bodega_practice.sign_fields import sign_fields
from bodega_practice.sign_rsa import SIGN_TYPE


def queue_notify(store: Store, trade: Trade, kind: str, now_ms: int) -> None:
    """Queue the true notify of a paid trade; it is repeated until the shop answers `success`.

    V1 is signed here. V2 carries its date, so it is signed whenever it is sent.
    """
    merchant = find_merchant(store, trade.pid)
    fields = notify_fields(trade, merchant)
    told = {**fields, "sign_type": SIGN_TYPE} if trade.version == "V2" else signed(fields, merchant.key)
    queue_fields(store, trade, kind, told, now_ms)


def queue_fields(
    store: Store, trade: Trade, kind: str, fields: Mapping[str, str], now_ms: int, *, single: bool = False
) -> None:
    """Queue any fields as a notify of this trade; a `single` one is sent once, whatever the shop answers."""
    method = find_merchant(store, trade.pid).dialect.notify_method
    store.change(
        "INSERT INTO notify (trade_no, kind, method, url, fields, state, single, due_ms)"
        " VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?)",
        *(trade.trade_no, kind, method, trade.notify_url, json.dumps(fields), int(single), now_ms),
    )


def notify_fields(trade: Trade, merchant: Merchant) -> dict[str, str]:
    """Answer the unsigned fields that say this trade was paid; `param` is left out when the shop sent none."""
    fields = {
        "pid": trade.pid,
        "trade_no": trade.trade_no,
        "out_trade_no": trade.out_trade_no,
        "type": trade.type,
        "name": trade.name,
        "money": text_from_fen(trade.shown_fen, trimmed=merchant.trims_amounts),
        "trade_status": "TRADE_SUCCESS",
    }
    return fields | ({"param": trade.param} if trade.param else {})


def signed(fields: Mapping[str, str], key: str) -> dict[str, str]:
    return {**fields, "sign": sign_fields(fields, key), "sign_type": "MD5"}
