"""Makes the address at which the payer's browser comes back to the shop after paying."""

from urllib.parse import urlencode

from bodega_practice.open_store import Store
from bodega_practice.queue_notify import notify_fields, signed
from bodega_practice.read_trades import Trade
from bodega_practice.register_merchant import find_merchant
from bodega_practice.sign_rsa import SIGN_TYPE
from bodega_practice.stamp_notify import stamp_notify


def return_address(store: Store, trade: Trade, now_ms: int) -> str:
    """Answer the shop's return_url, with the signed fields behind it once the trade is paid; empty if it has none."""
    if not trade.return_url or trade.state != "paid":
        return trade.return_url
    merchant = find_merchant(store, trade.pid)
    fields = notify_fields(trade, merchant)
    if trade.version == "V2":
        return with_query(trade.return_url, stamp_notify(store, {**fields, "sign_type": SIGN_TYPE}, now_ms))
    return with_query(trade.return_url, signed(fields, merchant.key))


def with_query(address: str, fields: dict[str, str]) -> str:
    """Put fields behind an address that may have a query of its own, in front of its fragment."""
    head, mark, fragment = address.partition("#")
    return f"{head}{'&' if '?' in head else '?'}{urlencode(fields)}{mark}{fragment}"
