"""Append what was said or done in a complaint."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.ids import new_id

BUYER, SHOP, PLATFORM, CLOCK = "buyer", "shop", "platform", "clock"

_INSERT = """
    insert into complaint_entry (id, complaint_id, at, side, author, deed, words) values ($1, $2, $3, $4, $5, $6, $7)"""


async def write_entry(
    scope: Scope,
    complaint_id: UUID,
    deed: str,
    *,
    side: str,
    author: str = "",
    words: str = "",
    now: datetime,
) -> None:
    await scope.execute(_INSERT, new_id(), complaint_id, now, side, author, deed, words)


def check_words(words: str, longest: int) -> str:
    """Raises `InvalidInput`."""
    said = words.strip()
    if not said:
        raise InvalidInput("Please fill this in.", field="words")
    if len(said) > longest:
        raise InvalidInput("At most %(most)s characters, please.", field="words", most=longest)
    return said
