"""The shop issued an invoice and records its number, or refuses with words that the buyer reads."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import NotFound, StateConflict
from bodega.street.shop import Shop
from bodega_shop.orders.record_event import record_event
from bodega_shop.settings.record_deed import Actor, record_deed

LONGEST_NUMBER = 60
LONGEST_ANSWER = 300

_DECIDE = """
    update invoice_request set state = $2, number = $3, answer = $4, decided_by = $5, decided_at = $6
     where id = $1 and state = 'asked'"""


async def issue_invoice(shop: Shop, invoice_id: UUID, number: str, *, by: Actor, now: datetime) -> None:
    """Raises `NotFound`, and `StateConflict` when it was decided already."""
    await _decide(shop, invoice_id, "issued", number, "", by, now)


async def refuse_invoice(shop: Shop, invoice_id: UUID, answer: str, *, by: Actor, now: datetime) -> None:
    """Raises `NotFound`, and `StateConflict` when it was decided already."""
    await _decide(shop, invoice_id, "refused", "", answer, by, now)


async def _decide(
    shop: Shop, invoice_id: UUID, state: str, number: str, answer: str, by: Actor, now: datetime
) -> None:
    async with shop_scope(shop) as scope:
        order_id = await scope.fetchval("select purchase_id from invoice_request where id = $1", invoice_id)
        if order_id is None:
            raise NotFound
        await scope.execute("select 1 from purchase where id = $1 for update", order_id)
        if not await scope.execute(_DECIDE, invoice_id, state, number, answer, by.name, now):
            raise StateConflict("This invoice was decided already.")
        await record_event(scope, order_id, f"invoice_{state}", None, None, actor=by.name, now=now)
        await record_deed(scope, f"invoice.{state}", str(invoice_id), by=by, now=now, number=number)
