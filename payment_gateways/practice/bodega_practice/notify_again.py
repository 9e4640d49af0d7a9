"""Tells the shop once more that a trade was paid."""

from collections.abc import Mapping

from bodega.kernel.errors import StateConflict
from bodega_practice.open_store import Store
from bodega_practice.queue_notify import queue_notify
from bodega_practice.read_trades import Trade


def notify_again(store: Store, trade: Trade, _form: Mapping[str, str], now_ms: int) -> None:
    """Raises StateConflict for a trade that is not paid: there is nothing true to tell."""
    if trade.state != "paid":
        raise StateConflict("This order is not paid yet.")
    with store.together():
        store.change("UPDATE trade SET hushed = 0 WHERE trade_no = ?", trade.trade_no)
        queue_notify(store, trade, "again", now_ms)
