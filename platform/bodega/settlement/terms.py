"""By which clocks and shares collected money becomes a shop's: for all, for a plan, for one shop, the nearest one counts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from bodega.billing.plan import latest_plans
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.ids import new_id
from bodega.staff.audit import record
from bodega.staff.refuse_own import refuse_own
from bodega.staff.staff_member import StaffMember

Rhythm = Literal["day", "week", "month"]
RHYTHMS: tuple[Rhythm, ...] = ("day", "week", "month")
FOR_ALL = "all"

_COLUMNS = (
    "rhythm, hold_days, young_days, young_hold_days, reserve_points, reserve_days, account_days, least, fees"
)
# Further out first: what stands later is nearer.
_LAYERS = f"""
    select about, {_COLUMNS}, reason from settlement_terms
     where about in ('all', $1) or about = (
            select 'plan:' || p.code from subscription u join plan p on p.id = u.plan_id
             where u.shop_id = $2 and u.state <> 'ended')
     order by case when about = 'all' then 0 when about like 'plan:%' then 1 else 2 end"""
_SAVE = f"""
    insert into settlement_terms (id, about, {_COLUMNS}, reason, changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict (about) do update set rhythm = $3, hold_days = $4, young_days = $5, young_hold_days = $6,
           reserve_points = $7, reserve_days = $8, account_days = $9, least = $10, fees = $11, reason = $12,
           changed_at = $13"""


@dataclass(frozen=True)
class Wish:
    """What one layer says; None is as one step further out."""

    rhythm: Rhythm | None = None
    hold_days: int | None = None
    young_days: int | None = None
    young_hold_days: int | None = None
    reserve_points: int | None = None
    reserve_days: int | None = None
    account_days: int | None = None
    least: Mapping[str, int] | None = None
    fees: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Terms:
    """Settled at the end of each `rhythm`; the shop's after `hold_days`, or after `young_hold_days` while it is not
    open for `young_days`; of that `reserve_points` ten-thousandths `reserve_days` later. A changed account can be
    used after `account_days`. `least` and `fees` of a withdrawal are minor units by currency.
    """

    rhythm: Rhythm = "week"
    hold_days: int = 7
    young_days: int = 90
    young_hold_days: int = 21
    reserve_points: int = 500
    reserve_days: int = 30
    account_days: int = 7
    least: Mapping[str, int] = field(default_factory=lambda: {"CNY": 10_000})
    fees: Mapping[str, int] = field(default_factory=dict)


async def read_terms(scope: Scope, shop_id: UUID) -> Terms:
    """Those that hold for this shop now."""
    terms = Terms()
    for row in await scope.fetch(_LAYERS, f"shop:{shop_id}", shop_id):
        said = {one.name: row[one.name] for one in fields(Terms) if row[one.name] is not None}
        terms = replace(terms, **said)
    return terms


async def read_wish(scope: Scope, about: str) -> tuple[Wish, str]:
    """One layer as it was saved, and why; nothing where nobody saved one."""
    row = await scope.fetchrow(f"select {_COLUMNS}, reason from settlement_terms where about = $1", about)
    if row is None:
        return Wish(), ""
    return Wish(**{one.name: row[one.name] for one in fields(Wish)}), row["reason"]


async def look_at_wishes(about: str) -> tuple[Terms, Wish, str]:
    """For a page: what counts one step out for everybody, the layer itself, and why."""
    async with platform_scope() as scope:
        usual, _ = await read_wish(scope, FOR_ALL)
        wish, why = await read_wish(scope, about)
    said: dict[str, Any] = {name: value for name, value in asdict(usual).items() if value is not None}
    return replace(Terms(), **said), wish, why


async def save_wish(about: str, wish: Wish, reason: str, *, by: StaffMember, now: datetime) -> None:
    """Counts for settlements and withdrawals from now on; what was settled keeps its days. Raises `OwnMatter`."""
    said = asdict(wish)
    shop_id = UUID(about.removeprefix("shop:")) if about.startswith("shop:") else None
    async with platform_scope() as scope:
        await refuse_own(scope, by.account_id, shop_id)
        await scope.execute(_SAVE, new_id(), about, *said.values(), reason, now)
        await record(
            scope, deed="settlement.terms_changed", actor_id=by.account_id, actor=by.name, now=now, shop_id=shop_id,
            about=about.partition(":")[0], reason=reason, **{name: one for name, one in said.items() if one is not None},
        )  # fmt: skip


async def plan_names(locale: str) -> list[tuple[str, str]]:
    """Every plan by its code and name: each may have terms of its own."""
    async with platform_scope() as scope:
        return [(plan.code, plan.named(locale)) for plan in await latest_plans(scope)]
