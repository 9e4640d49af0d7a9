"""Read the e-mail address or phone number under which somebody can be reached, so that equal ones compare equal."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from bodega.kernel.errors import InvalidInput

# Narrower than RFC 5321: what real mailboxes use. Quoted local parts and address literals are left out, blanks and
# line ends cannot get into a mail header.
_EMAIL = re.compile(
    r"(?=.{3,254}\Z)(?!\.)(?!.*\.\.)[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}(?<!\.)"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})"
)
_CHINESE_MOBILE = re.compile(r"(?:\+86|0086)?(1[3-9][0-9]{9})")
_INTERNATIONAL = re.compile(r"(?:\+|00)([1-9][0-9]{6,14})")  # E.164: at most fifteen digits
_PHONE_SEPARATORS = re.compile(r"[\s\-.()‐-―]+")
_LONGEST_TYPED = 300


@dataclass(frozen=True, slots=True)
class Contact:
    kind: Literal["email", "phone"]
    value: str


def parse_contact(text: str) -> Contact:
    """Raises `InvalidInput` when it is neither an e-mail address nor a phone number."""
    try:
        return (
            Contact("email", parse_email(text))
            if "@" in _plain(text)
            else Contact("phone", parse_phone(text))
        )
    except InvalidInput:
        raise InvalidInput("Please enter an e-mail address or a mobile number.") from None


def parse_email(text: str) -> str:
    """In lower case: no provider of note tells two mailboxes apart by case, and people type both."""
    email = _plain(text)
    if not _EMAIL.fullmatch(email):
        raise InvalidInput("This is not an e-mail address.")
    return email


def parse_phone(text: str) -> str:
    """With its country, `+8613800138000`; eleven digits alone are a Chinese mobile number."""
    digits = _PHONE_SEPARATORS.sub("", _plain(text))
    if chinese := _CHINESE_MOBILE.fullmatch(digits):
        return f"+86{chinese[1]}"
    foreign = _INTERNATIONAL.fullmatch(digits)
    if not foreign or foreign[1].startswith("86"):
        raise InvalidInput("This is not a mobile number.")
    return f"+{foreign[1]}"


def _plain(text: str) -> str:
    """Full-width letters and digits, as Chinese keyboards make them, become plain ones."""
    if len(text) > _LONGEST_TYPED:
        raise InvalidInput("Please enter an e-mail address or a mobile number.")
    return unicodedata.normalize("NFKC", text).strip().lower()
