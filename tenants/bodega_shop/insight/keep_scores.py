"""Keep how each good was judged, in place of how it was judged before."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope
from bodega_shop.insight.score_good import Judged, score_good

_COLUMNS = (
    "sku_id", "score", "demand_part", "margin_part", "risk_part", "supply_part", "units", "change_percent",
    "margin_points", "stock", "days_left", "cases", "labels", "counted_at",
)  # fmt: skip

_KEEP = f"""
    insert into selection_score ({", ".join(_COLUMNS)})
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    on conflict (sku_id) do update set {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])}"""


async def keep_scores(scope: Scope, judged: Sequence[tuple[UUID, Judged]], *, now: datetime) -> None:
    await scope.executemany(
        _KEEP, [_row(sku_id, it, now) for sku_id, it in sorted(judged, key=lambda one: one[0])]
    )


async def drop_others(scope: Scope, *, now: datetime) -> None:
    """Goods that are gone were not counted `now`."""
    await scope.execute("delete from selection_score where counted_at < $1", now)


def _row(sku_id: UUID, it: Judged, now: datetime) -> tuple[object, ...]:
    score = score_good(it)
    return (
        sku_id, score.total, score.demand, score.margin, score.risk, score.supply,
        it.demand.lately, it.demand.change_percent, it.margin.points, it.supply.stock,
        it.supply.days_left, it.cases, list(score.labels), now,
    )  # fmt: skip
