"""Lets the shop end a trade, so that nobody can pay it any more."""

from bodega.kernel.errors import StateConflict
from bodega_practice.open_store import Store
from bodega_practice.read_trades import Trade


def close_trade(store: Store, trade: Trade) -> None:
    """Closing again changes nothing. Raises StateConflict for a trade that is paid: the payer was faster."""
    moved = store.change(
        "UPDATE trade SET state = 'closed', arrives_ms = NULL WHERE trade_no = ? AND state <> 'paid'",
        trade.trade_no,
    )
    if not moved:
        raise StateConflict("This order is paid already.")
