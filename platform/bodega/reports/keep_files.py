"""Keep the files of a report: each sealed under a key of its own before it leaves this process."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.ids import new_id
from bodega.kernel.vault import ShopVault, new_data_key
from bodega.runtime import Runtime

TABLE, KEY, CONTENT = "report_file", "sealed_key", "content"

_INSERT = """
    insert into report_file (id, run_id, edition, name, media_type, place, sealed_key, size, digest, rows, made_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"""


@dataclass(frozen=True)
class MadeFile:
    """`digest` is SHA-256 over what is handed in, in the open."""

    name: str
    media_type: str
    content: bytes
    rows: int

    @property
    def digest(self) -> bytes:
        return sha256(self.content).digest()


@dataclass(frozen=True)
class KeptFile:
    """What lies in the store already, and will be known once its row is written."""

    id: UUID
    place: str
    sealed_key: bytes
    file: MadeFile


async def store_file(runtime: Runtime, file: MadeFile) -> KeptFile:
    """Outside of any transaction. Raises `Unavailable`."""
    file_id, key = new_id(), new_data_key()
    sealed = ShopVault(file_id, key).seal(file.content, table=TABLE, column=CONTENT, row_id=file_id)
    place = f"reports/{file_id.hex[-2:]}/{file_id.hex}"
    await runtime.files.put(place, sealed)
    sealed_key = runtime.platform_vault.seal(key, table=TABLE, column=KEY, row_id=file_id)
    return KeptFile(file_id, place, sealed_key, file)


async def write_file(scope: Scope, run_id: UUID, edition: int, kept: KeptFile, *, now: datetime) -> None:
    file = kept.file
    await scope.execute(
        _INSERT, kept.id, run_id, edition, file.name, file.media_type, kept.place, kept.sealed_key,
        len(file.content), file.digest, file.rows, now,
    )  # fmt: skip
