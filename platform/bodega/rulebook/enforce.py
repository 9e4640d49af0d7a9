"""Enforce the rules on every shop: when they change, and each morning, one job for each shop."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound
from bodega.kernel.jobs import enqueue
from bodega.plugins.rule_door import RuleDoor
from bodega.runtime import Runtime
from bodega.street.mornings import plan_coming
from bodega.street.shop import ANSWERING_STATES, Shop

ALL_JOB = "rules.judge_all"
SHOP_JOB = "rules.judge_shop"
MORNING_JOB = "rules.morning"
_AT_ONCE = 200
# A save that began by the old rules has ended by then: whatever it wrote is judged again.
_STRAGGLERS = timedelta(minutes=2)

_SHOPS = """
    select id from shop where state = any($3) and rehearses is null and id > $1 order by id limit $2"""

log = structlog.get_logger()


async def enforce_soon(scope: Scope, *, now: datetime) -> None:
    """Once this transaction commits, and once more for what was being saved meanwhile."""
    await enqueue(scope, ALL_JOB, {})
    await enqueue(scope, ALL_JOB, {}, after=now + _STRAGGLERS)


async def run_morning(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. What begins or ends with the day counts from now on; the coming morning is planned first."""
    await plan_coming(MORNING_JOB, runtime.clock.now())
    await judge_every_shop(runtime, {})


async def judge_every_shop(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job that hands out one to each shop; what every process remembers of the shops is read again first."""
    await runtime.directory.announce_policy()
    last = UUID(int=0)
    while shops := await shops_after(last):
        async with platform_scope() as scope:
            for shop_id in shops:
                await enqueue(scope, SHOP_JOB, {"shop_id": str(shop_id)})
        last = shops[-1]


async def shops_after(last: UUID) -> list[UUID]:
    """A handful of the shops that have listings, in the order of their ids; none after the last."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_SHOPS, last, _AT_ONCE, list(ANSWERING_STATES))
    return [row["id"] for row in rows]


async def judge_one_shop(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job of one shop."""
    shop = await shop_that_answers(runtime, UUID(payload["shop_id"]))
    if shop is None:
        return
    for door in rule_doors(runtime):
        listings = await door.judge_all(shop, now=runtime.clock.now())
        log.info("listings_judged", shop=shop.slug, listings=listings)


async def shop_that_answers(runtime: Runtime, shop_id: UUID) -> Shop | None:
    """Nothing for a shop without tables."""
    try:
        shop = await runtime.directory.by_id(shop_id)
    except NotFound:
        return None
    return shop if shop.state in ANSWERING_STATES else None


def rule_doors(runtime: Runtime) -> list[RuleDoor]:
    manifests = runtime.extensions.manifests.values()
    return [one.rules for one in manifests if one.rules is not None and one.always_on]
