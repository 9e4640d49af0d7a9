"""The complaints about one order, for its page in the console."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop

_SELECT = """
    select id, kind, state, verdict, due_at, refund_level, refunded from complaint
     where purchase_id = $1 order by revision desc, id desc"""


@dataclass(frozen=True)
class OrderComplaint:
    id: UUID
    kind: str
    state: str
    verdict: str
    due_at: datetime | None
    refund_level: int | None
    refunded: bool


async def complaints_about(shop: Shop, purchase_id: UUID) -> list[OrderComplaint]:
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_SELECT, purchase_id)
    return [OrderComplaint(**dict(row)) for row in rows]
