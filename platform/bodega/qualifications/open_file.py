"""Open one file of a paper for somebody who may see it, and write down who that was and why."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import new_id
from bodega.kernel.vault import ShopVault
from bodega.qualifications.keep_file import CONTENT, KEY, TABLE
from bodega.runtime import Runtime
from bodega.staff.audit import record

LONGEST_REASON = 200
OWN = "own"

_FIND = """
    select f.place, f.sealed_key, f.name, f.media_type, d.account_id, coalesce(d.shop_id, a.shop_id) as shop_id
      from document_file f
      join document d on d.id = f.document_id
      left join application a on a.id = d.application_id
     where f.id = $1"""
_RECORD = """
    insert into document_access (id, file_id, at, account_id, actor, address, why)
    values ($1, $2, $3, $4, $5, $6, $7)"""


@dataclass(frozen=True)
class Reader:
    """Who looks. `reviews`: with the permission to review, and then `why` says what for."""

    account_id: UUID
    name: str
    address: str
    reviews: bool = False
    why: str = ""


@dataclass(frozen=True)
class OpenedFile:
    content: bytes
    media_type: str
    name: str


async def open_file(runtime: Runtime, file_id: UUID, reader: Reader, *, now: datetime) -> OpenedFile:
    """What was uploaded. It is on the record before a byte of it is shown.

    Raises `NotFound` for a file that is neither the reader's own nor theirs to review, `InvalidInput` for staff without
    a reason, `Unavailable`, `CannotOpen` for content that was changed in the store.
    """
    why = " ".join(reader.why.split())[:LONGEST_REASON]
    async with platform_scope() as scope:
        row = await scope.fetchrow(_FIND, file_id)
        if row is None or not (reader.reviews or row["account_id"] == reader.account_id):
            raise NotFound
        if row["account_id"] == reader.account_id:
            why = OWN
        elif not why:
            raise InvalidInput("Please say why you look at this paper.", field="why")
        await scope.execute(
            _RECORD, new_id(), file_id, now, reader.account_id, reader.name, reader.address, why
        )
        if why != OWN:
            await record(
                scope, deed="paper.seen", actor_id=reader.account_id, actor=reader.name, now=now, shop_id=row["shop_id"],
                file=str(file_id), reason=why,
            )  # fmt: skip
    key = runtime.platform_vault.open(row["sealed_key"], table=TABLE, column=KEY, row_id=file_id)
    sealed = await runtime.files.get(row["place"])
    content = ShopVault(file_id, key).open(sealed, table=TABLE, column=CONTENT, row_id=file_id)
    return OpenedFile(content, row["media_type"], row["name"])
