"""Lets the payer walk away without paying."""

from collections.abc import Mapping

from bodega.kernel.errors import StateConflict
from bodega_practice.open_store import Store
from bodega_practice.read_trades import Trade


def cancel_trade(store: Store, trade: Trade, _form: Mapping[str, str], _now_ms: int) -> None:
    """Say nothing to the shop, as Epay V1 has no word for it; coming back with the same order opens the trade again."""
    moved = store.change(
        "UPDATE trade SET state = 'cancelled', arrives_ms = NULL WHERE trade_no = ? AND state IN ('waiting', 'held')",
        trade.trade_no,
    )
    if not moved:
        raise StateConflict("This payment was finished before. Nothing was cancelled.")
