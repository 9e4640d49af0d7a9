"""Find payments that the shop has and a service's lists have not, after a day of grace for what is listed late."""

from datetime import date, datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega_shop.comparison.china_day import bounds_of

# The list of the payment's own day, and those of the days around it, must be there and silent.
_MISSING = """
    select p.id, p.purchase_id, p.out_trade_no, p.gateway_txn, p.received, p.received_currency, p.paid_at
      from payment p
     where p.channel_id = $1 and p.paid_at >= $2 and p.paid_at < $3 and p.received > 0
       and not exists (
           select 1 from comparison_line l join comparison c on c.id = l.comparison_id
            where c.channel_id = $1 and c.day between $4 and $5 and l.kind = 'payment' and l.class <> 'missing_there'
              and ((l.gateway_txn <> '' and l.gateway_txn in (p.gateway_txn, p.gateway_ref))
                   or (l.out_trade_no = p.out_trade_no and l.out_trade_no <> '')))
     order by p.paid_at, p.id"""

_INSERT = """
    insert into comparison_line (id, comparison_id, line_key, class, kind, out_trade_no, gateway_txn, gross, ours, currency,
                                 purchase_id, occurred_at)
    values ($1, $2, $3, 'missing_there', 'payment', $4, $5, 0, $6, $7, $8, $9)
    on conflict (comparison_id, line_key) do nothing"""

_FOUND_AFTER_ALL = """
    update comparison_line l set settled_at = $3, settled_by = 'bill'
      from comparison c, comparison_line there, comparison d
     where c.id = l.comparison_id and c.channel_id = $1 and l.class = 'missing_there' and l.settled_at is null
       and d.channel_id = $1 and d.id = there.comparison_id and d.id = $2 and there.class <> 'missing_there'
       and there.kind = 'payment'
       and (there.out_trade_no = l.out_trade_no or (there.gateway_txn = l.gateway_txn and l.gateway_txn <> ''))"""


async def find_missing_there(
    scope: Scope, channel_id: UUID, comparison_id: UUID, day: date, *, now: datetime
) -> UUID | None:
    """With the list of `day` in hand, look at the payments of the day before; the comparison that has new lines."""
    await scope.execute(_FOUND_AFTER_ALL, channel_id, comparison_id, now)
    before = await scope.fetchval(
        "select id from comparison where channel_id = $1 and day = $2 and state = 'done'",
        channel_id,
        day - timedelta(days=1),
    )
    if before is None:
        return None
    begin, end = bounds_of(day - timedelta(days=1))
    missing = await scope.fetch(_MISSING, channel_id, begin, end, day - timedelta(days=3), day)
    for row in missing:
        await scope.execute(
            _INSERT, new_id(), before, f"ours:{row['out_trade_no']}", row["out_trade_no"], row["gateway_txn"],
            row["received"], row["received_currency"], row["purchase_id"], row["paid_at"],
        )  # fmt: skip
    return UUID(str(before))
