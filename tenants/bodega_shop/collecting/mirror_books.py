"""Tell the platform's books what the shop's own say of money that goes through the platform: each transfer is mirrored.

| in the shop's books              | in the platform's                                     |
|----------------------------------|-------------------------------------------------------|
| the platform took money for us   | collected:<channel> -> shop:<shop>                    |
| it kept its commission of that   | shop:<shop> -> commission                             |
| money went back through it       | shop:<shop> -> collected:<channel>                    |
| it gave of its commission back   | commission -> shop:<shop>                             |
| a service handed it its part     | collected:<channel> -> commission, back the other way |
| what a service charged it        | fees -> collected:<channel>                           |

Debit first, as everywhere. A transfer is known by its source and leg on both sides, so telling twice changes nothing,
and what the platform owes a shop is what that shop's books say the platform has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope, shop_scope
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.settlement.shop_money import note_shop
from bodega.street.shop import Shop
from bodega_shop.books.accounts import COMMISSION, FEES, PLATFORM

# Everything of the order that was paid so: a second payment has a number of its own.
_OURS = """
    with paid as materialized (
        select p.id, p.fee, p.fee_from, p.received, p.received_currency, p.paid_at, c.platform_channel_id as channel_id,
               c.money_to
          from payment p join channel c on c.id = p.channel_id
         where p.purchase_id = (select purchase_id from payment where out_trade_no = $1)
           and c.platform_channel_id is not null
    ), source as materialized (
        select 'payment' as kind, id, channel_id, money_to from paid
        union all
        select 'refund', r.id, p.channel_id, p.money_to from refund r join paid p on p.id = r.payment_id
        union all
        select 'dispute', d.id, p.channel_id, p.money_to from dispute d join paid p on p.id = d.payment_id
    )
    select t.source, t.source_id, t.leg, t.debit, t.credit, t.amount, t.currency, t.at, s.channel_id
      from transfer t join source s on s.id = t.source_id and s.kind = t.source
     where t.phase in ('posted', 'post')
       and case when s.money_to = $2::text then $2::text in (t.debit, t.credit) else $3::text in (t.debit, t.credit) end
    union all
    select 'payment', id, 'fee', $4::text, $2::text, fee, received_currency, paid_at, channel_id from paid
     where money_to = $2::text and fee > 0 and fee_from = 'gateway' and received > 0
     order by at, source_id, leg"""

_KEEP = """
    insert into transfer (id, shop_id, source, source_id, leg, debit, credit, amount, currency, phase, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'posted', $10)
    on conflict (source_id, source, leg) do nothing"""


@dataclass(frozen=True)
class Mirrored:
    """One transfer as the platform writes it."""

    source: str
    source_id: UUID
    leg: str
    debit: str
    credit: str
    amount: int
    currency: str
    at: datetime


async def mirror_books(runtime: Runtime, shop: Shop, payload: Mapping[str, Any]) -> None:
    """The job. The shop's books are read in its own transaction, the platform's written in another."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_OURS, payload["out_trade_no"], PLATFORM, COMMISSION, FEES)
    if not rows:
        return
    async with platform_scope() as scope:
        await note_shop(scope, shop.id, now=runtime.clock.now())
        for row in rows:
            await _keep(scope, shop.id, mirrored(dict(row), shop.id))


def mirrored(row: Mapping[str, Any], shop_id: UUID) -> Mirrored:
    """The other side of one transfer of the shop `shop_id` that names the platform or its commission."""
    inside = collected_by(row["channel_id"])
    debit, credit = row["debit"], row["credit"]
    if FEES in (debit, credit):
        sides = FEES, inside
    elif PLATFORM in (debit, credit):
        other = COMMISSION if COMMISSION in (debit, credit) else inside
        sides = (other, owed_to(shop_id)) if debit == PLATFORM else (owed_to(shop_id), other)
    else:
        sides = (inside, COMMISSION) if debit == COMMISSION else (COMMISSION, inside)
    return Mirrored(
        row["source"], row["source_id"], row["leg"], *sides, row["amount"], row["currency"], row["at"]
    )


def collected_by(channel_id: UUID) -> str:
    """An asset: what the platform has at that account of its own."""
    return f"collected:{channel_id}"


def owed_to(shop_id: UUID) -> str:
    """A liability: what the platform owes that shop."""
    return f"shop:{shop_id}"


async def _keep(scope: Scope, shop_id: UUID, one: Mirrored) -> None:
    row = (one.source, one.source_id, one.leg, one.debit, one.credit, one.amount, one.currency, one.at)
    await scope.execute(_KEEP, new_id(), shop_id, *row)
