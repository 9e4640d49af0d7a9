"""Keeps a message that a shop sent to one of its people: the newest of each shop, and no one receives it."""

from typing import Annotated, Literal

import msgspec

from bodega_practice.open_store import Store
from bodega_practice.register_merchant import Merchant

MOST_KEPT = 200

_KEEP = """
    INSERT INTO message (pid, key, recipient, way, subject, text, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (pid, key, recipient)
    DO UPDATE SET subject = excluded.subject, text = excluded.text, at_ms = excluded.at_ms"""
_DROP_OLDEST = """
    DELETE FROM message WHERE pid = ?1 AND id NOT IN (
        SELECT id FROM message WHERE pid = ?1 ORDER BY at_ms DESC, id DESC LIMIT ?2)"""

_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class MessageForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`key` is the same whenever the same message is sent again; `way` is what the recipient is reached by."""

    key: _Line
    to: _Line
    way: Literal["email", "phone"]
    subject: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]


def keep_message(store: Store, merchant: Merchant, form: MessageForm, now_ms: int) -> None:
    """Sent again, it lies on top again and is kept once."""
    with store.together():
        store.change(_KEEP, merchant.pid, form.key, form.to, form.way, form.subject, form.text, now_ms)
        store.change(_DROP_OLDEST, merchant.pid, MOST_KEPT)
