"""Judge everything that a shop says: all its listings, batch by batch, and its own name and notice.

Reading and judging hold no row and no transaction for long; only goods of which something is to be written are taken up
again, one at a time, as a save would.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.policy.judge import RuleBook
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.compliance.gather_listings import GatheredGood, gather_listings
from bodega_shop.compliance.ground import Ground, ground_of
from bodega_shop.compliance.judge_goods import judge_goods
from bodega_shop.compliance.judge_words import judge_words
from bodega_shop.compliance.keep_cases import KnownCases, read_known

AT_ONCE = 100

# Drafts that nobody sees raise no case, but those that they had may be over.
_NEXT = """
    select p.id from product p
     where p.id > $1
       and (p.state = 'published' or p.stopped_at is not null
            or exists (select 1 from policy_case k
                        where k.subject_id = p.id and k.state in ('open', 'appealed', 'upheld')))
     order by p.id limit $2"""
_FIRST = UUID(int=0)


async def judge_shop_again(runtime: Runtime, shop: Shop, payload: Mapping[str, Any]) -> None:
    """The job: everything, or one good of which something was said."""
    now = runtime.clock.now()
    if "product_id" in payload:
        await _write(shop, await ground_of(shop, now=now), UUID(payload["product_id"]), now)
    else:
        await judge_shop(shop, now=now)


async def judge_shop(shop: Shop, *, now: datetime) -> int:
    """How many listings were judged; run again it writes nothing that stands already."""
    ground = await ground_of(shop, now=now)
    await judge_words(shop, ground, now=now)
    last, count = _FIRST, 0
    while True:
        async with shop_scope(shop) as scope:
            ids = [row["id"] for row in await scope.fetch(_NEXT, last, AT_ONCE)]
            goods = await gather_listings(scope, ground, ids)
            known = await read_known(scope, ids)
        # Elsewhere than on the loop: whatever else this process does goes on meanwhile.
        for product_id in await asyncio.to_thread(_to_be_written, ground.book, goods, known):
            await _write(shop, ground, product_id, now)
        count += len(goods)
        if len(ids) < AT_ONCE:
            return count
        last = ids[-1]


def _to_be_written(
    book: RuleBook, goods: Sequence[GatheredGood], known: Mapping[UUID, KnownCases]
) -> list[UUID]:
    return [good.id for good in goods if _differs(book, good, known.get(good.id, KnownCases()))]


def _differs(book: RuleBook, good: GatheredGood, known: KnownCases) -> bool:
    found = known.against(good.judged_by(book))
    # What is stopped without a case to stop it comes back.
    return known.differ(found) or (good.stopped_at is not None and not found)


async def _write(shop: Shop, ground: Ground, product_id: UUID, now: datetime) -> None:
    async with shop_scope(shop) as scope:
        await judge_goods(scope, ground, [product_id], now=now)
