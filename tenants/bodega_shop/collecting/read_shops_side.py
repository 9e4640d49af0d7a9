"""What a shop's own books say of its money with the platform: by day, the latest movements, and what is owed."""

from dataclasses import dataclass
from datetime import date, datetime

from bodega.kernel.database import platform_scope, shop_scope
from bodega.kernel.money import Money
from bodega.street.shop import Shop
from bodega_shop.collecting.read_platform_books import read_owed

MOST_DAYS = 31
MOST_MOVES = 50

_THROUGH = """
    t.phase in ('posted', 'post') and ('platform' in (t.debit, t.credit) or 'commission' in (t.debit, t.credit))"""

_TOTALS = f"""
    select t.currency,
           sum(case when debit = 'platform' then amount else 0 end
             - case when credit = 'platform' then amount else 0 end)::bigint as owed,
           sum(case when debit = 'commission' then amount else 0 end
             - case when credit = 'commission' then amount else 0 end)::bigint as commission
      from transfer t where {_THROUGH} group by t.currency order by t.currency"""

_DAYS = f"""
    select (t.at at time zone $1)::date as day, t.currency,
           sum(case when debit = 'platform' and credit <> 'commission' and source <> 'withdrawal' then amount
                    else 0 end)::bigint as taken,
           sum(case when credit = 'platform' and debit <> 'commission' and source <> 'withdrawal' then amount
                    else 0 end)::bigint as back,
           sum(case when debit = 'commission' then amount else 0 end
             - case when credit = 'commission' then amount else 0 end)::bigint as commission
      from transfer t where {_THROUGH} group by 1, 2 order by 1 desc, 2 limit $2"""

_MOVES = f"""
    select t.at, t.source, t.debit, t.credit, t.amount, t.currency, o.number
      from transfer t
      left join payment p on t.source = 'payment' and p.id = t.source_id
      left join refund r on t.source = 'refund' and r.id = t.source_id
      left join dispute d on t.source = 'dispute' and d.id = t.source_id
      left join purchase o on o.id = coalesce(p.purchase_id, r.purchase_id, d.purchase_id)
     where {_THROUGH} order by t.at desc, t.id desc limit $1"""


@dataclass(frozen=True)
class Total:
    """`owed` by the platform, by this shop's books; `told` is what the platform's own say, a moment later."""

    owed: Money
    commission: Money
    told: Money


@dataclass(frozen=True)
class Day:
    day: date
    taken: Money
    back: Money
    commission: Money


@dataclass(frozen=True)
class Move:
    """One movement. `money` is what it changed for the shop: less than nothing where money went back or was kept."""

    at: datetime
    kind: str
    number: str
    money: Money


@dataclass(frozen=True)
class ShopsSide:
    totals: tuple[Total, ...]
    days: tuple[Day, ...]
    moves: tuple[Move, ...]


async def read_shops_side(shop: Shop, time_zone: str) -> ShopsSide:
    """The shop's side in one transaction, the platform's in another."""
    async with shop_scope(shop) as scope:
        totals = await scope.fetch(_TOTALS)
        days = await scope.fetch(_DAYS, time_zone, MOST_DAYS)
        moves = await scope.fetch(_MOVES, MOST_MOVES)
    async with platform_scope() as scope:
        told = await read_owed(scope, shop.id)
    return ShopsSide(
        tuple(_total(row["currency"], row["owed"], row["commission"], told) for row in totals),
        tuple(
            Day(row["day"], *(Money(row[name], row["currency"]) for name in ("taken", "back", "commission")))
            for row in days
        ),
        tuple(_move(**dict(row)) for row in moves),
    )


def _total(currency: str, owed: int, commission: int, told: dict[str, int]) -> Total:
    return Total(Money(owed, currency), Money(commission, currency), Money(told.get(currency, 0), currency))


def _move(
    at: datetime, source: str, debit: str, credit: str, amount: int, currency: str, number: str | None
) -> Move:  # fmt: skip
    if "commission" in (debit, credit):
        kind, gained = ("commission", False) if debit == "commission" else ("commission_back", True)
    elif source == "withdrawal":
        kind, gained = ("paid_out_back", True) if debit == "platform" else ("paid_out", False)
    elif debit == "platform":
        kind, gained = ("taken" if source == "payment" else "returned", True)
    else:
        kind, gained = ("disputed" if source == "dispute" else "given_back", False)
    return Move(at, kind, number or "", Money(amount if gained else -amount, currency))
