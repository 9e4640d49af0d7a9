"""Settle what was collected for a shop until the period's end: each movement once, one settlement for each currency."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.billing.accounts import book, owed_to
from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.kernel.money import Money
from bodega.settlement.accounts import SETTLED_KINDS, Kind, kind_of, settled_of
from bodega.settlement.periods import last_end
from bodega.settlement.shop_money import ShopMoney, hold_shop_money
from bodega.settlement.terms import Rhythm, Terms, read_terms

# What comes late, with a time before an earlier end, is settled by the run after its arrival.
_OPEN = """
    select t.id, t.at, t.source, t.leg, t.debit, t.credit, t.amount, t.currency from transfer t
     where t.shop_id = $1 and t.at < $2 and t.phase = 'posted' and $3 in (t.debit, t.credit) and t.source <> 'settlement'
       and not exists (select 1 from settlement_line l where l.transfer_id = t.id)
       and not exists (select 1 from settlement s where s.shop_id = $1 and s.currency = t.currency and s.ends >= $2)
     order by t.currency, t.at"""
_LAST = "select max(ends) from settlement where shop_id = $1 and currency = $2"
_INSERT = """
    insert into settlement (id, shop_id, currency, rhythm, begins, ends, collected, commission, refunds, disputes, fees,
                            net, reserve, available_at, reserve_until, booked_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"""
_LINES = """
    insert into settlement_line (transfer_id, settlement_id, kind)
    select id, $1, kind from unnest($2::uuid[], $3::text[]) as given (id, kind)"""


async def settle_shop(scope: Scope, shop_id: UUID, *, now: datetime) -> list[UUID]:
    """The settlements that were written, none where the period was settled before or nothing moved in it."""
    shop = await hold_shop_money(scope, shop_id, now=now)
    terms = await read_terms(scope, shop_id)
    # Nothing follows at a closed shop that would be worth waiting for.
    rhythm: Rhythm = "day" if shop.state == "closed" else terms.rhythm
    ends = last_end(now, rhythm)
    by_currency: dict[str, list[Mapping[str, Any]]] = {}
    for row in await scope.fetch(_OPEN, shop_id, ends, owed_to(shop_id)):
        by_currency.setdefault(row["currency"], []).append(dict(row))
    return [
        await _settle(scope, shop_id, rows, currency, (rhythm, ends), shop, terms, now=now)
        for currency, rows in by_currency.items()
    ]


def hold_ends(ends: datetime, shop: ShopMoney, terms: Terms) -> datetime:
    """A shop that is not open for long waits longer, never shorter."""
    young = shop.opened_at is None or shop.opened_at + timedelta(days=terms.young_days) > ends
    days = max(terms.hold_days, terms.young_hold_days) if young else terms.hold_days
    return ends + timedelta(days=days)


async def _settle(
    scope: Scope,
    shop_id: UUID,
    rows: Sequence[Mapping[str, Any]],
    currency: str,
    period: tuple[Rhythm, datetime],
    shop: ShopMoney,
    terms: Terms,
    *,
    now: datetime,
) -> UUID:
    rhythm, ends = period
    own, settlement_id = owed_to(shop_id), new_id()
    kinds = [kind_of(row["source"], row["leg"], row["debit"], row["credit"]) for row in rows]
    sums: dict[Kind, int] = dict.fromkeys(SETTLED_KINDS, 0)
    for row, kind in zip(rows, kinds, strict=True):
        sums[kind] += row["amount"] if row["credit"] == own else -row["amount"]
    net = Money(sum(sums.values()), currency)
    reserve = net.share(terms.reserve_points) if net.minor > 0 else Money.zero(currency)
    available_at = hold_ends(ends, shop, terms)
    begins = await scope.fetchval(_LAST, shop_id, currency) or rows[0]["at"]
    await scope.execute(
        _INSERT, settlement_id, shop_id, currency, rhythm, begins, ends, *sums.values(), net.minor, reserve.minor,
        available_at, available_at + timedelta(days=terms.reserve_days), now,
    )  # fmt: skip
    await scope.execute(_LINES, settlement_id, [row["id"] for row in rows], kinds)
    sides = (own, settled_of(shop_id)) if net.minor > 0 else (settled_of(shop_id), own)
    await book(scope, shop_id, ("settlement", settlement_id), "net", sides, max(net, -net), now=now)
    return settlement_id
