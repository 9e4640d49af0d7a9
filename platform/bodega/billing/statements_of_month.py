"""The statements of a shop for this month of Beijing's calendar, or for one so many months back."""

from datetime import datetime, timedelta
from uuid import UUID

from bodega.billing.audit_billing import first_of
from bodega.billing.read_statement import Statement, read_statements
from bodega.kernel.database import platform_scope

_MOST_BACK = 120


async def statements_of_month(
    shop_id: UUID, months_back: int, *, now: datetime
) -> tuple[datetime, list[Statement]]:
    """When the month begins, and a statement for each currency."""
    begins = first_of(now)
    for _ in range(min(max(months_back, 0), _MOST_BACK)):
        begins = first_of(begins - timedelta(days=1))
    async with platform_scope() as scope:
        return begins, await read_statements(scope, shop_id, begins, first_of(begins + timedelta(days=32)))
