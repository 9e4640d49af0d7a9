"""Pays a trade: in full, in full without a word to the shop, or with another amount."""

from collections.abc import Mapping

from bodega.kernel.errors import InvalidInput, StateConflict
from bodega_practice.accept_order import PAY_TYPES
from bodega_practice.money_text import fen_from_text
from bodega_practice.open_store import Store
from bodega_practice.queue_notify import queue_notify
from bodega_practice.read_trades import Trade, find_trade


def pay_trade(store: Store, trade: Trade, form: Mapping[str, str], now_ms: int) -> None:
    """Raises StateConflict when the trade is paid or cancelled already."""
    with store.together():
        paid = move_to_paid(store, trade, chosen_type(trade, form), trade.money_fen, now_ms)
        queue_notify(store, paid, "paid", now_ms)


def pay_silently(store: Store, trade: Trade, form: Mapping[str, str], now_ms: int) -> None:
    """Take the money and swallow the notify: only an active query finds this payment."""
    with store.together():
        move_to_paid(store, trade, chosen_type(trade, form), trade.money_fen, now_ms)
        store.change("UPDATE trade SET hushed = 1 WHERE trade_no = ?", trade.trade_no)


def pay_other_amount(store: Store, trade: Trade, form: Mapping[str, str], now_ms: int) -> None:
    """Pay the amount in `money`, or half; the notify and every query then say honestly what arrived."""
    fen = fen_from_text(form["money"]) if form.get("money") else trade.money_fen // 2
    if fen in {0, trade.money_fen}:
        raise InvalidInput("Choose an amount other than the one asked for.", field="money")
    with store.together():
        paid = move_to_paid(store, trade, chosen_type(trade, form), fen, now_ms)
        queue_notify(store, paid, "other_amount", now_ms)


def chosen_type(trade: Trade, form: Mapping[str, str]) -> str:
    """Answer the way to pay that the shop asked for, else the payer's own choice, else Alipay."""
    choice = trade.asked_type or trade.type or form.get("type") or PAY_TYPES[0]
    if choice not in PAY_TYPES:
        raise InvalidInput("This way to pay is not known here.", field="type")
    return choice


def move_to_paid(store: Store, trade: Trade, pay_type: str, fen: int, now_ms: int) -> Trade:
    """Let one payer win: a second click, or a click against the late arrival, raises StateConflict."""
    moved = store.change(
        "UPDATE trade SET state = 'paid', type = ?, paid_fen = ?, paid_ms = ?, arrives_ms = NULL"
        " WHERE trade_no = ? AND state IN ('waiting', 'held')",
        *(pay_type, fen, now_ms, trade.trade_no),
    )
    if not moved:
        raise StateConflict("This payment was finished before. Nothing was paid again.")
    return find_trade(store, trade.trade_no)
