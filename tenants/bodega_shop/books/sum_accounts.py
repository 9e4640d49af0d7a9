"""What each account holds, the customers' many accounts as two."""

from collections import Counter

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.books.read_balances import read_balances


async def sum_accounts(shop: Shop) -> list[tuple[str, Money]]:
    """Account and balance, debits less credits, by name; `wallet` and `bonus` stand for all customers together."""
    async with shop_scope(shop) as scope:
        balances = await read_balances(scope)
    sums: Counter[tuple[str, str]] = Counter()
    for (account, currency), minor in balances.items():
        kind = account.partition(":")[0]
        sums[kind if kind in ("wallet", "bonus") else account, currency] += minor
    return [(account, Money(minor, currency)) for (account, currency), minor in sorted(sums.items())]
