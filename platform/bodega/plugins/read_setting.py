"""Read one field of a settings form, as strictly as its declaration asks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bodega.kernel.errors import InvalidInput
from bodega.kernel.i18n import Text

_NO_TEXT = Text(en="", zh="")
_LONGEST = 2_000
_LONGEST_LINES = 20_000
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)
# Control characters in a name or a key have broken headers and signatures elsewhere.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Setting:
    """How one setting is shown. `choices` maps stored values to labels; a `bool` field becomes a check box.

    `lines` allows several lines, such as a key in PEM form. `url` asks for a web address. `required_if` names another
    field and the value of it under which this one must be filled in.
    """

    label: Text
    help: Text = _NO_TEXT
    secret: bool = False
    required: bool = False
    url: bool = False
    lines: bool = False
    choices: Mapping[str, Text] | None = None
    required_if: tuple[str, str] | None = None


@dataclass(frozen=True)
class SettingField:
    """One field of a settings form, ready to be drawn."""

    name: str
    kind: type
    setting: Setting
    default: Any


def read_setting(field: SettingField, sent: str) -> Any:
    """The value of `field`; raises `InvalidInput` naming it."""
    if field.kind is bool:
        return sent in ("1", "on", "true")
    text = _clean(field, sent)
    if field.kind is int:
        return _whole_number(field, text)
    if field.setting.choices is not None and text not in field.setting.choices:
        raise InvalidInput("Please choose one of these.", field=field.name)
    if field.setting.url and text and not _is_web_address(text):
        raise InvalidInput("Please enter an address that begins with https://.", field=field.name)
    return text


def _clean(field: SettingField, sent: str) -> str:
    lines = field.setting.lines
    text = sent.replace("\r\n", "\n").strip()
    if (_CONTROL_BUT_LINES if lines else _CONTROL).search(text):
        raise InvalidInput(
            "There is a character in this that nobody can see. Please type it in again.", field=field.name
        )
    most = _LONGEST_LINES if lines else _LONGEST
    if len(text) > most:
        raise InvalidInput("At most %(most)s characters, please.", field=field.name, most=most)
    return text


def _whole_number(field: SettingField, text: str) -> Any:
    if not text:
        return field.default
    if not _NUMBER.fullmatch(text):
        raise InvalidInput("Please enter a whole number.", field=field.name)
    return int(text)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0 and " " not in text
        )
    except ValueError:
        return False
