"""The shops of one owner with their plans, and how many orders each took this month."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.billing.audit_billing import first_of
from bodega.billing.card_on_file import CardOnFile, find_card
from bodega.billing.plan import Plan, offered_plans
from bodega.billing.subscription import Subscription, find_subscription
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.qualifications.china_day import CHINA
from bodega.street.shop import ANSWERING_STATES

_SHOPS = """
    select id, name from shop where owner_id = $1 and rehearses is null and state = any($2) and state <> 'closed'
     order by created_at, id"""
_ORDERS = "select orders from order_month where shop_id = $1 and month = $2"


@dataclass(frozen=True)
class ShopWithPlan:
    """One shop; without a subscription it has no limits and no bills. `later` is the plan that it changes to."""

    id: UUID
    name: str
    has: Subscription | None
    later: Plan | None
    orders: int
    card: CardOnFile | None


async def shops_with_plans(owner_id: UUID, *, now: datetime) -> tuple[list[ShopWithPlan], list[Plan]]:
    """The owner's shops, and the plans that can be chosen."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_SHOPS, owner_id, list(ANSWERING_STATES))
        plans = await offered_plans(scope)
        return [await _one(scope, row["id"], row["name"], plans, now) for row in rows], plans


async def check_owner(shop_id: UUID, owner_id: UUID) -> str:
    """The shop's name. Raises `NotFound` for somebody else's."""
    async with platform_scope() as scope:
        name = await scope.fetchval(
            "select name from shop where id = $1 and owner_id = $2", shop_id, owner_id
        )
    if name is None:
        raise NotFound
    return str(name)


async def _one(scope: Scope, shop_id: UUID, name: str, plans: list[Plan], now: datetime) -> ShopWithPlan:
    has = await find_subscription(scope, shop_id)
    later = next((plan for plan in plans if has and plan.id == has.next_plan_id), None)
    orders = await scope.fetchval(_ORDERS, shop_id, first_of(now).astimezone(CHINA).date())
    return ShopWithPlan(shop_id, name, has, later, orders or 0, await find_card(scope, shop_id))
