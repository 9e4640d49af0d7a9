"""What a span of time brought, by the shop's own books: what the platform reports with the owner's identity."""

from datetime import datetime

from bodega.kernel.database import shop_scope
from bodega.plugins.standing_door import Income
from bodega.street.shop import Shop
from bodega_shop.books.accounts import DISPUTES, REFUNDS, SALES, SURCHARGE

# Income is earned when the goods are handed over: from then on it stands under sales. What is given back for goods that
# had been delivered, or lost to a buyer's bank, goes off again; the bank's own fee went to no buyer. A promise counts
# once it is kept; movements the other way round are taken off where they belong.
_INCOME = """
    select currency,
           (count(distinct source_id) filter (where credit = $5))::integer as orders,
           coalesce(sum(amount) filter (where credit = any($3::text[])), 0)::bigint
             - coalesce(sum(amount) filter (where debit = any($3::text[])), 0)::bigint as taken,
           coalesce(sum(amount) filter (where debit = any($4::text[])), 0)::bigint
             - coalesce(sum(amount) filter (where credit = any($4::text[])), 0)::bigint as given_back
      from transfer
     where at >= $1 and at < $2 and phase in ('posted', 'post')
       and (debit = any($3::text[] || $4::text[]) or credit = any($3::text[] || $4::text[]))
       and not (source = 'dispute' and leg = 'fee')
     group by currency order by currency"""


async def read_income(shop: Shop, begins: datetime, ends: datetime) -> list[Income]:
    """For each currency; none where nothing was booked. Read from the ledger alone, which nobody can change."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_INCOME, begins, ends, [SALES, SURCHARGE], [REFUNDS, DISPUTES], SALES)
    return [Income(**dict(row)) for row in rows]
