"""Keep files by name in one place: a folder of this machine, or a bucket that speaks S3; both through obstore.

What is handed over is sealed already. A name is used once: nothing that is kept is ever written over.
"""

from datetime import timedelta
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from obstore import delete_async, get_async, put_async
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url
from platformdirs import user_data_path

from bodega.kernel.database import refuse_inside_scope
from bodega.kernel.errors import NotFound, SettingError, Unavailable

_PATIENCE = timedelta(seconds=20)
SCHEMES = ("file://", "memory://", "s3://")


class FileStore:
    """The place at `url`: `file:///srv/bodega/files`, or `s3://bucket/prefix` with the usual AWS_ variables."""

    def __init__(self, url: str = "") -> None:
        self.url = url or folder_url(user_data_path("bodega") / "files")
        if not self.url.startswith(SCHEMES):
            raise SettingError(
                "BODEGA_FILES_URL is %(value)s. It must begin with one of: %(choices)s.",
                value=self.url,
                choices=", ".join(SCHEMES),
            )

    async def put(self, place: str, content: bytes) -> None:
        """Raises `Unavailable`. Never inside a transaction."""
        refuse_inside_scope()
        try:
            await put_async(self._store, place, content, mode="create")
        except (BaseError, OSError) as error:
            raise Unavailable("The place where files are kept does not answer.") from error

    async def get(self, place: str) -> bytes:
        """Raises `NotFound` when nothing is kept there, `Unavailable`. Never inside a transaction."""
        refuse_inside_scope()
        try:
            found = await get_async(self._store, place)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            raise NotFound("This file is not kept any more.") from None
        except (BaseError, OSError) as error:
            raise Unavailable("The place where files are kept does not answer.") from error

    async def delete(self, place: str) -> None:
        """Whether it was there or not. Raises `Unavailable`. Never inside a transaction."""
        refuse_inside_scope()
        try:
            await delete_async(self._store, place)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise Unavailable("The place where files are kept does not answer.") from error

    @cached_property
    def _store(self) -> ObjectStore:
        """Opened by its first use: a process that keeps no file makes no folder."""
        try:
            if self.url.startswith("file://"):
                return from_url(self.url, mkdir=True)
            return from_url(self.url, retry_config={"max_retries": 3, "retry_timeout": _PATIENCE})
        except (BaseError, OSError, ValueError) as error:
            raise SettingError(
                "BODEGA_FILES_URL cannot be used: %(why)s", why=str(error).splitlines()[0]
            ) from error


def folder_url(folder: Path) -> str:
    """The address of a folder, whatever signs are in its name."""
    return f"file://{quote(str(folder.absolute()))}"
