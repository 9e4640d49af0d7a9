"""The platform decides a complaint: for the buyer, and then money may have to go back; for the shop; or it is settled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.complaints.complaint import REFUND_DAYS, Complaint, read_complaint
from bodega.complaints.tell_people import tell_buyer, tell_owner
from bodega.complaints.tell_shop import tell_shop_soon
from bodega.complaints.write_entry import PLATFORM, write_entry
from bodega.duties.duty_doors import duty_doors, shop_with_tables
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, Refused, StateConflict
from bodega.moderation.working_days import due_after
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.refuse_own import refuse_own
from bodega.staff.staff_member import StaffMember

VERDICTS = ("buyer", "shop", "settled")
LONGEST_REASON = 2_000

_DECIDE = """
    update complaint set state = 'decided', verdict = $3, reason = $4, decided_by = $5, ended_at = $6, refund_asked = $7,
                         refund_level = $8, refund_due_at = $9, revision = revision + 1
     where id = $1 and revision = $2 and state in ('open', 'answered')"""


@dataclass(frozen=True)
class Verdict:
    """`refund` is what the shop is to give back, in minor units of the order's currency; nothing where it is not to.

    `revision` is the one that was looked at.
    """

    verdict: str
    reason: str
    refund: int | None
    revision: int


async def decide_complaint(
    runtime: Runtime, complaint_id: UUID, said: Verdict, staff: StaffMember, *, now: datetime
) -> None:
    """Raises `InvalidInput`, `Refused` before the shop's time is over, `OwnMatter`, `StateConflict` when it has changed meanwhile."""
    async with platform_scope() as scope:
        complaint = await read_complaint(scope, complaint_id)
        await refuse_own(scope, staff.account_id, complaint.shop_id)
    _check(complaint, said, now)
    back = await _given_back(runtime, complaint) if said.refund else 0
    if said.refund and said.refund > int(complaint.facts["total"]) - back:
        raise InvalidInput("There is not so much left of the order to give back.", field="refund")
    async with platform_scope() as scope:
        await _write(runtime, scope, complaint, said, staff, back, now)


def _check(complaint: Complaint, said: Verdict, now: datetime) -> None:
    if said.verdict not in VERDICTS:
        raise InvalidInput("Please choose one of these.", field="verdict")
    if not said.reason.strip() or len(said.reason) > LONGEST_REASON:
        raise InvalidInput("Say why, in words that both sides read.", field="reason")
    if said.refund and said.verdict != "buyer":
        raise InvalidInput("Money goes back only when it is decided for the buyer.", field="refund")
    if not complaint.is_open:
        raise StateConflict
    if not complaint.may_be_decided(said.verdict, now):
        raise Refused(
            "The shop may still answer. It can be decided for the buyer once it did, or its time is over."
        )


async def _given_back(runtime: Runtime, complaint: Complaint) -> int:
    """What went back of the order until now, as the shop says; what it said at first where it no longer answers."""
    shop = await shop_with_tables(runtime, complaint.shop_id) if complaint.shop_id else None
    for door in duty_doors(runtime) if shop else ():
        told = await door.refunded(shop, complaint.number)
        if told is not None:
            return told
    return int(complaint.facts.get("refunded", 0))


async def _write(
    runtime: Runtime,
    scope: Scope,
    complaint: Complaint,
    said: Verdict,
    staff: StaffMember,
    back: int,
    now: datetime,
) -> None:
    refund = said.refund or None
    due = await due_after(scope, now, REFUND_DAYS) if refund else None
    if not await scope.execute(
        _DECIDE, complaint.id, said.revision, said.verdict, said.reason.strip(), staff.name, now, refund,
        back + refund if refund else None, due,
    ):  # fmt: skip
        raise StateConflict
    await write_entry(
        scope, complaint.id, f"decided_{said.verdict}", side=PLATFORM, author=staff.name, words=said.reason.strip(),
        now=now,
    )  # fmt: skip
    detail: dict[str, Any] = {"refund": str(complaint.money(refund))} if refund else {}
    await record(
        scope, deed=f"complaint.decided_{said.verdict}", actor_id=staff.account_id, actor=staff.name, now=now,
        shop_id=complaint.shop_id, number=complaint.number, reason=said.reason.strip(), **detail,
    )  # fmt: skip
    await tell_buyer(runtime, scope, complaint, "decided", now=now)
    await tell_owner(runtime, scope, complaint, "decided", now=now)
    await tell_shop_soon(scope, complaint.id)
