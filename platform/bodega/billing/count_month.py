"""Hold the orders of this month against the plan: told at 80 and at 100 %, and stopped after days of grace."""

from datetime import datetime, timedelta
from uuid import UUID

from bodega.billing.audit_billing import first_of
from bodega.billing.subscription import find_subscription
from bodega.billing.tell_owner import tell_owner
from bodega.kernel.database import Scope
from bodega.qualifications.china_day import CHINA
from bodega.runtime import Runtime

GRACE = timedelta(days=7)
SUBJECT = "%(shop)s has used %(percent)s %% of its orders of this month"
TEXT = (
    "Hello %(name)s,\n\n%(shop)s took %(orders)s orders this month; its plan “%(plan)s” has %(most)s. Choose a larger plan here:"
    "\n\n%(link)s\n\nBeyond the limit orders are still taken for seven days; after that new ones wait for a larger plan or"
    " the next month. Nobody who has begun to pay is turned away."
)
_KEEP = """
    insert into order_month (shop_id, month, orders, counted_at) values ($1, $2, $3, $4)
    on conflict (shop_id, month) do update set orders = $3, counted_at = $4 returning told, over_since"""


async def keep_count(scope: Scope, runtime: Runtime, shop_id: UUID, orders: int, *, now: datetime) -> bool:
    """Whether it changed if the shop takes orders. `orders` are those of the month of `now`; none are counted one by one."""
    has = await find_subscription(scope, shop_id, lock=True)
    if has is None:
        return False
    begins = first_of(now)
    row = await scope.fetchrow(_KEEP, shop_id, begins.astimezone(CHINA).date(), orders, now)
    most = has.plan.orders
    reached = 0 if not most else 100 if orders >= most else 80 if orders * 100 >= most * 80 else 0
    if most is not None and row is not None and reached > row["told"]:
        await tell_owner(
            scope, runtime, shop_id, SUBJECT, TEXT, path="/my/plans", now=now, percent=str(reached),
            orders=str(orders), most=str(most), plan=has.plan.named,
        )  # fmt: skip
    over = row["over_since"] if row is not None else None
    over = (over or now) if reached == 100 else None
    await scope.execute(
        "update order_month set told = greatest(told, $3), over_since = $4 where shop_id = $1 and month = $2",
        shop_id, begins.astimezone(CHINA).date(), reached, over,
    )  # fmt: skip
    stops = over is not None and now >= over + GRACE
    return bool(await scope.execute(
        "update subscription set stops_orders_at = case when $2::boolean then $3::timestamptz end"
        " where shop_id = $1 and (stops_orders_at is not null) <> $2::boolean",
        shop_id, stops, now,
    ))  # fmt: skip
