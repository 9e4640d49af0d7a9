"""Read a customer's statement from the books: what moved the balance, when and why, with what was left each time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.books.accounts import bonus_of, wallet_of
from bodega_shop.wallet.adjust_wallet import DEED

# A promise out of the balance counts from when it is made until it is given up; the partial indexes over customers'
# accounts are only used where the query says what they say.
_STATEMENT = """
    with moved as (
        select at, source, source_id, debit = $1 as own,
               case phase when 'void' then amount when 'post' then 0 else -amount end as n
          from transfer
         where debit in ($1, $2) and (debit like 'wallet:%' or debit like 'bonus:%') and currency = $3
        union all
        select at, source, source_id, credit = $1, amount
          from transfer
         where credit in ($1, $2) and (credit like 'wallet:%' or credit like 'bonus:%') and currency = $3
           and phase in ('posted', 'post')
    ), told as (
        select m.at, case when r.cause = 'payback' then 'payback' else m.source end as source,
               case m.source when 'order' then m.source_id when 'payment' then p.purchase_id
                             when 'refund' then case when r.cause = 'payback' then null else r.purchase_id end
               end as purchase_id,
               coalesce(sum(m.n) filter (where m.own), 0)::bigint as principal,
               coalesce(sum(m.n) filter (where not m.own), 0)::bigint as bonus
          from moved m
          left join payment p on m.source = 'payment' and p.id = m.source_id
          left join refund r on m.source = 'refund' and r.id = m.source_id
         group by 1, 2, 3
    ), running as (
        select at, source, purchase_id, principal, bonus,
               sum(principal) over w as principal_left, sum(bonus) over w as bonus_left,
               row_number() over w as place
          from told where principal <> 0 or bonus <> 0
        window w as (order by at, source, purchase_id)
    )
    select g.at, g.source, g.principal, g.bonus, g.principal_left::bigint, g.bonus_left::bigint,
           coalesce(o.number, '') as number,
           case when g.source = 'adjustment' then coalesce((
               select string_agg(d.detail ->> 'reason', '; ') from deed d
                where d.at = g.at and d.deed = $4 and d.subject = $5), '') else '' end as reason
      from running g left join purchase o on o.id = g.purchase_id
     order by g.place desc limit $6 offset $7"""


@dataclass(frozen=True)
class StatementLine:
    """One movement. `source` is payment, order, refund, payback or adjustment; `number` the order it belongs to."""

    at: datetime
    source: str
    principal: Money
    bonus: Money
    principal_left: Money
    bonus_left: Money
    number: str
    reason: str

    @property
    def amount(self) -> Money:
        return self.principal + self.bonus

    @property
    def left(self) -> Money:
        return self.principal_left + self.bonus_left


async def read_statement(
    shop: Shop, customer_id: UUID, currency: str, *, page: int = 1, per_page: int = 20
) -> tuple[list[StatementLine], bool]:
    """One page, the newest first, and whether there are older ones."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(
            _STATEMENT, wallet_of(customer_id), bonus_of(customer_id), currency, DEED, str(customer_id),
            per_page + 1, (page - 1) * per_page,
        )  # fmt: skip
    lines = [
        StatementLine(
            at=row["at"],
            source=row["source"],
            number=row["number"],
            reason=row["reason"],
            **{
                name: Money(row[name], currency)
                for name in ("principal", "bonus", "principal_left", "bonus_left")
            },
        )
        for row in rows[:per_page]
    ]
    return lines, len(rows) > per_page
