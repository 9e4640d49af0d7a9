"""Remember where a customer had an order sent, how it was paid and what was agreed to, for the next one."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope


async def remember_choice(
    scope: Scope, customer_id: UUID, *, contact: str, channel: str, consent: str, now: datetime
) -> None:
    """An order that needed no channel leaves the remembered one."""
    await scope.execute(
        "update customer set contact = $2, channel = case when $3 = '' then channel else $3 end, seen_at = $4,"
        " consent_at = case when consent = $5 then consent_at else $4 end, consent = $5 where id = $1",
        customer_id, contact, channel, now, consent,
    )  # fmt: skip
