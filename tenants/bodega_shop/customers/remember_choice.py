"""Remember where a customer had an order sent and how it was paid, for the next one."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope


async def remember_choice(
    scope: Scope, customer_id: UUID, *, contact: str, channel: str, now: datetime
) -> None:
    """An order that needed no channel leaves the remembered one."""
    await scope.execute(
        "update customer set contact = $2, channel = case when $3 = '' then channel else $3 end, seen_at = $4 where id = $1",
        customer_id, contact, channel, now,
    )  # fmt: skip
