"""Reads the messages that shops sent, the newest first."""

import msgspec

from bodega_practice.keep_message import MOST_KEPT
from bodega_practice.open_store import Store


class KeptMessage(msgspec.Struct, frozen=True):
    """`at_ms` is when it arrived here last."""

    pid: str
    key: str
    recipient: str
    way: str
    subject: str
    text: str
    at_ms: int


_SELECT = "SELECT pid, key, recipient, way, subject, text, at_ms FROM message"
_NEWEST = "ORDER BY at_ms DESC, id DESC LIMIT ?"


def newest_messages(store: Store, pid: str = "") -> list[KeptMessage]:
    """Those of one shop, or of all without a `pid`."""
    rows = (
        store.rows(f"{_SELECT} WHERE pid = ? {_NEWEST}", pid, MOST_KEPT)
        if pid
        else store.rows(f"{_SELECT} {_NEWEST}", MOST_KEPT)
    )
    return [KeptMessage(**dict(row)) for row in rows]
