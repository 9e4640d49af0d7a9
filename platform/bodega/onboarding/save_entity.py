"""The third step: who stands behind the shop. The number of the identity paper is sealed before it is kept."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bodega.kernel.contact import parse_phone
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import InvalidInput
from bodega.kernel.form import Form
from bodega.onboarding.application import Application
from bodega.onboarding.check_identity import check_other_number, check_resident_number
from bodega.onboarding.keep_answer import keep_answer, open_for
from bodega.onboarding.limit_writes import admit_save
from bodega.onboarding.seal_personal import seal_personal
from bodega.qualifications.catalogue import ENTITIES
from bodega.qualifications.check_uscc import check_uscc
from bodega.qualifications.china_day import china_day
from bodega.runtime import Runtime

IDENTITY = "identity"
PAPERS = ("resident", "other")
LONGEST_NAME = 100


async def save_entity(
    runtime: Runtime, account_id: UUID, application_id: UUID, form: Form, *, now: datetime
) -> None:
    """An identity number left empty stays as it was. The form's values lose it, so that no page shows it again.

    Raises `InvalidInput` with each mistake beside its field, `NotFound`, `StateConflict`, `TooManyRequests`.
    """
    await admit_save(runtime, account_id)
    typed = form.values.pop(IDENTITY, "")
    async with platform_scope() as scope:
        application = await open_for(scope, application_id, account_id, "entity", now=now)
        entity = _read(form, in_china=application.market == "cn")
        kept = _identity(runtime, application, form, typed, today=china_day(now))
        form.require_ok()
        await keep_answer(scope, application, "entity", {**entity, IDENTITY: kept}, now=now)


def _read(form: Form, *, in_china: bool) -> dict[str, Any]:
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


def _identity(
    runtime: Runtime, application: Application, form: Form, typed: str, *, today: date
) -> Mapping[str, Any]:
    before = application.answer("entity")
    same_paper = before.get("id_kind") == form.value("id_kind")
    if not typed.strip() and before.get(IDENTITY) and same_paper:
        kept: Mapping[str, Any] = before[IDENTITY]
        return kept
    if not typed.strip():
        form.refuse(IDENTITY, "Please fill this in.")
        return {}
    try:
        resident = form.value("id_kind") == "resident"
        number = check_resident_number(typed, today=today) if resident else check_other_number(typed)
    except InvalidInput as error:
        form.refuse(IDENTITY, error.message)
        return {}
    return seal_personal(runtime, application.id, IDENTITY, number)


def _checked(form: Form, name: str, check: Callable[[str], str]) -> str:
    typed = form.required_text(name, 60)
    try:
        return check(typed) if typed else ""
    except InvalidInput as error:
        form.refuse(name, error.message, **error.params)
        return typed
