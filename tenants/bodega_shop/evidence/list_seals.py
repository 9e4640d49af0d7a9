"""The seals of a shop, the newest first, with those who hold a receipt for each."""

from dataclasses import dataclass
from datetime import datetime

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop

PER_PAGE = 50

_SELECT = """
    select s.number, s.since, s.until, s.events, encode(s.digest, 'hex') as digest, s.sealed_at,
           array(select a.via from event_anchor a where a.seal_id = s.id order by a.via) as anchors
      from event_seal s order by s.number desc limit $1 offset $2"""


@dataclass(frozen=True)
class Seal:
    """`anchors` are the extensions whose receipt is kept."""

    number: int
    since: datetime
    until: datetime
    events: int
    digest: str
    sealed_at: datetime
    anchors: list[str]


async def list_seals(shop: Shop, *, page: int) -> tuple[list[Seal], bool]:
    """One page, and whether there are more."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_SELECT, PER_PAGE + 1, (page - 1) * PER_PAGE)
    return [Seal(**dict(row)) for row in rows[:PER_PAGE]], len(rows) > PER_PAGE
