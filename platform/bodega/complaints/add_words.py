"""Say something in a complaint: the shop's first words are its answer, everybody's later ones are added."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.complaints.complaint import LONGEST_WORDS, Complaint, read_complaint
from bodega.complaints.tell_people import tell_buyer, tell_owner
from bodega.complaints.tell_shop import tell_shop_soon
from bodega.complaints.write_entry import BUYER, PLATFORM, SHOP, check_words, write_entry
from bodega.duties.keep_files import Sent, files_stored, write_files
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import Refused
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

_MOST_ENTRIES = 60

_HOLD = "select state from complaint where id = $1 for update"
_ANSWER = """
    update complaint set state = 'answered', answered_at = $2, revision = revision + 1
     where id = $1 and state = 'open'"""
_COUNT = "select count(*) from complaint_entry where complaint_id = $1"


@dataclass(frozen=True)
class Said:
    """Who says what. Only `author` is shown to the other side, and only of the shop and the platform."""

    side: str
    words: str
    files: Sent = ()
    author: str = ""
    shop_id: UUID | None = None
    account_id: UUID | None = None


async def add_words(runtime: Runtime, complaint_id: UUID, said: Said, *, now: datetime) -> None:
    """Raises `InvalidInput` for words and files, `Refused` once it is over, `NotFound` for another shop's."""
    words = check_words(said.words, LONGEST_WORDS)
    async with files_stored(runtime, said.files) as stored, platform_scope() as scope:
        complaint = await read_complaint(scope, complaint_id, shop_id=said.shop_id)
        await _hold(scope, complaint)
        deed = "said"
        if said.side == SHOP and await scope.execute(_ANSWER, complaint_id, now):
            deed = "answered"
            await record(
                scope, deed="complaint.answered", actor_id=said.account_id, actor=said.author, now=now,
                shop_id=complaint.shop_id, number=complaint.number,
            )  # fmt: skip
            await tell_shop_soon(scope, complaint_id)
        await write_entry(scope, complaint_id, deed, side=said.side, author=said.author, words=words, now=now)
        await write_files(scope, complaint_id, said.side, stored, now=now)
        await _tell(runtime, scope, complaint, said.side, now)


async def add_as_staff(
    runtime: Runtime, complaint_id: UUID, words: str, staff: StaffMember, *, now: datetime
) -> None:
    """A word of the platform, which both sides read."""
    said = check_words(words, LONGEST_WORDS)
    async with platform_scope() as scope:
        complaint = await read_complaint(scope, complaint_id)
        await _hold(scope, complaint)
        await write_entry(scope, complaint_id, "said", side=PLATFORM, author=staff.name, words=said, now=now)
        await record(
            scope, deed="complaint.said", actor_id=staff.account_id, actor=staff.name, now=now,
            shop_id=complaint.shop_id, number=complaint.number,
        )  # fmt: skip
        await _tell(runtime, scope, complaint, PLATFORM, now)


async def _hold(scope: Scope, complaint: Complaint) -> None:
    if await scope.fetchval(_HOLD, complaint.id) not in ("open", "answered"):
        raise Refused("This complaint is over. Nothing can be added to it.")
    if await scope.fetchval(_COUNT, complaint.id) >= _MOST_ENTRIES:
        raise Refused("So much was said here that nothing more can be added.")


async def _tell(runtime: Runtime, scope: Scope, complaint: Complaint, side: str, now: datetime) -> None:
    if side == SHOP:
        await tell_buyer(runtime, scope, complaint, "shop_said", now=now)
    elif side == BUYER:
        await tell_owner(runtime, scope, complaint, "buyer_said", now=now)
    else:
        await tell_buyer(runtime, scope, complaint, "platform_said", now=now)
        await tell_owner(runtime, scope, complaint, "platform_said", now=now)
