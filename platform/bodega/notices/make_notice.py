"""Hand in a notice: who holds which right, what infringes it, where, and the proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.duties.keep_files import Sent, files_stored, write_files
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.notices.find_listings import FIND_JOB
from bodega.notices.notice import MOST_LISTINGS, Person, read_notice, seal_person, write_entry
from bodega.notices.tell_people import tell_holder
from bodega.runtime import Runtime
from bodega.staff.audit import record

_PER_ADDRESS, _PER_PERSON = 5, 5
_HOUR, _DAY = 3600, 86400

_INSERT = """
    insert into rights_notice (id, state, right_kind, right_said, claim, locale, sealed, name_digest, email_digest, made_at)
    values ($1, 'received', $2, $3, $4, $5, $6, $7, $8, $9)"""
_LISTING = "insert into notice_listing (id, notice_id, address, state) values ($1, $2, $3, 'looking')"


@dataclass(frozen=True)
class NewNotice:
    """`addresses` are those of listings; `claim` and `right_said` are published."""

    holder: Person
    right_kind: str
    right_said: str
    claim: str
    addresses: Sequence[str]
    locale: str
    files: Sent


async def make_notice(runtime: Runtime, new: NewNotice, *, address: str, now: datetime) -> UUID:
    """Its id. Raises `InvalidInput` and `TooLarge`, `TooManyRequests`, `Unavailable`."""
    if not 1 <= len(new.addresses) <= MOST_LISTINGS:
        raise InvalidInput("Please name one to %(most)s listings.", field="addresses", most=MOST_LISTINGS)
    if not new.files:
        raise InvalidInput("Please add proof of your right.", field="file")
    await runtime.throttle.admit(f"notice address {address}", _PER_ADDRESS, _HOUR)
    await runtime.throttle.admit(f"notice person {new.holder.email}", _PER_PERSON, _DAY)
    notice_id = new_id()
    async with files_stored(runtime, new.files) as stored, platform_scope() as scope:
        await _write(runtime, scope, notice_id, new, now)
        await write_files(scope, notice_id, "holder", stored, now=now)
    return notice_id


async def _write(runtime: Runtime, scope: Scope, notice_id: UUID, new: NewNotice, now: datetime) -> None:
    vault, holder = runtime.platform_vault, new.holder
    await scope.execute(
        _INSERT, notice_id, new.right_kind, new.right_said, new.claim, new.locale,
        seal_person(vault, notice_id, holder), vault.fingerprint(_plain(holder.name), "holder name"),
        vault.fingerprint(holder.email, "holder email"), now,
    )  # fmt: skip
    for one in new.addresses:
        await scope.execute(_LISTING, new_id(), notice_id, one)
    await write_entry(scope, notice_id, "made", side="holder", now=now)
    await record(
        scope,
        deed="notice.made",
        actor_id=None,
        actor="Bodega",
        now=now,
        notice=str(notice_id),
        right=new.right_kind,
    )
    await tell_holder(runtime, scope, await read_notice(scope, notice_id), "made", now=now)
    await enqueue(scope, FIND_JOB, {"notice_id": str(notice_id)})


def _plain(name: str) -> str:
    return "".join(name.lower().split())
