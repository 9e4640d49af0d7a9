"""Hear that a shop gave back what it was told to."""

from datetime import datetime
from uuid import UUID

from bodega.complaints.complaint import read_complaint
from bodega.complaints.tell_people import tell_buyer
from bodega.complaints.tell_shop import tell_shop_soon
from bodega.complaints.write_entry import SHOP, write_entry
from bodega.kernel.database import Scope
from bodega.runtime import Runtime
from bodega.staff.audit import record

_TAKE = """
    update complaint set refunded_at = $3, revision = revision + 1
     where id = $1 and refund_level <= $2 and refunded_at is null"""


async def take_refund(
    runtime: Runtime, scope: Scope, complaint_id: UUID, given_back: int, *, now: datetime
) -> bool:
    """`given_back` is what went back of the order in all. Whether that ended what was owed; told twice changes nothing."""
    if not await scope.execute(_TAKE, complaint_id, given_back, now):
        return False
    complaint = await read_complaint(scope, complaint_id)
    await write_entry(scope, complaint_id, "refunded", side=SHOP, author=complaint.shop_name, now=now)
    await record(
        scope, deed="complaint.refunded", actor_id=None, actor=complaint.shop_name, now=now, shop_id=complaint.shop_id,
        number=complaint.number,
    )  # fmt: skip
    await tell_buyer(runtime, scope, complaint, "refunded", now=now)
    await tell_shop_soon(scope, complaint_id)
    return True
