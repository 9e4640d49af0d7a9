"""How many open cases stand against each good: rules that it breaks, and whether it is held off sale for missing papers."""

from collections.abc import Sequence
from uuid import UUID

from bodega.kernel.database import Scope

_CASES = """
    select s.id, (p.held_at is not null)::int
             + (select count(*) from policy_case k
                 where k.subject_id = p.id and k.state in ('open', 'appealed', 'upheld'))::int as cases
      from sku s join product p on p.id = s.product_id
     where s.id = any($1::uuid[])"""


async def read_risk(scope: Scope, sku_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Open cases by good, 0 for a good without any. Whoever opens cases of another kind adds them here."""
    found = {row["id"]: row["cases"] for row in await scope.fetch(_CASES, list(sku_ids))}
    return {sku_id: found.get(sku_id, 0) for sku_id in sku_ids}
