"""Bill the commission of a month on what came into a shop's own merchant accounts, by category of the street."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bodega.billing.subscription import find_subscription
from bodega.billing.write_bill import BillLine, Charge, write_bill
from bodega.kernel.database import Scope
from bodega.kernel.money import Money
from bodega.qualifications.china_day import CHINA

FOR_ORDERS = "Commission on orders, %(plan)s"


async def bill_commission(
    scope: Scope, shop_id: UUID, sales: Sequence[Mapping[str, Money]], begins: datetime, ends: datetime, *, now: datetime
) -> int:  # fmt: skip
    """How many bills were written: one for each currency, and each month's only once."""
    has = await find_subscription(scope, shop_id, lock=True)
    if has is None:
        return 0
    written = 0
    for by_trade in sales:
        lines = [
            BillLine(FOR_ORDERS, {"en": trade or "-", "zh": trade or "-"}, money.share(has.plan.points_for(trade)).minor)
            for trade, money in sorted(by_trade.items())
            if money.minor > 0 and has.plan.points_for(trade)
        ]  # fmt: skip
        if not lines:
            continue
        currency = next(iter(by_trade.values())).currency
        reason = f"commission:{begins.astimezone(CHINA):%Y-%m}:{currency}"
        charge = Charge("commission", reason, currency, lines, begins, ends)
        written += await write_bill(scope, shop_id, charge, now=now) is not None
    return written
