"""A customer agrees to the pages in force: kept as a row of its own, and beside the customer for the next visit."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop

_INSERT = (
    "insert into consent (id, customer_id, occasion, versions, at, address) values ($1, $2, $3, $4, $5, $6)"
)


async def agree_again(shop: Shop, customer_id: UUID, versions: str, *, address: str, now: datetime) -> None:
    """`versions` are those the page showed, as `CurrentTerms.consent` writes them."""
    async with shop_scope(shop) as scope:
        known = "update customer set consent = $2, consent_at = $3 where id = $1 and consent <> $2"
        if await scope.execute(known, customer_id, versions, now):
            await keep_consent(scope, customer_id, "again", versions, address=address, now=now)


async def keep_consent(
    scope: Scope, customer_id: UUID, occasion: str, versions: str, *, address: str, now: datetime
) -> None:
    """`occasion` is `sign_up` or `again`; `now` is when it was given."""
    await scope.execute(_INSERT, new_id(), customer_id, occasion, versions, now, address)
