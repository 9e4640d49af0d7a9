"""Complain of a shop: what was said is kept sealed until the shop itself has found the order, which a job asks for.

An order of another shop, of another contact or of nobody takes the very same way, so that nothing is learnt by trying.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.complaints.complaint import LONGEST_WORDS, Buyer, seal_buyer
from bodega.complaints.look_up_order import LOOK_UP_JOB
from bodega.complaints.write_entry import BUYER, check_words
from bodega.duties.keep_files import Sent, files_stored, write_files
from bodega.kernel.contact import Contact
from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime

_PER_ADDRESS, _PER_ORDER = 8, 5
_HOUR = 3600

_INSERT = """
    insert into complaint (id, shop_said, number, kind, locale, state, sealed, made_at)
    values ($1, $2, $3, $4, $5, 'checking', $6, $7)"""


@dataclass(frozen=True)
class NewComplaint:
    """`shop` is its address as somebody typed it, `number` a canonical order number, `email` where news go."""

    shop: str
    number: str
    contact: Contact
    email: str
    kind: str
    words: str
    locale: str
    files: Sent = ()


async def make_complaint(runtime: Runtime, new: NewComplaint, *, address: str, now: datetime) -> UUID:
    """Its id. Raises `InvalidInput` and `TooLarge` for words and files, `TooManyRequests`, `Unavailable`."""
    words = check_words(new.words, LONGEST_WORDS)
    await runtime.throttle.admit(f"complaint address {address}", _PER_ADDRESS, _HOUR)
    await runtime.throttle.admit(f"complaint order {new.number}", _PER_ORDER, _HOUR)
    complaint_id = new_id()
    email = new.contact.value if new.contact.kind == "email" else new.email
    sealed = seal_buyer(runtime.platform_vault, complaint_id, Buyer(new.contact.value, email, words))
    async with files_stored(runtime, new.files) as stored, platform_scope() as scope:
        await scope.execute(
            _INSERT, complaint_id, new.shop, new.number, new.kind, new.locale, sealed, now
        )  # fmt: skip
        await write_files(scope, complaint_id, BUYER, stored, now=now)
        await enqueue(scope, LOOK_UP_JOB, {"complaint_id": str(complaint_id)})
    return complaint_id
