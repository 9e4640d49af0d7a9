"""Cut an answer of Alipay's into its parts, each exactly as it was sent, because the signature is over that text."""

import json
from typing import Any

_decoder = json.JSONDecoder(parse_float=str, parse_int=str)
_BLANKS = " \t\r\n"


def cut_answer(text: str) -> dict[str, tuple[str, Any]]:
    """Each member of the outermost object: its text, and its value with every number as the text that was sent.

    Braces, escapes and further `sign` members inside a value mislead nobody. Raises `ValueError` for anything but one
    object with each member once.
    """
    parts: dict[str, tuple[str, Any]] = {}
    at = _skip(text, 0, "{")
    while True:
        is_named = text[at : at + 1] == '"'
        name, at = _read(text, at)
        at = _skip(text, at, ":")
        value, end = _read(text, at)
        if not is_named or name in parts:
            raise ValueError("this is not one object with each member once")
        parts[name] = (text[at:end], value)
        at = _after_blanks(text, end)
        if text[at : at + 1] == "}":
            break
        at = _skip(text, at, ",")
    if _after_blanks(text, at + 1) != len(text):
        raise ValueError("there is something behind the object")
    return parts


def _read(text: str, at: int) -> tuple[Any, int]:
    try:
        return _decoder.raw_decode(text, at)
    except RecursionError:
        raise ValueError("this is too deep") from None


def _skip(text: str, at: int, mark: str) -> int:
    """The place behind `mark` and the blanks around it."""
    at = _after_blanks(text, at)
    if text[at : at + 1] != mark:
        raise ValueError(f"there is no {mark} where one must be")
    return _after_blanks(text, at + 1)


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at
