"""What a day brings to complaints: answers that did not come, and money that did not go back."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from bodega.complaints.complaint import read_complaint
from bodega.complaints.take_refund import take_refund
from bodega.complaints.tell_people import tell_buyer, tell_owner
from bodega.complaints.tell_shop import tell_shop_soon
from bodega.complaints.write_entry import CLOCK, write_entry
from bodega.duties.duty_doors import duty_doors, shop_with_tables
from bodega.kernel.database import platform_scope
from bodega.kernel.each_alone import each_alone
from bodega.runtime import Runtime
from bodega.staff.audit import record

# What was not proved is kept so long for whoever looks at its page, and then it was never there.
_UNPROVED_FOR = timedelta(days=7)

_LATE = "select id from complaint where state = 'open' and due_at < $1 and overdue_at is null order by due_at"
_OVERDUE = "update complaint set overdue_at = $2, revision = revision + 1 where id = $1 and state = 'open' and overdue_at is null"
_OWED = """
    select id, shop_id, number from complaint
     where refund_due_at is not null and refunded_at is null
     order by refund_due_at"""
_MISSED = """
    update complaint set refund_missed_at = $2, revision = revision + 1
     where id = $1 and refund_due_at < $2 and refunded_at is null and refund_missed_at is null"""
_DROP = "delete from complaint where state in ('unproved', 'repeated') and made_at < $1"


async def mind_complaints(runtime: Runtime, *, now: datetime) -> None:
    """Each complaint in a transaction of its own; run again it changes nothing. Raises once all were tried."""
    async with platform_scope() as scope:
        late = [row["id"] for row in await scope.fetch(_LATE, now)]
        owed = await scope.fetch(_OWED)
        await scope.execute(_DROP, now - _UNPROVED_FOR)
    deeds = {complaint_id: partial(_note_late, runtime, complaint_id, now) for complaint_id in late}
    for row in owed:
        deeds[row["id"]] = partial(_ask_for_refund, runtime, row["id"], row["shop_id"], row["number"], now)
    await each_alone("complaints", deeds, lambda complaint_id: deeds[complaint_id]())


async def _note_late(runtime: Runtime, complaint_id: UUID, now: datetime) -> None:
    async with platform_scope() as scope:
        if not await scope.execute(_OVERDUE, complaint_id, now):
            return
        complaint = await read_complaint(scope, complaint_id)
        await write_entry(scope, complaint_id, "overdue", side=CLOCK, now=now)
        await record(
            scope, deed="complaint.overdue", actor_id=None, actor="Bodega", now=now, shop_id=complaint.shop_id,
            number=complaint.number,
        )  # fmt: skip
        await tell_buyer(runtime, scope, complaint, "overdue", now=now)
        await tell_owner(runtime, scope, complaint, "overdue", now=now)


async def _ask_for_refund(
    runtime: Runtime, complaint_id: UUID, shop_id: UUID, number: str, now: datetime
) -> None:
    """The shop tells of a refund by itself; whoever counts its clock asks once more, in case the word was lost."""
    shop = await shop_with_tables(runtime, shop_id)
    given_back = None
    for door in duty_doors(runtime) if shop else ():
        given_back = await door.refunded(shop, number)
    async with platform_scope() as scope:
        if given_back is not None and await take_refund(runtime, scope, complaint_id, given_back, now=now):
            return
        if not await scope.execute(_MISSED, complaint_id, now):
            return
        complaint = await read_complaint(scope, complaint_id)
        await write_entry(scope, complaint_id, "refund_missed", side=CLOCK, now=now)
        await record(
            scope, deed="complaint.refund_missed", actor_id=None, actor="Bodega", now=now, shop_id=shop_id, number=number
        )  # fmt: skip
        await tell_buyer(runtime, scope, complaint, "refund_missed", now=now)
        await tell_owner(runtime, scope, complaint, "refund_missed", now=now)
        await tell_shop_soon(scope, complaint_id)
