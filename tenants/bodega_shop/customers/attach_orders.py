"""Give a customer the guest orders of a contact that was just proved to be theirs."""

from uuid import UUID

from bodega.kernel.database import Scope


async def attach_orders(scope: Scope, customer_id: UUID, contact_digest: bytes) -> int:
    """How many there were comes back. An order of another customer stays theirs, whatever its contact says."""
    return await scope.execute(
        "update purchase set customer_id = $1 where contact_digest = $2 and customer_id is null",
        customer_id,
        contact_digest,
    )
