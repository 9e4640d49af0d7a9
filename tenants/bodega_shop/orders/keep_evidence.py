"""Keep what people wrote beside the events of an order: the event holds a salted digest, the text can be erased.

The digest is SHA-256 over the words `bodega text 1` and a zero byte, the 32 bytes of salt, and the text in UTF-8.
Without the salt, which goes with the text, nobody can find out by guessing what the digest was made of.
"""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id

SALT_BYTES = 32
TEXT_DOMAIN = b"bodega text 1\x00"

_INSERT = """
    insert into evidence_text (id, purchase_id, salt, text, digest, created_at) values ($1, $2, $3, $4, $5, $6)"""

_ERASE = """
    update evidence_text set text = '', salt = '', erased_at = $2 where purchase_id = $1 and erased_at is null"""


async def keep_evidence(scope: Scope, order_id: UUID, text: str, *, now: datetime) -> str:
    """Store `text` (personal data, a reason in somebody's words) with a fresh salt; its digest in hex comes back.

    The caller puts the digest into the detail of the event that it records in the same transaction.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    digest = text_digest(salt, text)
    await scope.execute(_INSERT, new_id(), order_id, salt, text, digest, now)
    return digest.hex()


def text_digest(salt: bytes, text: str) -> bytes:
    """What stands in the event for `text`."""
    return hashlib.sha256(TEXT_DOMAIN + salt + text.encode()).digest()


async def erase_evidence(scope: Scope, order_id: UUID, *, now: datetime) -> int:
    """Forget the texts of an order with their salts, for good; the events keep their digests and go on verifying.

    How many texts were erased comes back.
    """
    return await scope.execute(_ERASE, order_id, now)
