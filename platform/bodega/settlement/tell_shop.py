"""Tell a shop's own books what was paid out to it: the same movements, under the same source and legs."""

from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.plugins.billing_door import PaidOut
from bodega.runtime import Runtime

TELL_JOB = "settlement.tell_shop"

_MOVES = """
    select leg, amount, currency, at from transfer
     where source = 'withdrawal' and source_id = $1 and leg in ('paid', 'fee', 'returned', 'fee_back') order by at, id"""


async def tell_shop(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job. All movements of that withdrawal each time, so it can run twice, late, or in another order."""
    withdrawal_id = UUID(payload["withdrawal_id"])
    async with platform_scope() as scope:
        rows = await scope.fetch(_MOVES, withdrawal_id)
    moves = [PaidOut(withdrawal_id, **dict(row)) for row in rows]
    shop = await runtime.directory.by_id(UUID(payload["shop_id"]))
    for manifest in runtime.extensions.manifests.values():
        if manifest.billing is not None and manifest.always_on:
            await manifest.billing.keep_payouts(shop, moves)
