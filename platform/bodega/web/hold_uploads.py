"""Keep uploaded files in memory: some hold codes, and codes are never written to a disk unsealed."""

from litestar import _multipart
from litestar.datastructures import UploadFile


class HeldUpload(UploadFile):
    """Litestar writes what is larger than a megabyte into a temporary file; the limit on bodies bounds it here."""

    def __init__(
        self,
        content_type: str,
        filename: str,
        file_data: bytes | None = None,
        headers: dict[str, str] | None = None,
        max_spool_size: int = 0,
    ) -> None:
        # To SpooledTemporaryFile no size at all means: never roll over to the disk.
        super().__init__(content_type, filename, file_data, headers, max_spool_size)


def hold_uploads() -> None:
    """Litestar has no setting for this, so its parser is given our kind of file, for the whole process."""
    _multipart.UploadFile = HeldUpload  # type: ignore[attr-defined]
