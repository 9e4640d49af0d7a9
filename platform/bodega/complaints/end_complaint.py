"""The buyer ends the complaint: takes it back, or says that it is solved."""

from datetime import datetime
from uuid import UUID

from bodega.complaints.complaint import read_complaint
from bodega.complaints.tell_people import tell_owner
from bodega.complaints.tell_shop import tell_shop_soon
from bodega.complaints.write_entry import BUYER, write_entry
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, Refused
from bodega.runtime import Runtime

ENDS = ("solved", "withdrawn")

_END = """
    update complaint set state = $2, ended_at = $3, revision = revision + 1
     where id = $1 and state in ('open', 'answered')"""


async def end_complaint(runtime: Runtime, complaint_id: UUID, end: str, *, now: datetime) -> None:
    """Raises `Refused` for one that is over."""
    if end not in ENDS:
        raise InvalidInput("Please choose one of these.", field="end")
    async with platform_scope() as scope:
        if not await scope.execute(_END, complaint_id, end, now):
            raise Refused("This complaint is over. Nothing can be added to it.")
        await write_entry(scope, complaint_id, end, side=BUYER, now=now)
        complaint = await read_complaint(scope, complaint_id)
        await tell_owner(runtime, scope, complaint, "withdrawn", now=now)
        await tell_shop_soon(scope, complaint_id)
