"""What people of a soft launch say, kept for the owner."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop

LONGEST = 2000
STARS = range(1, 6)
_SHOWN = 200

_INSERT = """
    insert into feedback (id, at, guest_id, order_number, stars, words)
    values ($1, $2, $3, coalesce((select number from purchase where number = $4), ''), $5, $6)"""


@dataclass(frozen=True)
class Feedback:
    """One answer; `order_number` is empty when it is about no order of this shop."""

    id: UUID
    at: datetime
    order_number: str
    stars: int
    words: str
    read_at: datetime | None


async def leave_feedback(
    shop: Shop, guest_id: UUID | None, order_number: str, stars: int, words: str, *, now: datetime
) -> None:
    """Raises `NotFound` where nobody asks for it, `InvalidInput` naming the field."""
    if shop.state != "soft" and shop.rehearses is None:
        raise NotFound
    if stars not in STARS:
        raise InvalidInput("Please choose one of these.", field="stars")
    if len(words) > LONGEST:
        raise InvalidInput("Please use at most %(most)s characters.", field="words", most=LONGEST)
    async with shop_scope(shop) as scope:
        await scope.execute(_INSERT, new_id(), now, guest_id, order_number, stars, words.strip())


async def list_feedback(shop: Shop) -> list[Feedback]:
    """The newest first."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(
            "select id, at, order_number, stars, words, read_at from feedback order by at desc, id desc limit $1",
            _SHOWN,
        )
    return [Feedback(**dict(row)) for row in rows]
