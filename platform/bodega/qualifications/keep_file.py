"""Keep one file of a paper: sealed before it leaves this process, under a key of its own that the platform seals."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import BodegaError
from bodega.kernel.ids import new_id
from bodega.kernel.vault import ShopVault, new_data_key
from bodega.qualifications.read_upload import KeptFile
from bodega.runtime import Runtime

TABLE, KEY, CONTENT = "document_file", "sealed_key", "content"

_INSERT = """
    insert into document_file (id, document_id, place, sealed_key, name, media_type, size, digest, uploaded_at, uploaded_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""


@dataclass(frozen=True)
class StoredFile:
    """What lies in the store already, and will be known once its row is written."""

    id: UUID
    place: str
    sealed_key: bytes
    file: KeptFile
    digest: bytes


async def store_file(runtime: Runtime, file: KeptFile) -> StoredFile:
    """Seal and store; outside of any transaction. Raises `Unavailable`."""
    file_id, key = new_id(), new_data_key()
    sealed = ShopVault(file_id, key).seal(file.content, table=TABLE, column=CONTENT, row_id=file_id)
    # Named by chance alone: whoever sees the store's list learns neither whose it is nor what.
    place = f"papers/{file_id.hex[-2:]}/{file_id.hex}"
    await runtime.files.put(place, sealed)
    sealed_key = runtime.platform_vault.seal(key, table=TABLE, column=KEY, row_id=file_id)
    # The digest tells two papers apart that are one file; without the platform's key it says nothing.
    digest = runtime.platform_vault.fingerprint(sha256(file.content).hexdigest(), "document file")
    return StoredFile(file_id, place, sealed_key, file, digest)


async def write_file(
    scope: Scope, paper_id: UUID, stored: StoredFile, *, account_id: UUID, now: datetime
) -> None:
    file = stored.file
    await scope.execute(
        _INSERT, stored.id, paper_id, stored.place, stored.sealed_key, file.name, file.media_type,
        len(file.content), stored.digest, now, account_id,
    )  # fmt: skip


async def drop_stored(runtime: Runtime, stored: list[StoredFile]) -> None:
    """Take back what was stored for a paper that came to nothing; what cannot be reached stays, sealed and unknown."""
    for one in stored:
        with suppress(BodegaError):
            await runtime.files.delete(one.place)
