"""Remind the owner of a bill three days before it is due, and freeze the shop once its days of grace are over."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from bodega.billing.renew import freeze_unpaid
from bodega.billing.tell_owner import tell_owner
from bodega.kernel.database import Scope
from bodega.kernel.i18n import format_date, time_zone
from bodega.kernel.money import Money
from bodega.runtime import Runtime

REMIND_BEFORE = timedelta(days=3)
SUBJECT = "A bill of %(shop)s is open"
TEXT = (
    "Hello %(name)s,\n\nthe bill %(number)s of %(amount)s for %(shop)s is due on %(day)s. Pay it here:\n\n%(link)s\n\n"
    "If it stays open, the shop takes no new orders from that day on until it is paid. Paid orders are still delivered."
)
_BEIJING = time_zone("Asia/Shanghai")
_REMIND = """
    update bill set reminded_at = $2 where shop_id = $1 and state = 'open' and reminded_at is null and due_at <= $3
    returning id, year, number, currency, total - paid as owed, due_at"""


async def dun(scope: Scope, runtime: Runtime, shop_id: UUID, *, now: datetime) -> bool:
    """Whether the shop was frozen. Each bill is reminded of once; a bill is overdue from the moment that it names."""
    for row in await scope.fetch(_REMIND, shop_id, now, now + REMIND_BEFORE):
        owed, due = Money(row["owed"], row["currency"]), partial(_day, row["due_at"])
        await tell_owner(
            scope, runtime, shop_id, SUBJECT, TEXT, path=f"/my/bills/{row['id']}", now=now,
            number=f"{row['year']}-{row['number']:06d}", amount=owed.format, day=due,
        )  # fmt: skip
    overdue = await scope.fetchval(
        "select 1 from bill where shop_id = $1 and state = 'open' and due_at <= $2 limit 1", shop_id, now
    )
    return bool(overdue) and await freeze_unpaid(scope, shop_id, now=now)


def _day(moment: datetime, locale: str) -> str:
    return format_date(moment, locale, _BEIJING)
