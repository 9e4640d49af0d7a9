"""Gives a paid trade's money back, whole or in parts, and never more than arrived."""

from dataclasses import dataclass

from bodega.kernel.errors import Conflict, InvalidInput, NotFound, StateConflict
from bodega_practice.new_number import new_number
from bodega_practice.open_store import Store
from bodega_practice.read_trades import Trade


@dataclass(frozen=True, slots=True)
class Refund:
    """One line of the register of refunds; `out_refund_no` is the shop's own number, empty in V1."""

    refund_no: str
    trade_no: str
    out_refund_no: str
    fen: int
    created_ms: int


def refund_trade(store: Store, trade: Trade, fen: int, now_ms: int, out_refund_no: str = "") -> Refund:
    """Raises StateConflict for an unpaid trade, InvalidInput for more than is left of it, Conflict for a number that
    was used before and for a lost race.
    """
    if trade.state != "paid":
        raise StateConflict("This order is not paid yet.")
    if fen > trade.shown_fen - trade.refunded_fen:
        raise InvalidInput("This is more than is left to refund.", field="money")
    refund = Refund(new_number(now_ms), trade.trade_no, out_refund_no, fen, now_ms)
    with store.together():
        written = store.change(
            "INSERT INTO refund (refund_no, pid, trade_no, out_refund_no, fen, created_ms) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            *(refund.refund_no, trade.pid, trade.trade_no, out_refund_no, fen, now_ms),
        )
        if not written:
            raise Conflict("This refund number was used before.")
        _take_back(store, trade, fen)
    return refund


def _take_back(store: Store, trade: Trade, fen: int) -> None:
    moved = store.change(
        "UPDATE trade SET refunded_fen = refunded_fen + ? WHERE trade_no = ? AND refunded_fen = ?",
        *(fen, trade.trade_no, trade.refunded_fen),
    )
    if not moved:
        raise Conflict("Another refund of this order was faster. Ask for its state first.")


def find_refund(store: Store, pid: str, *, refund_no: str, out_refund_no: str) -> Refund:
    """One of this merchant's own refunds by either number. Raises NotFound."""
    row = store.row(
        "SELECT refund_no, trade_no, out_refund_no, fen, created_ms FROM refund WHERE pid = ?"
        " AND (refund_no = ? OR (out_refund_no = ? AND out_refund_no <> ''))",
        *(pid, refund_no, out_refund_no),
    )
    if row is None:
        raise NotFound("This gateway knows no such refund.")
    return Refund(*tuple(row))
