"""How many open cases stand against each good: today, whether it is held off sale because papers are missing."""

from collections.abc import Sequence
from uuid import UUID

from bodega.kernel.database import Scope

_HELD = """
    select s.id from sku s join product p on p.id = s.product_id
     where s.id = any($1::uuid[]) and p.held_at is not null"""


async def read_risk(scope: Scope, sku_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Open cases by good, 0 for a good without any. Whoever opens cases of another kind adds them here."""
    held = {row["id"] for row in await scope.fetch(_HELD, list(sku_ids))}
    return {sku_id: int(sku_id in held) for sku_id in sku_ids}
