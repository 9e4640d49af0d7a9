"""What really went back of an order: refunds that are still under way are counted in the order, but nobody has them yet."""

from uuid import UUID

from bodega.kernel.database import Scope

_SELECT = """
    select p.refunded - coalesce((select sum(r.counted)::bigint from refund r
                                   where r.purchase_id = p.id and r.state in ('created', 'pending', 'unknown')
                                     and r.cause <> 'surplus'), 0)
      from purchase p where p.id = $1"""


async def given_back(scope: Scope, purchase_id: UUID) -> int | None:
    """In minor units of the order's currency; nothing for an order that is gone."""
    found: int | None = await scope.fetchval(_SELECT, purchase_id)
    return found
