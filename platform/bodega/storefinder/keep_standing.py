"""Keep what one shop told of its orders, with the score that follows from it, in place of what it told before."""

from datetime import date, datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.plugins.standing_door import Figures
from bodega.storefinder.score import score_of

_OPENED = "select coalesce(opened_at, created_at) from shop where id = $1"
_KEEP = """
    insert into shop_standing (shop_id, until, orders, buyers, correct, exceptions, median_seconds, trades, score, told_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (shop_id) do update
       set until = $2, orders = $3, buyers = $4, correct = $5, exceptions = $6, median_seconds = $7, trades = $8,
           score = $9, told_at = $10
     where shop_standing.told_at <= $10"""


async def keep_standing(scope: Scope, shop_id: UUID, figures: Figures, *, until: date, now: datetime) -> None:
    """A shop that is gone meanwhile is left out."""
    opened = await scope.fetchval(_OPENED, shop_id)
    if opened is None:
        return
    await scope.execute(
        _KEEP, shop_id, until, figures.orders, figures.buyers, figures.correct, figures.exceptions,
        figures.median_seconds, sorted(figures.trades), score_of(figures, days_open=(now - opened).days), now,
    )  # fmt: skip
