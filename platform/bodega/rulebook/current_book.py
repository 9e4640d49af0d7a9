"""The rule book of this day and market, made once in each process and again when its rules are others.

Which versions are in force is asked each time, in one small statement, so that no save is judged by what was in force a
moment ago. A version that was scheduled is never written again, so their names and times say what is in the book.
"""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from threading import Lock
from typing import Any

from bodega.kernel.database import Scope
from bodega.policy.judge import RuleBook
from bodega.policy.rule import Market, Rule
from bodega.qualifications.china_day import china_day
from bodega.rulebook.kept_rule import COLUMNS, kept_rule

_MOST_KEPT = 6
_IN_FORCE = "not draft and effective_from <= $1 and (ends_on is null or ends_on >= $1)"
_NAMES = f"select rule_id, version, changed_at from rule_version where {_IN_FORCE} order by rule_id, version"
_ALL = f"select {COLUMNS} from rule_version where {_IN_FORCE} order by rule_id, version"

_Key = tuple[Market, tuple[tuple[str, int, datetime], ...]]


class _Books:
    """Those of this process, the one used last at the end."""

    def __init__(self) -> None:
        self._made: dict[_Key, RuleBook] = {}
        self._lock = Lock()

    def find(self, key: _Key) -> RuleBook | None:
        return self._made.get(key)

    def make(self, key: _Key, rules: Sequence[Rule], on: date, market: Market) -> RuleBook:
        """Runs in a thread; whoever asks for the same meanwhile waits for it instead of making another."""
        with self._lock:
            book = self._made.get(key)
            if book is None:
                book = RuleBook(rules, on=on, market=market)
                while len(self._made) >= _MOST_KEPT:
                    del self._made[next(iter(self._made))]
                self._made[key] = book
            return book


_books = _Books()


class BookInForce:
    """Which book is in force, read in a transaction; `open()` makes it where this process has not yet, outside of one."""

    def __init__(self, key: _Key, rules: Sequence[Rule] | None, on: date, market: Market) -> None:
        self._key = key
        self._rules = rules
        self._on = on
        self._market = market

    async def open(self) -> RuleBook:
        """Half a second the first time, in a thread; nothing after that."""
        known = _books.find(self._key)
        if known is not None:
            return known
        return await asyncio.to_thread(_books.make, self._key, self._rules or (), self._on, self._market)


async def book_in_force(scope: Scope, market: Market, *, now: datetime) -> BookInForce:
    """By the platform's rows as this transaction sees them."""
    today = china_day(now)
    names = await scope.fetch(_NAMES, today)
    key = (market, tuple((row["rule_id"], row["version"], row["changed_at"]) for row in names))
    if _books.find(key) is not None:
        return BookInForce(key, None, today, market)
    rows: list[Any] = await scope.fetch(_ALL, today)
    return BookInForce(key, [kept_rule(row).as_rule() for row in rows], today, market)
