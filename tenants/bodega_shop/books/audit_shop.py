"""Audit a shop: derive every balance, total, state, count and delivery again from events and transfers, and compare.

Nothing that is kept for speed is believed: kept balances, counters and states are held against what they summarise.
"""

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.one_moment import read_one_moment
from bodega.plugins.proof_door import Difference
from bodega.street.shop import Shop
from bodega_shop.books import (
    audit_deliveries,
    audit_ledger,
    audit_orders,
    audit_orphans,
    audit_payments,
    audit_promises,
    audit_refunds,
    audit_states,
    audit_stock,
    audit_wallets,
)
from bodega_shop.books.find_differences import find_differences

CHECKS = (
    *audit_ledger.CHECKS,
    *audit_wallets.CHECKS,
    *audit_payments.CHECKS,
    *audit_orders.CHECKS,
    *audit_states.CHECKS,
    *audit_stock.CHECKS,
    *audit_deliveries.CHECKS,
    *audit_refunds.CHECKS,
    *audit_promises.CHECKS,
    *audit_orphans.CHECKS,
)


async def audit_shop(shop: Shop) -> list[Difference]:
    """Every difference in `shop` at one moment, while it goes on selling; none is the right answer."""
    async with shop_scope(shop) as scope:
        return await audit_in(scope)


async def audit_in(scope: Scope) -> list[Difference]:
    """The same in a transaction in which nothing was asked yet: all checks see one and the same moment."""
    await read_one_moment(scope)
    return await find_differences(scope, CHECKS)
