"""What the books say of a channel's days: payments and refunds that moved its account, and fees of those payments."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bodega.kernel.database import Scope
from bodega_shop.books.accounts import clearing
from bodega_shop.comparison.china_day import bounds_of

Sums = dict[str, dict[str, int]]

_MOVED = """
    with shown as materialized (
        select id, account, begins, ends
          from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[]) as s (id, account, begins, ends)
    )
    select s.id, t.currency,
           coalesce(sum(t.amount) filter (where t.source = 'payment' and t.debit = s.account
                                            and t.leg in ('sale', 'received', 'surcharge')), 0)::bigint as payments,
           coalesce(sum(case when t.credit = s.account then t.amount else -t.amount end)
                    filter (where t.source = 'refund' and 'commission' not in (t.debit, t.credit)), 0)::bigint as refunds
      from shown s
      join transfer t on t.at >= s.begins and t.at < s.ends and s.account in (t.debit, t.credit)
           and t.phase in ('posted', 'post')
     group by s.id, t.currency"""

# A fee is booked when the list comes, a day later, and belongs to the day of its payment.
_FEES = """
    with shown as materialized (
        select id, channel_id, begins, ends
          from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[]) as s (id, channel_id, begins, ends)
    )
    select s.id, t.currency, sum(case when t.debit = 'fees' then t.amount else -t.amount end)::bigint as fees
      from shown s
      join payment p on p.channel_id = s.channel_id and p.paid_at >= s.begins and p.paid_at < s.ends
      join transfer t on t.source = 'payment' and t.source_id = p.id and 'fees' in (t.debit, t.credit)
           and t.phase = 'posted'
     group by s.id, t.currency"""


async def sum_ledger(scope: Scope, shown: Sequence[tuple[UUID, UUID, date]]) -> dict[UUID, Sums]:
    """For each (comparison, channel, day): minor units by currency and kind, as a list's own sums are kept."""
    ids = [comparison_id for comparison_id, _, _ in shown]
    begins, ends = [bounds_of(day)[0] for _, _, day in shown], [bounds_of(day)[1] for _, _, day in shown]
    sums: dict[UUID, Sums] = {comparison_id: {} for comparison_id in ids}
    moved = await scope.fetch(_MOVED, ids, [clearing(channel) for _, channel, _ in shown], begins, ends)
    fees = await scope.fetch(_FEES, ids, [channel for _, channel, _ in shown], begins, ends)
    for row in [*moved, *fees]:
        kinds = Counter({name: row[name] for name in ("payments", "refunds", "fees") if name in row})
        before = sums[row["id"]].setdefault(row["currency"], {})
        before.update({name: before.get(name, 0) + minor for name, minor in kinds.items()})
    return sums
