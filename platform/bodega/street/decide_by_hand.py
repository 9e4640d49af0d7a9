"""Whether a shop may be let in or refused on its own page: only where no application stands behind it."""

from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import Refused

_APPLIED = """
    select exists (select 1 from application
                    where shop_id = $1 and kind = 'opening' and state in ('draft', 'submitted', 'more'))"""


async def require_no_application(scope: Scope, shop_id: UUID) -> None:
    """Raises `Refused`: its papers, and a second pair of eyes where the risk is high, are for the review queue."""
    if await scope.fetchval(_APPLIED, shop_id):
        raise Refused("An application stands behind this shop. Please decide it under “Reviews”.")
