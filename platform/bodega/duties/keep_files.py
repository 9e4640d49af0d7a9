"""Keep the files that come with a complaint or a notice: made safe and sealed like papers, known by a row of their own."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from litestar.datastructures import UploadFile

from bodega.kernel.database import Scope
from bodega.kernel.errors import InvalidInput
from bodega.qualifications.keep_file import StoredFile, drop_stored, store_file
from bodega.qualifications.read_upload import LARGEST_BYTES, read_upload
from bodega.runtime import Runtime
from bodega.web.visit import AnyRequest

MOST_FILES = 5
# Three of the largest kind at once, or five ordinary ones.
LARGEST_FORM_BYTES = 3 * LARGEST_BYTES + 64 * 1024
ACCEPTED = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"

Sent = Sequence[tuple[str, bytes]]

_INSERT = """
    insert into duty_file (id, subject_id, side, place, sealed_key, name, media_type, size, digest, uploaded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""


async def sent_files(request: AnyRequest) -> Sent:
    """The files of the form's field `file`, as they were sent: names and contents."""
    form = await request.form()
    found = [one for one in form.getall("file", []) if isinstance(one, UploadFile) and one.filename]
    return [(one.filename, await one.read()) for one in found]


@asynccontextmanager
async def files_stored(runtime: Runtime, sent: Sent) -> AsyncIterator[list[StoredFile]]:
    """Sealed in the store for as long as the block succeeds; outside of any transaction, which the block opens.

    Raises `InvalidInput` and `TooLarge` for what cannot be kept, `Unavailable`.
    """
    if len(sent) > MOST_FILES:
        raise InvalidInput("Please add at most %(most)s files.", field="file", most=MOST_FILES)
    kept = [await read_upload(content, name) for name, content in sent]
    stored: list[StoredFile] = []
    try:
        for file in kept:
            stored.append(await store_file(runtime, file))  # noqa: PERF401 - those stored so far are dropped on failure
        yield stored
    except Exception:
        await drop_stored(runtime, stored)
        raise


async def write_files(
    scope: Scope, subject_id: UUID, side: str, stored: Sequence[StoredFile], *, now: datetime
) -> None:
    for one in stored:
        await scope.execute(
            _INSERT, one.id, subject_id, side, one.place, one.sealed_key, one.file.name, one.file.media_type,
            len(one.file.content), one.digest, now,
        )  # fmt: skip


async def move_files(scope: Scope, subject_id: UUID, to: UUID) -> None:
    await scope.execute("update duty_file set subject_id = $2 where subject_id = $1", subject_id, to)


async def forget_files(scope: Scope, subject_id: UUID) -> list[str]:
    """Drop the rows; the places in the store are the caller's to empty once that is committed."""
    rows = await scope.fetch("delete from duty_file where subject_id = $1 returning place", subject_id)
    return [row["place"] for row in rows]
