"""Find shops in the directory: the live ones that wish to be found, the best known first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.storefinder.score import score_of_unknown

PAGE_SIZE = 24
# With less than this nothing is said of a shop but that it is new.
FEWEST_ORDERS, FEWEST_BUYERS = 20, 10
STALE_AFTER = timedelta(days=8)

# Who is listed at all, whatever is asked for.
LISTED = """
    s.state = 'live' and s.listed and s.rehearses is null and s.closes_at is null
    and not exists (select 1 from subscription u where u.shop_id = s.id and u.stops_orders_at is not null)"""

# What a shop sells counts as far as it may sell it; one that told nothing yet is taken by what was approved.
_SOLD = "coalesce(t.trades, s.trades)"

# Everything that is said of a shop is read for one page only: ten thousand are sorted by a number.
_FIND = f"""
    with page as materialized (
        select s.id, case when t.until >= $4::date then t.score else $3::integer end as score
          from shop s left join shop_standing t on t.shop_id = s.id
         where {LISTED} and ($2::text = '' or lower(s.name) like $2)
           and ($1::text[] is null or {_SOLD} && $1::text[] and (s.vouched or exists (
                   select 1 from unnest({_SOLD}) as w (code) where w.code = any($1::text[]) and w.code = any(s.trades))))
         order by score desc, s.id limit $7 offset $8
    )
    select s.id, s.name, s.slug, coalesce(s.opened_at, s.created_at) as opened_at,
           (select h.host from shop_host h where h.shop_id = s.id and (h.leads or h.canonical)
             order by h.leads desc limit 1) as host,
           array(select w.code from unnest({_SOLD}) as w (code) where s.vouched or w.code = any(s.trades)) as trades,
           t.until >= $4::date and t.orders >= $5::integer and t.buyers >= $6::integer as known,
           t.orders, t.correct, t.exceptions, t.median_seconds
      from page p join shop s on s.id = p.id left join shop_standing t on t.shop_id = s.id
     order by p.score desc, s.id"""

_COUNT = f"""
    with recursive line as (
        select code, code as above, parent from trade_category where state = 'open'
        union all
        select l.code, c.code, c.parent from line l join trade_category c on c.code = l.parent and c.state = 'open'
    ), listed as materialized (
        select s.id, s.vouched, s.trades, {_SOLD} as sold
          from shop s left join shop_standing t on t.shop_id = s.id where {LISTED}
    ), pair as materialized (
        select l.above, s.id from listed s cross join unnest(s.sold) as w (code) join line l on l.code = w.code
         where s.vouched or w.code = any(s.trades) group by l.above, s.id
    )
    select above as code, count(*)::integer as shops from pair group by above"""

_NEWEST = f"""
    select s.name, (select h.host from shop_host h where h.shop_id = s.id and h.canonical) as host
      from shop s where {LISTED} order by coalesce(s.opened_at, s.created_at) desc, s.id desc limit $1"""


@dataclass(frozen=True)
class Known:
    """What is published of a shop that enough people bought from; shares are from 0 to 1."""

    correct: float
    exceptions: float
    median_seconds: int | None


@dataclass(frozen=True)
class FoundShop:
    """One entry; `trades` are the codes of what it sells, `known` is none for a shop that is new."""

    id: UUID
    name: str
    slug: str
    host: str
    opened_at: datetime
    trades: tuple[str, ...]
    known: Known | None


async def find_shops(
    codes: Sequence[str] | None, *, search: str = "", page: int = 1, today: date
) -> tuple[list[FoundShop], bool]:
    """One page, and whether there are more. `codes` are categories with all that is below them; none is everything."""
    async with platform_scope() as scope:
        rows = await scope.fetch(
            _FIND, None if codes is None else list(codes), _pattern(search), score_of_unknown(), today - STALE_AFTER,
            FEWEST_ORDERS, FEWEST_BUYERS, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE,
        )  # fmt: skip
    return [_found(dict(row)) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


async def count_by_category(scope: Scope) -> dict[str, int]:
    """How many shops are listed in each category, those of the categories below it included; without those of none."""
    return {row["code"]: row["shops"] for row in await scope.fetch(_COUNT)}


async def newest_shops(most: int) -> list[tuple[str, str]]:
    """Name and host of the shops that opened last."""
    async with platform_scope() as scope:
        return [(row["name"], row["host"]) for row in await scope.fetch(_NEWEST, most)]


def _found(row: dict[str, object]) -> FoundShop:
    known = published(row) if row.pop("known") else None
    for name in ("orders", "correct", "exceptions", "median_seconds"):
        row.pop(name)
    trades: Sequence[str] = row.pop("trades")  # type: ignore[assignment]
    return FoundShop(**row, trades=tuple(trades), known=known)  # type: ignore[arg-type]


def published(row: dict[str, object]) -> Known:
    """Shares only: from them nobody can tell how much a shop sells."""
    orders: int = row["orders"]  # type: ignore[assignment]
    correct, exceptions = int(row["correct"]), int(row["exceptions"])  # type: ignore[call-overload]
    return Known(correct / orders, exceptions / orders, row["median_seconds"])  # type: ignore[arg-type]


def _pattern(search: str) -> str:
    """Signs that mean something to `like` mean themselves here."""
    words = " ".join(search.lower().split())
    for sign in ("\\", "%", "_"):
        words = words.replace(sign, f"\\{sign}")
    return f"%{words}%" if words else ""
