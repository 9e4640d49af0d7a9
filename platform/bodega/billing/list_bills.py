"""List bills, and read one as its owner may: nobody else's is found."""

from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound

_COLUMNS = """
    b.id, b.year, b.number, b.shop_id, s.name as shop, b.kind, b.state, b.currency, b.total, b.paid, b.lines, b.seller,
    b.buyer, b.tax_note, b.begins, b.ends, b.due_at, b.issued_at, b.paid_at"""
_OF_OWNER = f"""
    select {_COLUMNS} from bill b join shop s on s.id = b.shop_id where s.owner_id = $1 order by b.issued_at desc limit 100"""
_ONE = f"""
    select {_COLUMNS} from bill b join shop s on s.id = b.shop_id where b.id = $1 and s.owner_id = $2"""
_ANY = f"""
    select {_COLUMNS} from bill b join shop s on s.id = b.shop_id where b.id = $1"""
_PAYMENTS = """
    select out_trade_no, state, collected, amount, currency, created_at from bill_payment where bill_id = $1
     order by created_at desc, id desc limit 50"""
_LATEST = f"""
    select {_COLUMNS} from bill b join shop s on s.id = b.shop_id order by (b.state = 'open') desc, b.issued_at desc limit 200"""


async def bills_of_owner(owner_id: UUID) -> list[dict[str, Any]]:
    """The latest first, of all their shops."""
    async with platform_scope() as scope:
        return [dict(row) for row in await scope.fetch(_OF_OWNER, owner_id)]


async def bill_of_owner(bill_id: UUID, owner_id: UUID) -> dict[str, Any]:
    """Raises `NotFound`."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_ONE, bill_id, owner_id)
    if row is None:
        raise NotFound
    return dict(row)


async def look_at_bill(bill_id: UUID) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Any bill, for the platform's people, with every attempt to pay it. Raises `NotFound`."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_ANY, bill_id)
        payments = await scope.fetch(_PAYMENTS, bill_id)
    if row is None:
        raise NotFound
    return dict(row), [dict(one) for one in payments]


async def latest_bills() -> list[dict[str, Any]]:
    """Open ones first."""
    async with platform_scope() as scope:
        return [dict(row) for row in await scope.fetch(_LATEST)]


async def collection_of(bill_id: UUID) -> dict[str, Any] | None:
    """How far the taking of it from a card has come: how often it was tried, and where it may be paid meanwhile."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select tries, page from bill_payment where bill_id = $1 and collected and state in ('created', 'pending')"
            " order by created_at desc limit 1",
            bill_id,
        )
    return dict(row) if row else None


async def open_numbers(bill_id: UUID) -> list[str]:
    """Under which it may be being paid at this moment."""
    async with platform_scope() as scope:
        rows = await scope.fetch(
            "select out_trade_no from bill_payment where bill_id = $1 and state in ('created', 'pending')"
            " order by created_at desc limit 5",
            bill_id,
        )
    return [row["out_trade_no"] for row in rows]
