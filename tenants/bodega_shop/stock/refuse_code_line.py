"""Finds the reason, if there is one, why a line cannot be imported as a code."""

import re
from typing import Final

from bodega_shop.stock.code_line import CANONICAL_SEPARATOR, MAX_CHARACTERS, MAX_FIELDS, CodeLine, Phrase

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]"
)
_BROKEN: Final = re.compile("[\ufffd\ud800-\udfff]")
"""What a program leaves where it could not read a character, and halves of characters."""

_SHORTENED_NUMBER: Final = re.compile(r"\d\.\d+E\+\d{2,3}")
"""How a spreadsheet shows, and saves as CSV, a number too long for its column: 1.23457E+15."""

_HEADINGS: Final = frozenset(
    [
        "卡号",
        "密码",
        "卡密",
        "卡号密码",
        "卡号和密码",
        "帐号",
        "账号",
        "序列号",
        "兑换码",
        "激活码",
        "卡密码",
        "充值码",
        "提取码",
        "account",
        "card",
        "cardno",
        "cardnumber",
        "cdkey",
        "code",
        "codes",
        "key",
        "licencekey",
        "licensekey",
        "number",
        "password",
        "pin",
        "redeemcode",
        "secret",
        "serial",
        "serialnumber",
        "username",
    ]
)


_NUMBERED_HEADING: Final = re.compile(r"(?:field|字段)\d{1,2}")
"""How our own exports name the third column and those after it."""


def refuse_code_line(line: CodeLine, *, is_first: bool) -> Phrase | None:
    """None for a line that can be a code. Only the first line of a source can be its heading."""
    if line.refusal is not None:
        return line.refusal
    text = CANONICAL_SEPARATOR.join(line.fields)
    return _refuse_fields(line.fields) or _refuse_text(text) or _refuse_meaning(line.fields, text, is_first)


def _refuse_fields(fields: tuple[str, ...]) -> Phrase | None:
    if not any(fields):
        return Phrase("There is nothing between the separators.")
    if "" in fields:
        return Phrase("Field %(position)d is empty.", {"position": fields.index("") + 1})
    if len(fields) > MAX_FIELDS:
        return Phrase(
            "It has %(count)d fields; at most %(limit)d are allowed.",
            {"count": len(fields), "limit": MAX_FIELDS},
        )
    return None


def _refuse_text(text: str) -> Phrase | None:
    if len(text) > MAX_CHARACTERS:
        return Phrase("It is longer than %(limit)d characters.", {"limit": MAX_CHARACTERS})
    if found := _CONTROL.search(text):
        return Phrase("It holds the control character %(character)s.", {"character": _name(found)})
    if found := _INVISIBLE.search(text):
        return Phrase("It holds the invisible character %(character)s.", {"character": _name(found)})
    if found := _BROKEN.search(text):
        return Phrase(
            "It holds %(character)s: this text was damaged before it came here.", {"character": _name(found)}
        )
    return None


def _refuse_meaning(fields: tuple[str, ...], text: str, is_first: bool) -> Phrase | None:
    if len(fields) > 1 and text.split(CANONICAL_SEPARATOR) != list(fields):
        return Phrase(
            "A field holds or touches “----”, which separates fields, so that they could not be told apart."
        )
    if any(_SHORTENED_NUMBER.fullmatch(field) for field in fields):
        return Phrase(
            "It is a number that a spreadsheet has shortened; its digits are lost. Import the original."
        )
    if is_first and all(_is_heading(field) for field in fields):
        return Phrase("It looks like a heading, not like a code.")
    return None


def _is_heading(field: str) -> bool:
    word = re.sub(r"[\s_:：.-]", "", field).casefold()
    return word in _HEADINGS or _NUMBERED_HEADING.fullmatch(word) is not None


def _name(found: re.Match[str]) -> str:
    return f"U+{ord(found[0]):04X}"
