"""Gives a paid trade's money back, whole or in parts, and never more than arrived."""

from bodega.kernel.errors import Conflict, InvalidInput, StateConflict
from bodega_practice.open_store import Store
from bodega_practice.read_trades import Trade


def refund_trade(store: Store, trade: Trade, fen: int) -> None:
    """Raises StateConflict for an unpaid trade, InvalidInput for more than is left of it, Conflict for a lost race."""
    if trade.state != "paid":
        raise StateConflict("This order is not paid yet.")
    if fen > trade.shown_fen - trade.refunded_fen:
        raise InvalidInput("This is more than is left to refund.", field="money")
    moved = store.change(
        "UPDATE trade SET refunded_fen = refunded_fen + ? WHERE trade_no = ? AND refunded_fen = ?",
        *(fen, trade.trade_no, trade.refunded_fen),
    )
    if not moved:
        raise Conflict("Another refund of this order was faster. Ask for its state first.")
