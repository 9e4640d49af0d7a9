"""Opens the gateway's own small SQLite file, or the same tables in memory when no folder is given."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A file with other tables is begun anew: the money in it never was.
TABLES_VERSION = 2
NAMES = ("message", "attempt", "notify", "refund", "trade", "merchant", "platform_key")
TABLES = """
CREATE TABLE IF NOT EXISTS merchant (
    pid TEXT PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL CHECK (key <> ''), public_key TEXT NOT NULL,
    dialect TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS platform_key (name TEXT PRIMARY KEY, private_key TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS trade (
    trade_no TEXT PRIMARY KEY, pid TEXT NOT NULL REFERENCES merchant (pid), out_trade_no TEXT NOT NULL,
    version TEXT NOT NULL CHECK (version IN ('V1', 'V2')), unlisted INTEGER NOT NULL DEFAULT 0,
    twin_of TEXT REFERENCES trade (trade_no), asked_type TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL,
    money_fen INTEGER NOT NULL CHECK (money_fen > 0), param TEXT NOT NULL,
    notify_url TEXT NOT NULL, return_url TEXT NOT NULL, created_ms INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'paid', 'cancelled', 'closed')),
    arrives_ms INTEGER, paid_ms INTEGER, paid_fen INTEGER CHECK (paid_fen > 0), hushed INTEGER NOT NULL DEFAULT 0,
    refunded_fen INTEGER NOT NULL DEFAULT 0 CHECK (refunded_fen BETWEEN 0 AND COALESCE(paid_fen, 0)),
    CHECK ((state = 'paid') = (paid_ms IS NOT NULL AND paid_fen IS NOT NULL)),
    CHECK ((state = 'held') = (arrives_ms IS NOT NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS trade_one_per_order ON trade (pid, out_trade_no) WHERE twin_of IS NULL;
CREATE INDEX IF NOT EXISTS trade_held ON trade (arrives_ms) WHERE state = 'held';
CREATE TABLE IF NOT EXISTS refund (
    refund_no TEXT PRIMARY KEY, pid TEXT NOT NULL REFERENCES merchant (pid),
    trade_no TEXT NOT NULL REFERENCES trade (trade_no), out_refund_no TEXT NOT NULL,
    fen INTEGER NOT NULL CHECK (fen > 0), created_ms INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS refund_one_per_number ON refund (pid, out_refund_no) WHERE out_refund_no <> '';
CREATE TABLE IF NOT EXISTS notify (
    id INTEGER PRIMARY KEY, trade_no TEXT NOT NULL REFERENCES trade (trade_no), kind TEXT NOT NULL,
    method TEXT NOT NULL, url TEXT NOT NULL, fields TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'accepted', 'given_up')),
    tries INTEGER NOT NULL DEFAULT 0, single INTEGER NOT NULL, due_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS notify_due ON notify (due_ms) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS notify_of_trade ON notify (trade_no);
CREATE TABLE IF NOT EXISTS attempt (
    id INTEGER PRIMARY KEY, notify_id INTEGER NOT NULL REFERENCES notify (id), at_ms INTEGER NOT NULL,
    took_ms INTEGER NOT NULL, status INTEGER, answer TEXT NOT NULL, problem TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS attempt_of_notify ON attempt (notify_id);
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY, pid TEXT NOT NULL REFERENCES merchant (pid), key TEXT NOT NULL, recipient TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('email', 'phone')), subject TEXT NOT NULL, text TEXT NOT NULL,
    at_ms INTEGER NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS message_once ON message (pid, key, recipient);
"""


class Store:
    """One SQLite connection, used from the event loop's thread only: each statement here takes microseconds."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return found

    def change(self, sql: str, *values: object) -> int:
        """Run one changing statement and answer how many rows it changed."""
        return self._connection.execute(sql, values).rowcount

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make the changes inside all happen or none; never await inside, the connection is shared."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


def open_store(folder: Path | None) -> Store:
    """Open `practice.sqlite3` in the folder, made on first use; None keeps everything in memory."""
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = ":memory:" if folder is None else folder / "practice.sqlite3"
    connection = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if version != TABLES_VERSION:
        connection.executescript("".join(f"DROP TABLE IF EXISTS {name};" for name in NAMES))
    connection.executescript(f"{TABLES} PRAGMA user_version = {TABLES_VERSION};")
    return Store(connection)
