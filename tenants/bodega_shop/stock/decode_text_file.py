"""Finds the encoding of an uploaded text file by strict rules and decodes it, or says which bytes forbid it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal, get_args

from bodega.kernel.errors import InvalidInput

Encoding = Literal["UTF-8", "UTF-16LE", "UTF-16BE", "GB18030"]

_BYTE_ORDER_MARKS: Final[tuple[tuple[bytes, Encoding], ...]] = (
    (b"\xef\xbb\xbf", "UTF-8"),
    (b"\xff\xfe", "UTF-16LE"),
    (b"\xfe\xff", "UTF-16BE"),
    (b"\x84\x31\x95\x33", "GB18030"),
)
_UTF_32_MARKS: Final = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_THREE_BYTES_IN_UTF_8: Final = re.compile("[\u0800-\U0010ffff]")
_ONLY_CHINESE: Final = re.compile("[\u3000-\u3002\u4e00-\u9fff\uff00-\uff5e]+")
_UTF_16_ORDERS: Final[tuple[Encoding, ...]] = ("UTF-16LE", "UTF-16BE")
_UNITS_PER_NUL_OF_UTF_16: Final = 8
"""Codes and line feeds are ASCII, and so every second byte of theirs is NUL; rarer ones are strays in another text."""

_LONGEST_SINGLE_LINE_BYTES: Final = 8_000


class UnreadableFile(InvalidInput):
    """Not a file that can be read here."""

    kind = "unreadable-file"


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text without its byte order mark; `also_valid` names encodings that fit the same bytes just as strictly."""

    text: str
    encoding: Encoding
    also_valid: tuple[Encoding, ...] = ()


def decode_text_file(data: bytes, *, encoding: Encoding | None = None) -> DecodedText:
    """Decode `data`, all of it or nothing; `encoding` overrides what would be found.

    A byte order mark decides alone. Without one: NUL bytes mean UTF-16, then valid UTF-8 is UTF-8, then valid
    GB18030 is GB18030. Bytes that fit two readings equally well come with `also_valid`, so that the choice is
    never a silent one. Raises UnreadableFile with the offset (from 0) and the bytes where the best try failed.
    """
    if encoding is not None:
        return _decode_as_chosen(data, encoding)
    if data.startswith(_UTF_32_MARKS):
        raise UnreadableFile("This file is UTF-32. Save it as UTF-8 and try again.")
    for mark, marked_encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return DecodedText(_decode_after_mark(data, mark, marked_encoding), marked_encoding)
    if b"\0" in data:
        return _decode_unmarked_utf_16(data)
    return _decode_unmarked_bytes(data)


def _decode_as_chosen(data: bytes, encoding: Encoding) -> DecodedText:
    if encoding not in get_args(Encoding):
        raise UnreadableFile("Unknown encoding %(encoding)s.", encoding=encoding)
    marks = [mark for mark, marked in _BYTE_ORDER_MARKS if marked == encoding and data.startswith(mark)]
    return DecodedText(_decode_after_mark(data, marks[0] if marks else b"", encoding), encoding)


def _decode_after_mark(data: bytes, mark: bytes, encoding: Encoding) -> str:
    try:
        return data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(data, {encoding: len(mark) + error.start}) from None


def _decode_unmarked_utf_16(data: bytes) -> DecodedText:
    if data.count(0) * 2 * _UNITS_PER_NUL_OF_UTF_16 < len(data):
        raise _unreadable(data, dict.fromkeys(get_args(Encoding), data.index(b"\0")))
    readings: list[DecodedText] = []
    failures: dict[Encoding, int] = {}
    for encoding in _UTF_16_ORDERS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            failures[encoding] = error.start
            continue
        doubtful = _first_doubtful_offset(text, encoding)
        if doubtful is None:
            readings.append(DecodedText(text, encoding))
        else:
            failures[encoding] = doubtful
    if len(readings) > 1:
        readings = [reading for reading in readings if reading.encoding == _side_of_nul_bytes(data)]
    if not readings:
        raise _unreadable(data, failures or dict.fromkeys(_UTF_16_ORDERS, data.index(b"\0")))
    return readings[0]


def _first_doubtful_offset(text: str, encoding: Encoding) -> int | None:
    """Where a character stands that no text holds.

    With the two bytes of a unit swapped a line feed becomes U+0A00, which is unassigned, and a carriage return
    U+0D00, a sign of old Malayalam, so that the wrong byte order shows itself in every file of more than one line.
    """
    doubtful = {c for c in set(text) if c in "\0\u0d00" or unicodedata.category(c) in {"Cn", "Co"}}
    if not doubtful:
        return None
    first = min(text.index(character) for character in doubtful)
    return len(text[:first].encode(encoding))


def _side_of_nul_bytes(data: bytes) -> Encoding | None:
    """The byte order in which every NUL is the high byte of an ASCII character, if exactly one order is such."""
    at_even, at_odd = data[0::2].count(0), data[1::2].count(0)
    if at_even and at_odd:
        return None
    return "UTF-16BE" if at_even else "UTF-16LE"


def _decode_unmarked_bytes(data: bytes) -> DecodedText:
    try:
        text = data.decode("UTF-8")
    except UnicodeDecodeError as error:
        return _decode_gb18030(
            data, valid_utf_8=data[: error.start].decode("UTF-8"), utf_8_offset=error.start
        )
    return DecodedText(text, "UTF-8", ("GB18030",) if _is_gb18030_by_accident(data, text) else ())


def _decode_gb18030(data: bytes, *, valid_utf_8: str, utf_8_offset: int) -> DecodedText:
    if _THREE_BYTES_IN_UTF_8.search(valid_utf_8):
        # Chinese in UTF-8 up to here, then damaged or cut off. Most such files are valid GB18030 by accident, and
        # reading them so would put mojibake on sale.
        raise _unreadable(data, {"UTF-8": utf_8_offset})
    try:
        text = data.decode("GB18030")
    except UnicodeDecodeError as error:
        raise _unreadable(data, {"UTF-8": utf_8_offset, "GB18030": error.start}) from None
    return DecodedText(text, "GB18030", _utf_16_by_accident(data))


def _is_gb18030_by_accident(data: bytes, text: str) -> bool:
    """Whether UTF-8 and GB18030 both fit: é in UTF-8 is the same two bytes as 茅 in GB18030."""
    if text.isascii() or _THREE_BYTES_IN_UTF_8.search(text):
        return False
    try:
        data.decode("GB2312")
    except UnicodeDecodeError:
        return False
    return True


def _utf_16_by_accident(data: bytes) -> tuple[Encoding, ...]:
    """Byte orders in which the whole file is nothing but Chinese: one line without a line feed has no NUL."""
    if len(data) > _LONGEST_SINGLE_LINE_BYTES or len(data) % 2:
        return ()
    return tuple(order for order in _UTF_16_ORDERS if _ONLY_CHINESE.fullmatch(data.decode(order, "replace")))


def _unreadable(data: bytes, failures: dict[Encoding, int]) -> UnreadableFile:
    """Name the failure that came latest: the encoding that got furthest is most likely the one meant."""
    offset = max(failures.values())
    return UnreadableFile(
        "This file cannot be read as text: at byte offset %(offset)d stand the bytes %(bytes)s, which fit none of "
        "%(tried)s. Nothing was imported. Save it as UTF-8, or choose the encoding yourself.",
        offset=offset,
        bytes=data[offset : offset + 4].hex(" "),
        tried=", ".join(sorted(failures)),
    )
