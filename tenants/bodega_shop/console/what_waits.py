"""Count what waits for a person, for the figure beside "Exceptions"."""

from bodega.kernel.database import shop_scope
from bodega.street.shop import Shop
from bodega_shop.console.navigation import Waiting

# Each of these has an index that holds the open ones alone: this is asked for every page of the console.
_COUNT = """
    select (select count(*) from purchase where state = 'exception')
         + (select count(*) from hand_confirmation where state = 'asked')
         + (select count(*) from dispute where ended_at is null) as orders,
           (select count(*) from policy_case where state in ('open', 'upheld')) as cases,
           (select count(*) from complaint where due_at is not null) as complaints"""


async def count_waiting(shop: Shop) -> Waiting:
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_COUNT)
    return Waiting(**dict(row)) if row else Waiting()
