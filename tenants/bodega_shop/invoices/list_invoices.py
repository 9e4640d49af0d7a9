"""The invoices that buyers asked for: those that wait first, the oldest on top; decided ones the newest first."""

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop
from bodega_shop.invoices.invoice import COLUMNS, Invoice, invoice_of

PER_PAGE = 40
STATES = ("asked", "issued", "refused")

_SELECT = f"""
    select {COLUMNS} from invoice_request i join purchase o on o.id = i.purchase_id
     where i.state = $1
     order by case when i.state = 'asked' then i.asked_at end, i.decided_at desc limit $2 offset $3"""


async def list_invoices(shop: Shop, state: str, *, page: int) -> tuple[list[Invoice], bool]:
    """One page, and whether there are more."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_SELECT, state, PER_PAGE + 1, (page - 1) * PER_PAGE)
    return [invoice_of(dict(row)) for row in rows[:PER_PAGE]], len(rows) > PER_PAGE
