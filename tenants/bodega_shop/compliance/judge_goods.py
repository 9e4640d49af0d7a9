"""Judge goods by the rules, keep the cases, and see to it that exactly what is hit is off sale and what is mended is back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.policy.hit import Hit
from bodega_shop.compliance.gather_listings import GatheredGood, gather_listings
from bodega_shop.compliance.ground import Ground
from bodega_shop.compliance.keep_cases import Kept, KnownCases, Subject, keep_cases, read_known
from bodega_shop.compliance.tell_platform import tell_platform
from bodega_shop.compliance.weigh_goods import Platform, weigh_goods_in
from bodega_shop.settings.record_deed import record_deed

_LOCK = "select id from product where id = any($1::uuid[]) order by id for update"
_STOP = """
    update product set state = 'draft', stopped_at = $2
     where id = $1 and state = 'published' returning id"""
_RESTORE = """
    update product set state = case when held_at is null then 'published' else 'draft' end, stopped_at = null
     where id = $1 and stopped_at is not null and introduction <> '' and how_to <> '' and guarantee <> ''
 returning id"""


@dataclass(frozen=True)
class Judged:
    """One good after it was judged. `stopped`: a rule keeps it off sale."""

    id: UUID
    hits: tuple[Hit, ...]
    stopped: bool
    on_sale: bool


async def judge_good(scope: Scope, ground: Ground, product_id: UUID, *, now: datetime) -> Judged | None:
    """One good, in the transaction that changed it; nothing for one that is gone."""
    judged = await judge_goods(scope, ground, [product_id], now=now)
    return judged[0] if judged else None


async def judge_goods(
    scope: Scope, ground: Ground, product_ids: Sequence[UUID], *, now: datetime
) -> list[Judged]:
    """The rows are held until the transaction ends, so two who save at once are judged one after the other."""
    await scope.fetch(_LOCK, list(product_ids))
    goods = await gather_listings(scope, ground, product_ids)
    known = await read_known(scope, [good.id for good in goods])
    rules = frozenset(rule.id for rule in ground.book.rules)
    judged, told, restored = [], False, False
    for good in goods:
        of_good = known.get(good.id, KnownCases())
        hits = good.judged_by(ground.book)
        found = of_good.against(hits)
        kept = await keep_cases(
            scope, Subject("product", good.id, good.title), of_good, found, rules,
            opens=good.state == "published" or good.stopped_at is not None, now=now,
        )  # fmt: skip
        back = await _act(scope, good, kept, found, now)
        restored |= back
        told |= bool(kept.opened or kept.closed or kept.changed)
        stopped = kept.stops and (good.state == "published" or good.stopped_at is not None)
        judged.append(
            Judged(good.id, tuple(_flat(found)), stopped, not stopped and good.state == "published")
        )
    if told:
        await tell_platform(scope)
    if restored:
        await weigh_goods_in(scope, ground.trades, now=now)
    return judged


async def _act(scope: Scope, good: GatheredGood, kept: Kept, found: Any, now: datetime) -> bool:
    """Whether it came back."""
    if kept.stops:
        if await scope.fetchval(_STOP, good.id, now):
            await _record(scope, "product.stopped", good.id, now, rules=sorted(found))
        return False
    if good.stopped_at is not None and await scope.fetchval(_RESTORE, good.id):
        await _record(scope, "product.restored", good.id, now)
        return True
    return False


async def _record(scope: Scope, deed: str, product_id: UUID, now: datetime, **detail: Any) -> None:
    await record_deed(scope, deed, str(product_id), by=Platform(), now=now, **detail)


def _flat(found: dict[str, list[Hit]]) -> Iterable[Hit]:
    return (hit for hits in found.values() for hit in hits)
