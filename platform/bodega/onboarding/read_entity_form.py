"""Read who stands behind a shop from a form: what is wrong stands beside its field."""

from collections.abc import Callable
from datetime import date
from typing import Any

from bodega.kernel.contact import parse_phone
from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega.onboarding.check_identity import check_other_number, check_resident_number
from bodega.qualifications.catalogue import ENTITIES
from bodega.qualifications.check_uscc import check_uscc

IDENTITY = "identity"
PAPERS = ("resident", "other")
LONGEST_NAME = 100


def read_entity(form: Form, *, in_china: bool) -> dict[str, Any]:
    """Everything but the number of the identity paper."""
    kind = form.choice("kind", ENTITIES)
    registered = kind in ("company", "sole_trader")
    return {
        "kind": kind,
        "name": form.required_text("name", LONGEST_NAME),
        "uscc": _checked(form, "uscc", check_uscc) if registered and in_china else "",
        "number": form.required_text("number", 60) if registered and not in_china else "",
        "representative": form.required_text("representative", LONGEST_NAME) if registered else "",
        "address": form.required_text("address", 200),
        "phone": _checked(form, "phone", parse_phone),
        "id_kind": form.choice("id_kind", PAPERS),
    }


def read_identity_number(form: Form, typed: str, *, today: date) -> str:
    """The number of the identity paper as it is kept; empty when the form says what is wrong with it."""
    if not typed.strip():
        form.refuse(IDENTITY, "Please fill this in.")
        return ""
    try:
        resident = form.value("id_kind") == "resident"
        return check_resident_number(typed, today=today) if resident else check_other_number(typed)
    except InvalidInput as error:
        form.refuse(IDENTITY, error.message)
        return ""


def _checked(form: Form, name: str, check: Callable[[str], str]) -> str:
    typed = form.required_text(name, 60)
    try:
        return check(typed) if typed else ""
    except InvalidInput as error:
        form.refuse(name, error.message, **error.params)
        return typed
