"""Book what a service kept of payments: once, and again only for the difference when it later says something else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega_shop.books.accounts import FEES, PLATFORM

FeeFrom = Literal["bill", "gateway", "rule"]

# Where the money is says the transfer that brought it; what the platform collects, the platform pays for.
_BOOK = """
    with wanted as materialized (
        select payment_id, fee, transfer_id
          from unnest($1::uuid[], $2::bigint[], $3::uuid[]) as w (payment_id, fee, transfer_id)
    ), held as materialized (
        select id from payment where id = any($1) order by id for update
    ), booked as materialized (
        select t.source_id, count(*) as times, sum(case when t.debit = $4 then t.amount else -t.amount end) as sum
          from transfer t
         where t.source = 'payment' and t.source_id = any(array(select id from held)) and $4 in (t.debit, t.credit)
         group by t.source_id
    ), brought as materialized (
        select distinct on (t.source_id) t.source_id, t.debit as account, t.currency from transfer t
         where t.source = 'payment' and t.source_id = any($1) and t.leg in ('sale', 'received')
    ), due as materialized (
        select w.transfer_id, w.payment_id, b.account, b.currency, coalesce(k.times, 0) as times,
               w.fee - coalesce(k.sum, 0) as rest
          from wanted w
          join brought b on b.source_id = w.payment_id and b.account <> $5
          left join booked k on k.source_id = w.payment_id
    )
    insert into transfer (id, source, source_id, leg, debit, credit, amount, currency, phase, at)
    select transfer_id, 'payment', payment_id, case when times = 0 then 'fee' else 'fee:' || (times + 1) end,
           case when rest > 0 then $4 else account end, case when rest > 0 then account else $4 end,
           abs(rest), currency, 'posted', $6
      from due where rest <> 0
    on conflict (source_id, source, leg) do nothing"""

_MARK = """
    update payment p set fee = w.fee, fee_from = $3
      from unnest($1::uuid[], $2::bigint[]) as w (payment_id, fee)
     where p.id = w.payment_id and (p.fee, p.fee_from) is distinct from (w.fee, $3)"""


@dataclass(frozen=True)
class KeptFee:
    """What the service kept of one payment, in minor units of the payment's currency."""

    payment_id: UUID
    fee: int


async def book_fees(scope: Scope, fees: Sequence[KeptFee], fee_from: FeeFrom, *, now: datetime) -> None:
    """Each payment at most once in `fees`. Booked from where its money is: fees grow, the account shrinks."""
    ids, sums = [one.payment_id for one in fees], [one.fee for one in fees]
    await scope.execute(_BOOK, ids, sums, [new_id() for _ in fees], FEES, PLATFORM, now)
    await scope.execute(_MARK, ids, sums, fee_from)
