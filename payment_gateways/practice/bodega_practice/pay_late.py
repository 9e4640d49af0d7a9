"""Lets the payer's money arrive later than the shop waits for it."""

import re
from collections.abc import Mapping

from bodega.kernel.errors import InvalidInput, StateConflict
from bodega_practice.open_store import Store
from bodega_practice.pay_trade import chosen_type, pay_trade
from bodega_practice.read_trades import COLUMNS, Trade, trade_from

JUST_TOO_LATE_SECONDS = 16 * 60
LONGEST_SECONDS = 24 * 60 * 60
SECONDS = re.compile(r"[0-9]{1,5}", re.ASCII)


def pay_late(store: Store, trade: Trade, form: Mapping[str, str], now_ms: int) -> None:
    """Hold the payment for `seconds`; the default outlasts the quarter of an hour that most shops wait.

    Until then every query says unpaid. Raises InvalidInput for other than 0 to 86400, StateConflict as pay_trade.
    """
    seconds = form.get("seconds") or str(JUST_TOO_LATE_SECONDS)
    if not SECONDS.fullmatch(seconds) or int(seconds) > LONGEST_SECONDS:
        raise InvalidInput("Choose a delay from 0 to 86400 seconds.", field="seconds")
    moved = store.change(
        "UPDATE trade SET state = 'held', type = ?, arrives_ms = ? WHERE trade_no = ? AND state = 'waiting'",
        *(chosen_type(trade, form), now_ms + int(seconds) * 1000, trade.trade_no),
    )
    if not moved:
        raise StateConflict("This payment was finished before. Nothing was paid again.")


def let_late_money_arrive(store: Store, now_ms: int) -> None:
    """Pay every held trade whose time has come."""
    ripe = f"SELECT {COLUMNS} FROM trade WHERE state = 'held' AND arrives_ms <= ?"
    for row in store.rows(ripe, now_ms):
        pay_trade(store, trade_from(row), {}, now_ms)
