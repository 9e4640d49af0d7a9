"""Tell the platform what became of the cases: asked for in the transaction that changed them, done by a job."""

from collections.abc import Mapping
from typing import Any

from bodega.kernel.database import Scope, platform_scope, shop_scope
from bodega.kernel.jobs import enqueue
from bodega.rulebook.take_cases import ToldCase, take_cases
from bodega.runtime import Runtime
from bodega.street.shop import Shop

TELL_JOB = "compliance.tell_platform"
_AT_ONCE = 200

_UNTOLD = """
    select id, subject, subject_id, title, rule, rule_version, severity, state, hits, appeal, opened_at, state_at, revision
      from policy_case where told < revision order by id limit $1"""

_TOLD = """
    update policy_case set told = t.revision from unnest($1::uuid[], $2::integer[]) as t (id, revision)
     where policy_case.id = t.id and policy_case.told < t.revision"""


async def tell_platform(scope: Scope) -> None:
    """Once this transaction commits. Each time anew: a job that is running already may have read the cases before."""
    await enqueue(scope, TELL_JOB, {})


async def tell_cases(runtime: Runtime, shop: Shop, _: Mapping[str, Any]) -> None:
    """The job. Told twice changes nothing; nothing of a rehearsal is told."""
    if shop.rehearses is not None:
        return
    while True:
        async with shop_scope(shop) as scope:
            rows = await scope.fetch(_UNTOLD, _AT_ONCE)
        if not rows:
            return
        cases = [ToldCase(**dict(row)) for row in rows]
        async with platform_scope() as scope:
            await take_cases(runtime, scope, shop, cases, now=runtime.clock.now())
        async with shop_scope(shop) as scope:
            await scope.execute(_TOLD, [case.id for case in cases], [case.revision for case in cases])
