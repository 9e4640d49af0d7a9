"""Reads trades: one payment of one merchant's order, as the gateway knows it."""

import sqlite3
from dataclasses import dataclass
from typing import Literal

from bodega.kernel.errors import NotFound
from bodega_practice.open_store import Store

State = Literal["waiting", "held", "paid", "cancelled", "closed"]
Version = Literal["V1", "V2"]
COLUMNS = (
    "trade_no, pid, out_trade_no, version, twin_of, asked_type, type, name, money_fen, param, notify_url, return_url, created_ms,"
    " state, arrives_ms, paid_ms, paid_fen, hushed, unlisted, refunded_fen"
)


@dataclass(frozen=True, slots=True)
class Trade:
    """What was asked and what came: `money_fen` was asked for, `paid_fen` arrived.

    `asked_type` is empty when the payer may choose, `type` is what was chosen; `twin_of` names the trade whose order
    was paid a second time by this one; a `hushed` trade was paid without a word to the shop; an `unlisted` one is
    missing from the list of orders. `version` is the one that the shop spoke when it opened the trade.
    """

    trade_no: str
    pid: str
    out_trade_no: str
    version: Version
    twin_of: str | None
    asked_type: str
    type: str
    name: str
    money_fen: int
    param: str
    notify_url: str
    return_url: str
    created_ms: int
    state: State
    arrives_ms: int | None
    paid_ms: int | None
    paid_fen: int | None
    hushed: int
    unlisted: int
    refunded_fen: int

    @property
    def payable(self) -> bool:
        return self.state in {"waiting", "held"}

    @property
    def shown_fen(self) -> int:
        return self.money_fen if self.paid_fen is None else self.paid_fen


def find_trade(store: Store, trade_no: str) -> Trade:
    """Raises NotFound when the gateway never gave out this number."""
    return _found(store.row(f"SELECT {COLUMNS} FROM trade WHERE trade_no = ?", trade_no))


def find_trade_of(store: Store, pid: str, *, trade_no: str, out_trade_no: str) -> Trade:
    """Find one of this merchant's own trades by either number; an order paid twice answers with its first trade."""
    if trade_no:
        return _found(store.row(f"SELECT {COLUMNS} FROM trade WHERE trade_no = ? AND pid = ?", trade_no, pid))
    first = f"SELECT {COLUMNS} FROM trade WHERE pid = ? AND out_trade_no = ? AND twin_of IS NULL"
    return _found(store.row(first, pid, out_trade_no))


def trades_of(store: Store, pid: str, *, limit: int, offset: int) -> list[Trade]:
    newest = (
        f"SELECT {COLUMNS} FROM trade WHERE pid = ? AND unlisted = 0"
        " ORDER BY created_ms DESC, trade_no DESC LIMIT ? OFFSET ?"
    )
    return [trade_from(row) for row in store.rows(newest, pid, limit, offset)]


def trade_from(row: sqlite3.Row) -> Trade:
    return Trade(**{column: row[column] for column in Trade.__slots__})


def _found(row: sqlite3.Row | None) -> Trade:
    if row is None:
        raise NotFound("This gateway knows no such order.")
    return trade_from(row)
