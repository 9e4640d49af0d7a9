"""What happens at the gateway behind the shop's back: a refund in its console, a payment missing from its list."""

from collections.abc import Mapping

from bodega.kernel.errors import StateConflict
from bodega_practice.money_text import fen_from_text
from bodega_practice.open_store import Store
from bodega_practice.read_trades import Trade
from bodega_practice.refund_trade import refund_trade


def refund_here(store: Store, trade: Trade, form: Mapping[str, str], now_ms: int) -> None:
    """Give back `money`, or all that is left; raises as refund_trade. The protocol has no notify for it."""
    fen = fen_from_text(form["money"]) if form.get("money") else trade.shown_fen - trade.refunded_fen
    refund_trade(store, trade, max(fen, 1), now_ms)


def leave_out(store: Store, trade: Trade, _form: Mapping[str, str], _now_ms: int) -> None:
    """The list of orders no longer holds this payment, though every other question finds it."""
    if trade.state != "paid":
        raise StateConflict("This order is not paid yet.")
    store.change("UPDATE trade SET unlisted = 1 WHERE trade_no = ?", trade.trade_no)
