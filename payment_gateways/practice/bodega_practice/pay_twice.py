"""Pays one order twice, with two trades, and tells the shop of both over and over at the same time."""

from collections.abc import Mapping

from bodega_practice.new_number import new_number
from bodega_practice.open_store import Store
from bodega_practice.pay_trade import chosen_type, move_to_paid
from bodega_practice.queue_notify import queue_notify
from bodega_practice.read_trades import Trade, find_trade

REPEATS = 3


def pay_twice(store: Store, trade: Trade, form: Mapping[str, str], now_ms: int) -> None:
    """Queue three notifies of the first trade and three of its twin, all due at once, so that they run in parallel.

    Raises StateConflict when the trade is paid or cancelled already.
    """
    with store.together():
        first = move_to_paid(store, trade, chosen_type(trade, form), trade.money_fen, now_ms)
        second = _open_twin(store, first, now_ms)
        for repeat in range(REPEATS):
            queue_notify(store, first, "repeat" if repeat else "paid", now_ms)
            queue_notify(store, second, "second_repeat" if repeat else "second_trade", now_ms)


def _open_twin(store: Store, first: Trade, now_ms: int) -> Trade:
    number = new_number(now_ms)
    store.change(
        "INSERT INTO trade (trade_no, pid, out_trade_no, version, twin_of, asked_type, type, name, money_fen, param, notify_url,"
        " return_url, created_ms, state, paid_ms, paid_fen) SELECT ?, pid, out_trade_no, version, trade_no, asked_type, type,"
        " name, money_fen, param, notify_url, return_url, ?, 'paid', ?, money_fen FROM trade WHERE trade_no = ?",
        *(number, now_ms, now_ms, first.trade_no),
    )
    return find_trade(store, number)
