"""A wish for an invoice, as the buyer and the shop see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.money import Money

COLUMNS = """
    i.id, i.purchase_id, i.kind, i.title, i.tax_number, i.send_to, i.note, i.amount, i.currency, i.state, i.number,
    i.answer, i.asked_at, i.decided_by, i.decided_at, o.number as order_number"""


@dataclass(frozen=True)
class Invoice:
    """`state` is asked, issued (with the `number`) or refused (with the `answer`)."""

    id: UUID
    purchase_id: UUID
    order_number: str
    kind: str
    title: str
    tax_number: str
    send_to: str
    note: str
    amount: Money
    state: str
    number: str
    answer: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None


def invoice_of(row: dict[str, Any]) -> Invoice:
    """One row of `COLUMNS`."""
    amount = Money(row.pop("amount"), row.pop("currency"))
    return Invoice(**row, amount=amount)
