"""Read a submitted form field by field, collecting what is wrong beside each field and keeping what was typed."""

import re
import unicodedata
import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TypeVar

from bodega.kernel.contact import Contact, parse_contact, parse_email
from bodega.kernel.errors import BodegaError, InvalidInput
from bodega.kernel.money import Money, parse_amount

T = TypeVar("T")

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_TICKED = {"on", "1", "true", "yes"}

# PostgreSQL takes no NUL, UTF-8 no lone surrogate; the marks that turn the direction of writing serve to make one
# name look like another. Tabs and line ends stay.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Form:
    """The values as typed and the errors by field name; a template shows both, a handler asks `ok` before it acts.

    What a field's method returns after a mistake is of the right type and means nothing. An error is an
    `InvalidInput`, so it is told in the reader's language like every other failure.
    """

    def __init__(self, values: Mapping[str, object] | None = None) -> None:
        texts = {name: value for name, value in (values or {}).items() if isinstance(value, str)}
        self.values = {name: _UNWANTED.sub("", value).replace("\r\n", "\n") for name, value in texts.items()}
        self.errors: dict[str, BodegaError] = {}

    @property
    def ok(self) -> bool:
        return not self.errors

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def error(self, name: str) -> BodegaError | None:
        return self.errors.get(name)

    def filled(self, name: str) -> bool:
        return bool(self.value(name).strip())

    def refuse(self, name: str, message: str, **params: object) -> None:
        """Say what is wrong with a field; the first thing said stays."""
        self.errors.setdefault(name, InvalidInput(message, field=name, **params))

    def refuse_with(self, error: BodegaError, name: str = "") -> None:
        """Show a failure of the deed beside the field that it names, or above the whole form (the field `""`)."""
        self.errors.setdefault(getattr(error, "field", None) or name, error)

    def require_ok(self) -> None:
        """For whoever has no form to show again. Raises the first error."""
        for error in self.errors.values():
            raise error

    def text(self, name: str, max_length: int = 200) -> str:
        """One line, blanks collapsed; may be empty."""
        return self._within(name, " ".join(self.value(name).split()), max_length)

    def lines(self, name: str, max_length: int) -> str:
        """Several lines, as typed but for blanks around them; may be empty."""
        return self._within(name, self.value(name).strip(), max_length)

    def required_text(self, name: str, max_length: int = 200) -> str:
        return self._required(name, self.text(name, max_length))

    def required_lines(self, name: str, max_length: int) -> str:
        return self._required(name, self.lines(name, max_length))

    def secret(self, name: str) -> str:
        """A password exactly as typed, and gone from the values, so that no page shows it again."""
        return self._required(name, self.values.pop(name, ""))

    def integer(self, name: str, least: int, most: int, default: int | None = None) -> int:
        """A number within bounds; an empty field is the default, where there is one."""
        typed = unicodedata.normalize("NFKC", self.value(name)).strip()
        if not typed and default is not None:
            return default
        if not _INTEGER.fullmatch(self._required(name, typed)):
            self.refuse(name, "Please enter a whole number.")
            return least
        number = int(typed)
        if not least <= number <= most:
            self.refuse(name, "Please enter a number from %(least)s to %(most)s.", least=least, most=most)
        return number

    def amount(
        self, name: str, currency: str, least: Money | None = None, most: Money | None = None
    ) -> Money:
        """An amount in major units of the currency, not negative."""
        typed = unicodedata.normalize("NFKC", self.value(name)).strip()
        amount = self._read(name, typed, lambda text: parse_amount(text, currency), Money.zero(currency))
        if least is not None and amount < least:
            self.refuse(name, "This must be at least %(least)s.", least=least)
        if most is not None and amount > most:
            self.refuse(name, "This must be at most %(most)s.", most=most)
        return amount

    def choice(self, name: str, options: Collection[str]) -> str:
        value = self.value(name).strip()
        if self._required(name, value) not in options:
            self.refuse(name, "Please choose one of these.")
        return value

    def checkbox(self, name: str) -> bool:
        return self.value(name).strip().lower() in _TICKED

    def consent(self, name: str) -> bool:
        """A box that has to be ticked."""
        if not self.checkbox(name):
            self.refuse(name, "Please tick this to go on.")
        return self.checkbox(name)

    def identifier(self, name: str) -> uuid.UUID:
        """The id of something that was chosen on the page."""
        try:
            return uuid.UUID(self._required(name, self.value(name).strip()))
        except ValueError:
            self.refuse(name, "Please choose one of these.")
            return uuid.UUID(int=0)

    def day(self, name: str) -> date:
        """As browsers send it, `2026-11-21`."""
        try:
            return date.fromisoformat(self._required(name, self.value(name).strip()))
        except ValueError:
            self.refuse(name, "This is not a date.")
            return date.min

    def email(self, name: str) -> str:
        return self._read(name, self.value(name), parse_email, "")

    def contact(self, name: str) -> Contact:
        """An e-mail address or a mobile number."""
        return self._read(name, self.value(name), parse_contact, Contact("email", ""))

    def _read(self, name: str, text: str, parse: Callable[[str], T], nothing: T) -> T:
        try:
            return parse(self._required(name, text))
        except InvalidInput as error:
            self.refuse(name, error.message, **error.params)
            return nothing

    def _required(self, name: str, text: str) -> str:
        if not text.strip():
            self.refuse(name, "Please fill this in.")
        return text

    def _within(self, name: str, text: str, max_length: int) -> str:
        if len(text) > max_length:
            self.refuse(name, "At most %(most)s characters, please.", most=max_length)
        return text
