"""Count what waits for a person, for the figure beside "Exceptions"."""

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop

# Each of these has an index that holds the open ones alone: this is asked for every page of the console.
_COUNT = """
    select (select count(*) from purchase where state = 'exception')
         + (select count(*) from hand_confirmation where state = 'asked')
         + (select count(*) from dispute where ended_at is null)"""


async def count_waiting(shop: Shop) -> int:
    async with shop_scope(shop) as scope:
        return int(await scope.fetchval(_COUNT))
