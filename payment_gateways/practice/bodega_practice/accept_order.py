"""Takes an order that a shop sends its buyer to pay, and opens one trade for it."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from bodega.kernel.errors import Conflict, InvalidInput
from bodega_practice.money_text import fen_from_text
from bodega_practice.new_number import new_number
from bodega_practice.open_store import Store
from bodega_practice.read_trades import Trade, Version, find_trade, find_trade_of
from bodega_practice.register_merchant import Merchant
from bodega_practice.verify_caller import verify_rsa, verify_signature

PAY_TYPES = ("alipay", "wxpay", "qqpay", "bank", "jdpay", "paypal", "usdt")
ORDER_NUMBER = re.compile(r"[A-Za-z0-9._|-]{1,64}", re.ASCII)
NAME_BYTES = 127
FROM_BROWSER = ("out_trade_no", "notify_url", "return_url", "name", "money")
FROM_SERVER = ("type", "out_trade_no", "notify_url", "name", "money", "clientip")


def accept_browser_order(store: Store, fields: Mapping[str, str], now_ms: int) -> Trade:
    """Open the trade of a `submit.php` call, or find it again; an empty type lets the payer choose.

    Raises InvalidInput, NotFound, Forbidden for what cannot be taken, Conflict for a number used with other fields.
    """
    merchant = verify_signature(store, fields)
    return _open_or_find(store, merchant, _checked(fields, FROM_BROWSER), now_ms)


def accept_server_order(store: Store, fields: Mapping[str, str], now_ms: int) -> tuple[Merchant, Trade]:
    """Open the trade of a `mapi.php` call; raises as accept_browser_order, and Conflict when it is paid already."""
    merchant = verify_signature(store, fields)
    trade = _open_or_find(store, merchant, _checked(fields, FROM_SERVER), now_ms)
    if trade.state == "paid":
        raise Conflict("This order is paid already.")
    return merchant, trade


def accept_v2_order(
    store: Store, fields: Mapping[str, str], now_ms: int, *, by_browser: bool
) -> tuple[Merchant, Trade]:
    """The same for `/api/pay/submit` and `/api/pay/create`, which are signed with RSA and dated."""
    merchant = verify_rsa(store, fields, now_ms)
    required = FROM_BROWSER if by_browser else (*FROM_SERVER, "method")
    trade = _open_or_find(store, merchant, _checked(fields, required), now_ms, "V2")
    if by_browser or trade.payable:
        return merchant, trade
    if trade.state == "paid":
        raise Conflict("This order is paid already.")
    if trade.state == "closed":
        raise Conflict("This order is closed.")
    return merchant, trade


def _checked(fields: Mapping[str, str], required: tuple[str, ...]) -> Mapping[str, str]:
    for name in required:
        if not fields.get(name):
            raise InvalidInput("The field %(name)s is missing.", field=name, name=name)
    if fields.get("type") and fields["type"] not in PAY_TYPES:
        raise InvalidInput("This way to pay is not known here.", field="type")
    if not ORDER_NUMBER.fullmatch(fields["out_trade_no"]):
        raise InvalidInput(
            "The order number may hold 64 letters, digits and . _ | - only.", field="out_trade_no"
        )
    if len(fields["name"].encode()) > NAME_BYTES:
        raise InvalidInput("The name is longer than 127 bytes.", field="name")
    for name in ("notify_url", "return_url"):
        if fields.get(name) and not _is_web_address(fields[name]):
            raise InvalidInput("The field %(name)s is not a web address.", field=name, name=name)
    return fields


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _open_or_find(
    store: Store, merchant: Merchant, fields: Mapping[str, str], now_ms: int, version: Version = "V1"
) -> Trade:
    sent = (
        fields.get("type", ""),
        fields["name"],
        fen_from_text(fields["money"]),
        fields.get("param", ""),
        fields["notify_url"],
        fields.get("return_url", ""),
    )
    number = fields["out_trade_no"]
    opened = store.change(
        "INSERT INTO trade (trade_no, pid, out_trade_no, version, type, name, money_fen, param, notify_url, return_url,"
        " asked_type, created_ms, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')"
        " ON CONFLICT (pid, out_trade_no) WHERE twin_of IS NULL DO NOTHING",
        *(new_number(now_ms), merchant.pid, number, version, *sent, sent[0], now_ms),
    )
    trade = find_trade_of(store, merchant.pid, trade_no="", out_trade_no=number)
    return trade if opened else _found_again(store, trade, sent)


def _found_again(store: Store, trade: Trade, sent: tuple[object, ...]) -> Trade:
    """A buyer who walked away and came back finds the same trade open again."""
    before = (trade.asked_type, trade.name, trade.money_fen, trade.param, trade.notify_url, trade.return_url)
    if sent != before:
        raise Conflict("This order number was used before with other fields.")
    store.change(
        "UPDATE trade SET state = 'waiting' WHERE trade_no = ? AND state = 'cancelled'", trade.trade_no
    )
    return find_trade(store, trade.trade_no)
