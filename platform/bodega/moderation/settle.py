"""Carry out what was decided about an application: its state, its shop, and a mail to whoever asked."""

from datetime import datetime, timedelta
from uuid import UUID

from bodega.identities.settle_identity import settle_identity
from bodega.kernel.database import Scope
from bodega.kernel.errors import StateConflict
from bodega.kernel.jobs import enqueue
from bodega.lifecycle.decide_launch import approve_launch, refuse_launch
from bodega.lifecycle.hand_over import complete_handover, refuse_handover
from bodega.moderation.case import Case
from bodega.moderation.free_address import FREE_JOB, KEPT_DAYS
from bodega.moderation.record_decision import record_decision
from bodega.moderation.subjects import APPROVE, MORE, REFUSE, WHOLE
from bodega.moderation.tell_applicant import tell_applicant
from bodega.qualifications.weigh_shop import weigh_shop
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember
from bodega.street.lifecycle import LONGEST_REASON, move
from bodega.street.open_shop import OPEN_JOB

# Nothing can be handed in again for these: their applicants ask anew.
ENDS_AT_ONCE = ("launch", "identity")
STATES = {APPROVE: "approved", MORE: "more", REFUSE: "refused"}

_SETTLE = """
    update application
       set state = $3, decided_at = $4, changed_at = $4, due_at = case when $3 = 'more' then null else due_at end
     where id = $1 and state = 'submitted' and revision = $2"""
_OPENS_INTO = "update shop set opens_into = 'rehearsal' where id = $1 and state = 'review'"


async def settle(
    scope: Scope,
    runtime: Runtime,
    case: Case,
    verdict: str,
    *,
    template: str = "",
    reason: str = "",
    by: StaffMember,
    now: datetime,
) -> str:
    """The application's new state. Raises `StateConflict` when it, or its shop, is no longer where it was."""
    if verdict == MORE and case.kind in ENDS_AT_ONCE:
        verdict = REFUSE
    state = STATES[verdict]
    if not await scope.execute(_SETTLE, case.id, case.revision, state, now):
        raise StateConflict
    # Where parts are asked for, the decisions about them say it all; one about the whole would open every step again.
    if verdict != MORE or reason:
        await record_decision(
            scope, case.id, case.revision, WHOLE, verdict, template=template, reason=reason, by=by, now=now
        )
    await record(
        scope, deed=f"review.{state}", actor_id=by.account_id, actor=by.name, now=now, shop_id=case.shop_id,
        application=str(case.id), revision=case.revision, **({"reason": reason} if reason else {}),
    )  # fmt: skip
    why = (reason or "; ".join(_reasons(case)))[:LONGEST_REASON]
    if case.shop_id is not None:
        await _on_shop(scope, case, case.shop_id, verdict, why, by, now)
    await tell_applicant(scope, runtime, case, verdict, reason=reason, now=now)
    return state


async def _on_shop(
    scope: Scope, case: Case, shop_id: UUID, verdict: str, why: str, by: StaffMember, now: datetime
) -> None:
    """What the verdict means for the shop, by the kind of the application."""
    if case.kind == "opening" and verdict == APPROVE:
        await scope.execute(_OPENS_INTO, shop_id)
        await move(scope, shop_id, "approve", actor_id=by.account_id, actor=by.name, now=now)
        await enqueue(scope, OPEN_JOB, {"shop_id": str(shop_id)})
    elif case.kind == "opening" and verdict == REFUSE:
        await move(scope, shop_id, "refuse", reason=why, actor_id=by.account_id, actor=by.name, now=now)
        free_at = now + timedelta(days=KEPT_DAYS)
        await enqueue(scope, FREE_JOB, {"shop_id": str(shop_id)}, after=free_at, once=str(shop_id))
    elif case.kind == "launch" and verdict == APPROVE:
        await approve_launch(
            scope, shop_id, dict(case.answers), actor_id=by.account_id, actor=by.name, now=now
        )
    elif case.kind == "new_owner" and verdict == APPROVE:
        await complete_handover(scope, case.id, actor_id=by.account_id, actor=by.name, now=now)
    elif case.kind == "identity":
        await settle_identity(scope, case.id, approved=verdict == APPROVE, now=now)
    elif case.kind == "new_owner" and verdict == REFUSE:
        await refuse_handover(scope, case.id, now=now)
    elif case.kind == "launch":
        await refuse_launch(scope, shop_id, why, actor_id=by.account_id, actor=by.name, now=now)
    if verdict == APPROVE:
        await weigh_shop(scope, shop_id, now=now)


def _reasons(case: Case) -> list[str]:
    return [one.reason for one in case.latest.values() if one.reason]
