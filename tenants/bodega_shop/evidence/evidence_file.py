"""The exported evidence of one order as a file: read and checked for its shape, nothing more."""

from uuid import UUID

import msgspec

from bodega.kernel.errors import InvalidInput


class FiledShop(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    host: str


class FiledOrder(msgspec.Struct, frozen=True):
    id: UUID
    number: str


class FiledPlace(msgspec.Struct, frozen=True):
    """`place` counts from 0; `path` is in hex."""

    seal: int
    place: int
    path: tuple[str, ...]


class FiledEvent(msgspec.Struct, frozen=True):
    """`sealed` is None for an event that is too young for a seal."""

    text: str
    digest: str
    sealed: FiledPlace | None


class FiledAnchor(msgspec.Struct, frozen=True):
    via: str
    receipt: str
    at: int


class FiledSeal(msgspec.Struct, frozen=True):
    """Moments are microseconds since 1970."""

    number: int
    since: int
    until: int
    events: int
    root: str
    previous: str
    digest: str
    sealed_at: int
    anchors: tuple[FiledAnchor, ...] = ()


class FiledText(msgspec.Struct, frozen=True):
    """A text with its salt, or the moment at which both were erased."""

    digest: str
    salt: str | None = None
    text: str | None = None
    erased_at: int | None = None


class EvidenceFile(msgspec.Struct, frozen=True):
    format: str
    shop: FiledShop
    order: FiledOrder
    exported_at: int
    events: tuple[FiledEvent, ...]
    seals: tuple[FiledSeal, ...]
    texts: tuple[FiledText, ...]


def read_evidence_file(content: bytes, expected_format: str) -> EvidenceFile:
    """Raises `InvalidInput` for a file that is no evidence of this format."""
    try:
        file = msgspec.json.decode(content, type=EvidenceFile)
    except msgspec.DecodeError as error:
        raise InvalidInput(
            "This file is no evidence that a shop exported: %(why)s", why=str(error)
        ) from error
    if file.format != expected_format:
        raise InvalidInput(
            "This file has the format %(format)s, which is not known here.", format=file.format
        )
    return file
