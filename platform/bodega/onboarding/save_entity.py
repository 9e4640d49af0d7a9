"""The third step: who stands behind the shop. The number of the identity paper is sealed before it is kept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.form import Form
from bodega.onboarding.application import Application
from bodega.onboarding.keep_answer import keep_answer, open_for
from bodega.onboarding.limit_writes import admit_save
from bodega.onboarding.read_entity_form import IDENTITY, read_entity, read_identity_number
from bodega.onboarding.seal_personal import seal_personal
from bodega.qualifications.china_day import china_day
from bodega.runtime import Runtime


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
        entity = read_entity(form, in_china=application.market == "cn")
        kept = _identity(runtime, application, form, typed, today=china_day(now))
        form.require_ok()
        await keep_answer(scope, application, "entity", {**entity, IDENTITY: kept}, now=now)


def _identity(
    runtime: Runtime, application: Application, form: Form, typed: str, *, today: date
) -> Mapping[str, Any]:
    before = application.answer("entity")
    same_paper = before.get("id_kind") == form.value("id_kind")
    if not typed.strip() and before.get(IDENTITY) and same_paper:
        kept: Mapping[str, Any] = before[IDENTITY]
        return kept
    number = read_identity_number(form, typed, today=today)
    return seal_personal(runtime, application.id, IDENTITY, number) if number else {}
