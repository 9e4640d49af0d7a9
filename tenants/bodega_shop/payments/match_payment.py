"""Find the payment that a service speaks of, by whichever of its numbers it names."""

from dataclasses import dataclass
from uuid import UUID

from bodega.kernel.database import Scope

# A second payment under one number of ours is told apart by the service's own number, so that one counts first.
_SELECT = """
    select id, purchase_id, out_trade_no from payment
     where channel_id = $1 and (($2 <> '' and out_trade_no = $2) or ($3 <> '' and gateway_txn = $3)
                                or ($4 <> '' and (gateway_ref = $4 or gateway_txn = $4)))
     order by ($3 <> '' and gateway_txn = $3) desc, ($2 <> '' and out_trade_no = $2) desc, attempt limit 1"""


@dataclass(frozen=True)
class Matched:
    id: UUID
    purchase_id: UUID
    out_trade_no: str


async def match_payment(
    scope: Scope, channel_id: UUID, *, out_trade_no: str = "", gateway_txn: str = "", reference: str = ""
) -> Matched | None:
    """Of that channel alone: another channel's number proves nothing here. `reference` is a handle of the service."""
    row = await scope.fetchrow(_SELECT, channel_id, out_trade_no, gateway_txn, reference)
    return Matched(**dict(row)) if row else None
