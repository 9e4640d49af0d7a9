"""Let the shop feel what the platform decided of one of its cases."""

from datetime import datetime

from bodega.kernel.database import shop_scope
from bodega.plugins.rule_door import CaseDecision
from bodega.street.shop import Shop
from bodega_shop.compliance.ground import ground_of
from bodega_shop.compliance.judge_goods import judge_goods
from bodega_shop.compliance.tell_platform import tell_platform
from bodega_shop.compliance.weigh_goods import Platform
from bodega_shop.settings.record_deed import record_deed

_CASE = "select subject, subject_id from policy_case where id = $1"
_HOLD = "select 1 from product where id = $1 for update"
_DECIDE = """
    update policy_case set state = $3, decision = $4, decided_at = $5, decided_by = $6, state_at = $5,
                           revision = revision + 1
     where id = $1 and revision = $2 and state in ('open', 'appealed', 'upheld')"""


async def take_decision(shop: Shop, decision: CaseDecision, *, now: datetime) -> bool:
    """Whether it counted: not for a case that has changed since it was looked at. What is excused comes back on sale."""
    ground = await ground_of(shop, now=now)
    async with shop_scope(shop) as scope:
        case = await scope.fetchrow(_CASE, decision.case_id)
        if case is None:
            return False
        await scope.fetchval(_HOLD, case["subject_id"])
        if not await scope.execute(
            _DECIDE, decision.case_id, decision.revision, decision.verdict, decision.words, now, decision.by
        ):
            return False
        await record_deed(
            scope, f"case.{decision.verdict}", str(decision.case_id), by=Platform(), now=now, words=decision.words
        )  # fmt: skip
        await tell_platform(scope)
        if case["subject"] == "product":
            await judge_goods(scope, ground, [case["subject_id"]], now=now)
    return True
