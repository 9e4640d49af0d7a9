"""Set what a soft launch may sell in a day and give away altogether."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.shop import Shop

MOST_ORDERS = 500
MOST_BUDGET = 1_000_000

_SAVE = """
    update shop set soft_orders_per_day = $2, soft_campaign_budget = $3, version = version + 1 where id = $1"""


async def set_caps(
    runtime: Runtime,
    shop: Shop,
    orders_per_day: int,
    budget: int,
    *,
    actor_id: UUID,
    actor: str,
    now: datetime,
) -> None:
    """`budget` in minor units. Raises `InvalidInput` beyond what any soft launch may have."""
    if not 1 <= orders_per_day <= MOST_ORDERS:
        raise InvalidInput("Please enter 1 to %(most)s.", field="orders_per_day", most=MOST_ORDERS)
    if not 0 <= budget <= MOST_BUDGET:
        raise InvalidInput("This is more than a soft launch may give away.", field="campaign_budget")
    async with platform_scope() as scope:
        await scope.execute(_SAVE, shop.id, orders_per_day, budget)
        await record(
            scope, deed="shop.caps_set", actor_id=actor_id, actor=actor, now=now, shop_id=shop.id,
            orders_per_day=orders_per_day, campaign_budget=budget,
        )  # fmt: skip
    await runtime.directory.announce_change(shop.id)
