"""Count the orders that wait for a person, for the figure beside "Orders"."""

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop


async def count_waiting(shop: Shop) -> int:
    async with shop_scope(shop) as scope:
        return int(await scope.fetchval("select count(*) from purchase where state = 'exception'"))
