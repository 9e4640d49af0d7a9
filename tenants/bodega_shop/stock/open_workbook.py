"""Opens an XLSX file as a package of XML parts, with limits that make a hostile one harmless.

openpyxl builds a tree per row and needed 1.3 GB and 16 seconds for a 20 kB file with one row of four million empty
cells. So the parts are streamed here, and openpyxl is asked only for what number formats, dates and escapes mean.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from xml.parsers import expat

from bodega_shop.stock.decode_text_file import UnreadableFile

MAX_UNCOMPRESSED_BYTES: Final = 128 * 1024 * 1024
MAX_TAGS: Final = 9_000_000
_CHUNK_BYTES: Final = 64 * 1024
_MAX_DEPTH: Final = 100
_MAX_TOKEN_BYTES: Final = 1024 * 1024
"""expat reads an unfinished tag or comment again with every piece, which made one of 60 MB cost half a minute."""

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,  # an unknown XML encoding, a missing attribute
    NotImplementedError,  # an exotic compression
    OSError,
    RuntimeError,  # an encrypted entry
    ValueError,  # a number that is none
)


@dataclass(frozen=True, slots=True)
class PartHandlers:
    """What to do at the start of an element (its name without prefix, its attributes), at its end, and with text."""

    start: Callable[[str, dict[str, str]], None]
    end: Callable[[str], None] = lambda _name: None
    text: Callable[[str], None] = lambda _text: None


@dataclass(frozen=True, slots=True)
class Relationship:
    """Where one part points: `kind` is the last word of the relationship's type, such as "worksheet"."""

    kind: str
    target: str


@contextmanager
def open_workbook(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, once the sizes it declares are within bounds: zipfile never yields more than is declared.

    Raises UnreadableFile for it and for all damage met inside the `with` block.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNCOMPRESSED_BYTES:
                raise _too_large()
            yield archive
    except _DAMAGE as error:
        raise damaged_workbook() from error


def damaged_workbook() -> UnreadableFile:
    return UnreadableFile("This workbook is damaged or not an .xlsx file. Nothing was imported.")


def read_part(archive: zipfile.ZipFile, name: str, handlers: PartHandlers) -> None:
    for _ in stream_part(archive, name, handlers):
        pass


def stream_part(archive: zipfile.ZipFile, name: str, handlers: PartHandlers) -> Iterator[None]:
    """Parse one part piece by piece, giving control back after each piece so that results can be handed on."""
    parser = _build_parser(handlers)
    fed = tags = 0
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK_BYTES):
            fed += len(chunk)
            tags += chunk.count(b"<")
            if tags > MAX_TAGS:
                raise _too_large()
            parser.Parse(chunk, False)
            if fed - parser.CurrentByteIndex > _MAX_TOKEN_BYTES:
                raise damaged_workbook()
            yield
    parser.Parse(b"", True)
    yield


def _build_parser(handlers: PartHandlers) -> expat.XMLParserType:
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise damaged_workbook()
        handlers.start(tag.rpartition(":")[2], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        handlers.end(tag.rpartition(":")[2])

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handlers.text
    return parser


def find_relationships(archive: zipfile.ZipFile, part: str) -> dict[str, Relationship]:
    """The relationships of `part` ("" for the whole package) by their id, targets as names inside the archive."""
    folder, name = posixpath.split(part)
    found: dict[str, Relationship] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
            found[attributes["Id"]] = Relationship(posixpath.basename(attributes["Type"]), target)

    read_part(archive, posixpath.join(folder, "_rels", f"{name}.rels"), PartHandlers(start))
    return found


def _refuse_document_type(*_declaration: object) -> None:
    raise damaged_workbook()


def _too_large() -> UnreadableFile:
    return UnreadableFile("This workbook is too large when unpacked. Please split it, or save it as CSV.")
