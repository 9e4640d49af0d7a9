"""Reads what is typed about a batch: what a code cost, where it came from, until when it is good."""

from dataclasses import dataclass
from datetime import date

from bodega.kernel.errors import InvalidInput
from bodega.kernel.money import parse_amount

LONGEST_NOTE = 200
LATEST_DAY = date(2999, 12, 31)


@dataclass(frozen=True)
class BatchTexts:
    """As typed; each may be empty. The cost is of one code, in major units."""

    unit_cost: str = ""
    supplier_note: str = ""
    expires_on: str = ""


@dataclass(frozen=True)
class BatchFacts:
    """The cost in minor units of the denomination's currency. From `expires_on` on the codes are not sold."""

    unit_cost: int | None
    supplier_note: str
    expires_on: date | None


def read_batch_texts(texts: BatchTexts, currency: str, *, today: date | None) -> BatchFacts:
    """Raises `InvalidInput` naming the field. Without `today` a day gone by is taken too."""
    return BatchFacts(
        _read_cost(texts.unit_cost.strip(), currency),
        _read_note(texts.supplier_note),
        _read_day(texts.expires_on.strip(), today),
    )


def _read_cost(text: str, currency: str) -> int | None:
    if not text:
        return None
    try:
        return parse_amount(text, currency).minor
    except InvalidInput as error:
        raise InvalidInput(error.message, field="unit_cost", **error.params) from None


def _read_note(text: str) -> str:
    note = " ".join(text.split())
    if len(note) > LONGEST_NOTE:
        raise InvalidInput("At most %(most)s characters, please.", field="supplier_note", most=LONGEST_NOTE)
    return note


def _read_day(text: str, today: date | None) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.max
    if day > LATEST_DAY:
        raise InvalidInput("This is not a date.", field="expires_on")
    if today is not None and day <= today:
        raise InvalidInput("Codes that expire on this day could not be sold.", field="expires_on")
    return day
