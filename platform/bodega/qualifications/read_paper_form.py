"""Read what a paper says from a form, field by field as its kind wants it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega.qualifications.catalogue import DocumentKind, PaperField
from bodega.qualifications.check_icp import check_icp, check_licence
from bodega.qualifications.check_uscc import check_uscc

LONGEST_TEXT = 120
# A paper that ends in the year 9999 is one without an end.
LAST_YEAR = 2200

FIELD_KINDS = ("text", "uscc", "icp", "licence", "digits", "host", "valid_from", "valid_until")

_HOST = re.compile(r"(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
_CHECKS: Mapping[str, Callable[[str], str]] = {"uscc": check_uscc, "icp": check_icp, "licence": check_licence}


@dataclass(frozen=True)
class PaperSaid:
    """What a paper says: `number` is the one that names it, "" where it has none."""

    fields: Mapping[str, str]
    number: str
    valid_from: date | None
    valid_until: date | None


def read_paper_form(kind: DocumentKind, form: Form, *, today: date) -> PaperSaid:
    """Mistakes stand beside their fields in `form`: a paper that is over already cannot be handed in."""
    said: dict[str, str] = {}
    days: dict[str, date | None] = {"valid_from": None, "valid_until": None}
    for field in kind.fields:
        if field.kind in days:
            days[field.kind] = _day(field, form, today)
        else:
            said[field.name] = _text(field, form)
    number = next((said.get(field.name, "") for field in kind.fields if field.number), "")
    begins, ends = days["valid_from"], days["valid_until"]
    if begins is not None and ends is not None and form.ok and ends < begins:
        form.refuse(_name_of(kind, "valid_until"), "It cannot end before it begins.")
    return PaperSaid(said, number, begins, ends)


def _name_of(kind: DocumentKind, wanted: str) -> str:
    return next(field.name for field in kind.fields if field.kind == wanted)


def _day(field: PaperField, form: Form, today: date) -> date | None:
    if field.optional and not form.filled(field.name):
        return None
    day = form.day(field.name)
    if not 1900 <= day.year <= LAST_YEAR:
        form.refuse(field.name, "This is not a date.")
    elif field.kind == "valid_until" and day < today:
        form.refuse(field.name, "This paper is over. Please hand in one that still counts.")
    return day


def _text(field: PaperField, form: Form) -> str:
    if field.optional and not form.filled(field.name):
        return ""
    typed = form.required_text(field.name, LONGEST_TEXT)
    if not typed:
        return ""
    try:
        return _checked(field, typed)
    except InvalidInput as error:
        form.refuse(field.name, error.message, **error.params)
        return typed


def _checked(field: PaperField, typed: str) -> str:
    if field.kind in _CHECKS:
        return _CHECKS[field.kind](typed)
    if field.kind == "host":
        host = typed.lower().removeprefix("https://").removeprefix("http://").strip("/.")
        if not _HOST.fullmatch(host):
            raise InvalidInput("This is no domain. It looks like shop.example.com.")
        return host
    if field.kind == "digits":
        length = field.length or len(typed)
        if not re.fullmatch(rf"[0-9]{{{length}}}", typed):
            raise InvalidInput("Please enter %(count)s digits.", count=length)
    return typed
