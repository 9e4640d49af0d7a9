"""A person looked at a difference and says what it was: it is not open any more, and stays written down."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound, StateConflict
from bodega.street.shop import Shop
from bodega_shop.settings.record_deed import Actor, record_deed

LONGEST_NOTE = 500

_SETTLE = """
    update comparison_line set settled_at = $3, settled_by = $4, settled_note = $5
     where id = $2 and comparison_id = $1 and class <> 'matched' and settled_at is null"""


async def settle_line(
    shop: Shop, comparison_id: UUID, line_id: UUID, note: str, *, by: Actor, now: datetime
) -> None:
    """Raises `NotFound`, and `StateConflict` when somebody was faster."""
    async with shop_scope(shop) as scope:
        known = await scope.fetchval(
            "select 1 from comparison_line where id = $1 and comparison_id = $2", line_id, comparison_id
        )
        if known is None:
            raise NotFound
        if not await scope.execute(_SETTLE, comparison_id, line_id, now, by.name, note):
            raise StateConflict("Somebody has settled this difference already.")
        await record_deed(scope, "comparison.settled", str(line_id), by=by, now=now, note=note)
