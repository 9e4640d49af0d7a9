"""By what a shop judges its goods: the margin that it will not go below, and whether it compares itself with the street."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bodega.kernel.database import Scope, shop_scope
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor, record_deed

USUAL_FLOOR = 1_000
HIGHEST_FLOOR = 5_000

_SELECT = "select floor_points, shares, channel_mix, folded_until, counted_at from selection_terms"

_KEEP = """
    insert into selection_terms (id, floor_points, shares) values ($1, $2, $3)
    on conflict (id) do update set floor_points = excluded.floor_points, shares = excluded.shares"""

_COUNTED = """
    insert into selection_terms (id, channel_mix, counted_at) values ($1, $2, $3)
    on conflict (id) do update set channel_mix = excluded.channel_mix, counted_at = excluded.counted_at"""


@dataclass(frozen=True)
class SelectionTerms:
    """`floor_points` are ten-thousandths of the price; `channel_mix` counts the payments of the window by channel."""

    floor_points: int = USUAL_FLOOR
    shares: bool = True
    channel_mix: Mapping[str, int] = field(default_factory=dict)
    folded_until: date | None = None
    counted_at: datetime | None = None


async def read_terms(scope: Scope) -> SelectionTerms:
    row = await scope.fetchrow(_SELECT)
    return SelectionTerms(**dict(row)) if row else SelectionTerms()


async def save_terms(shop: Shop, *, floor_points: int, shares: bool, by: Actor, now: datetime) -> None:
    """What the owner decided; goods are judged by it from the next count on."""
    async with shop_scope(shop) as scope:
        await scope.execute(_KEEP, shop.id, floor_points, shares)
        await record_deed(
            scope, "selection.terms", str(shop.id), by=by, now=now, floor_points=floor_points, shares=shares
        )


async def keep_count(scope: Scope, shop: Shop, channel_mix: Mapping[str, int], *, now: datetime) -> None:
    await scope.execute(_COUNTED, shop.id, dict(channel_mix), now)
