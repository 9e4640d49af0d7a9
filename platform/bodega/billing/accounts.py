"""The accounts of the platform's books that plans and bills move, by name.

| account               | kind      | holds                                                        |
|-----------------------|-----------|--------------------------------------------------------------|
| shop:<shop>           | liability | what the platform collected for a shop and owes it           |
| collected:<channel>   | asset     | what came in at one of the platform's own accounts           |
| due:<shop>            | asset     | bills that the shop has not paid                             |
| credit:<shop>         | liability | what a shop paid beyond its bills; the next bill takes it    |
| subscriptions         | income    | billed for plans                                             |
| commission            | income    | kept of orders, or billed for them                           |
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money

SUBSCRIPTIONS: Final = "subscriptions"
COMMISSION: Final = "commission"

_BOOK = """
    insert into transfer (id, shop_id, source, source_id, leg, debit, credit, amount, currency, phase, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'posted', $10)
    on conflict (source_id, source, leg) do nothing"""

_BALANCE = """
    select coalesce(sum(case when credit = $2 then amount else -amount end), 0)::bigint
      from transfer where shop_id = $1 and currency = $3 and $2 in (debit, credit)"""


def due_from(shop_id: UUID) -> str:
    return f"due:{shop_id}"


def credit_of(shop_id: UUID) -> str:
    return f"credit:{shop_id}"


def owed_to(shop_id: UUID) -> str:
    return f"shop:{shop_id}"


def collected_by(channel_id: UUID) -> str:
    return f"collected:{channel_id}"


async def book(
    scope: Scope,
    shop_id: UUID,
    source: tuple[str, UUID],
    leg: str,
    sides: tuple[str, str],
    money: Money,
    *,
    now: datetime,
) -> None:
    """One row, debit first; the same leg of the same source again changes nothing, and nothing is booked for nothing."""
    if money.minor:
        await scope.execute(
            _BOOK, new_id(), shop_id, *source, leg, *sides, money.minor, money.currency, now
        )  # fmt: skip


async def liability(scope: Scope, shop_id: UUID, account: str, currency: str) -> int:
    """What stands on the credit side of an account of that shop, in minor units."""
    return int(await scope.fetchval(_BALANCE, shop_id, account, currency))
