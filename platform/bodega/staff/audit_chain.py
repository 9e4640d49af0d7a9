"""What a link of the audit trail's chain is made of."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

BEFORE_FIRST = hashlib.sha256(b"bodega audit trail").digest()

# What the digest covers, in this order.
COLUMNS = "e.id, e.at, e.actor_id, e.actor, e.deed, e.shop_id, e.detail"


def link_digest(previous: bytes, seq: int, entry: Mapping[str, Any]) -> bytes:
    """SHA-256 over the digest before and one JSON text of the entry: times in microseconds, keys in order."""
    text = msgspec.json.encode(
        [
            seq,
            str(entry["id"]),
            _micros(entry["at"]),
            _text(entry["actor_id"]),
            entry["actor"],
            entry["deed"],
            _text(entry["shop_id"]),
            entry["detail"],
        ],
        order="deterministic",
    )
    return hashlib.sha256(previous + text).digest()


def _text(identifier: object) -> str | None:
    return None if identifier is None else str(identifier)


def _micros(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond
