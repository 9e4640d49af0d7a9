"""A buyer asks for an invoice over what was paid for an order and not given back."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import StateConflict
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.invoices.invoice import COLUMNS, Invoice, invoice_of
from bodega_shop.invoices.read_invoice_form import InvoiceWish
from bodega_shop.orders.record_event import record_event
from bodega_shop.orders.states import DELIVERED

# After a refusal the buyer may ask again; what was issued stands.
_INSERT = """
    insert into invoice_request (id, purchase_id, kind, title, tax_number, send_to, note, amount, currency, state, asked_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'asked', $10)
    on conflict (purchase_id) do update
       set kind = excluded.kind, title = excluded.title, tax_number = excluded.tax_number, send_to = excluded.send_to,
           note = excluded.note, amount = excluded.amount, state = 'asked', answer = '', decided_by = '',
           decided_at = null, asked_at = excluded.asked_at
     where invoice_request.state = 'refused'"""

_READ = f"select {COLUMNS} from invoice_request i join purchase o on o.id = i.purchase_id where i.purchase_id = $1"


async def ask_invoice(shop: Shop, order_id: UUID, wish: InvoiceWish, *, now: datetime) -> None:
    """Raises `StateConflict` when nothing was paid, or an invoice was asked for already."""
    async with shop_scope(shop) as scope:
        order = await scope.fetchrow(
            "select state, paid - refunded as kept, currency from purchase where id = $1 for update", order_id
        )
        if order is None or order["state"] != DELIVERED or order["kept"] <= 0:
            raise StateConflict("There is nothing in this order to make an invoice of.")
        asked = await scope.execute(
            _INSERT, new_id(), order_id, wish.kind, wish.title, wish.tax_number, wish.send_to, wish.note,
            order["kept"], order["currency"], now,
        )  # fmt: skip
        if not asked:
            raise StateConflict("An invoice was asked for already.")
        await record_event(scope, order_id, "invoice_asked", None, None, actor="buyer", now=now)


async def read_invoice(shop: Shop, order_id: UUID) -> Invoice | None:
    """The wish for an invoice over that order, if there is one."""
    async with shop_scope(shop) as scope:
        return await read_invoice_in(scope, order_id)


async def read_invoice_in(scope: Scope, order_id: UUID) -> Invoice | None:
    """The same inside a transaction that is open already."""
    row = await scope.fetchrow(_READ, order_id)
    return invoice_of(dict(row)) if row else None
