"""How the seals of a shop hang together: each digest covers its seal and the digest of the seal before it.

The digest is SHA-256 over the words `bodega seal 1` and a zero byte, the 32 bytes of the previous digest, then four
numbers of 8 bytes, the highest byte first (number of the seal, begin and end of its window in microseconds since 1970,
count of events), then the 32 bytes of the Merkle root. What stands before the first seal is SHA-256 over the words
`bodega shop 1`, a zero byte and the 16 bytes of the shop's id.
"""

import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

_SEAL = b"bodega seal 1\x00"
_SHOP = b"bodega shop 1\x00"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Sealed:
    """What a seal says: its number from 1, its window in microseconds since 1970, its events under one root."""

    number: int
    since: int
    until: int
    events: int
    root: bytes


def seal_digest(previous: bytes, sealed: Sealed) -> bytes:
    """The digest of one seal."""
    numbers = struct.pack(">qqqq", sealed.number, sealed.since, sealed.until, sealed.events)
    return hashlib.sha256(_SEAL + previous + numbers + sealed.root).digest()


def before_first_seal(shop_id: UUID) -> bytes:
    """What the first seal of a shop is chained to."""
    return hashlib.sha256(_SHOP + shop_id.bytes).digest()


def micros(moment: datetime) -> int:
    """Microseconds since 1970, exact: a float would lose the last ones."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
