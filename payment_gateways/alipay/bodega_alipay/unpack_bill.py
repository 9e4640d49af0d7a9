"""Unpack the archive of a bill: of its tables in GBK, the one that lists every line."""

import io
import zipfile
import zlib

_MOST_FILES = 20
_MOST_BYTES = 50_000_000
# Names the column that only the list of lines has; the other file is sums per shop.
_IN_THE_LIST = "支付宝交易号"


def unpack_bill(archive: bytes) -> str:
    """The text of the list. Raises `ValueError` for what is no such archive, or would unpack beyond all measure."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as files:
            texts = [_text_of(files, entry) for entry in _tables(files)]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        raise ValueError("this is no archive") from None
    lists = [text for text in texts if _IN_THE_LIST in text]
    if len(lists) != 1:
        raise ValueError("there is not one list of lines in this archive")
    return lists[0]


def _tables(files: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Their names are in GBK, which nobody declares, so only the ending is looked at."""
    entries = [entry for entry in files.infolist() if entry.filename.lower().endswith(".csv")]
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_BYTES:
        raise ValueError("this archive is too large")
    return entries


def _text_of(files: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    with files.open(entry) as table:
        raw = table.read(entry.file_size + 1)
    try:
        return raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "gb18030")
    except UnicodeDecodeError:
        raise ValueError("this table is not in GBK") from None
