"""The fifth step: where the shop's money goes when the platform holds any. The account's number is sealed."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.contact import parse_contact
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import BodegaError, InvalidInput
from bodega.kernel.form import Form
from bodega.onboarding.application import Application
from bodega.onboarding.keep_answer import keep_answer, open_for
from bodega.onboarding.limit_writes import admit_save
from bodega.onboarding.same_holder import OTHER_HOLDER, is_same_holder
from bodega.onboarding.seal_personal import seal_personal
from bodega.runtime import Runtime

ACCOUNT = "account"
WAYS = ("bank", "alipay")

# Chinese accounts have 8 to 30 digits, an IBAN up to 34 letters and digits.
_NUMBER = re.compile(r"[A-Z0-9]{8,34}")


async def save_settlement(
    runtime: Runtime, account_id: UUID, application_id: UUID, form: Form, *, now: datetime
) -> None:
    """A number left empty stays as it was, while the way stays the same.

    Raises `InvalidInput` with each mistake beside its field, `NotFound`, `StateConflict`, `TooManyRequests`.
    """
    await admit_save(runtime, account_id)
    typed = form.values.pop(ACCOUNT, "")
    async with platform_scope() as scope:
        application = await open_for(scope, application_id, account_id, "settlement", now=now)
        said = _read(form, application)
        kept = _account(runtime, application, form, typed)
        form.require_ok()
        await keep_answer(scope, application, "settlement", {**said, ACCOUNT: kept}, now=now)


def _read(form: Form, application: Application) -> dict[str, Any]:
    way, entity = form.choice("way", WAYS), application.answer("entity")
    holder = form.required_text("holder", 100)
    if holder and entity and not is_same_holder(holder, entity):
        form.refuse("holder", OTHER_HOLDER, entity=str(entity["name"]))
    return {
        "way": way,
        "holder": holder,
        "bank": form.required_text("bank", 100) if way == "bank" else "",
    }


def _account(runtime: Runtime, application: Application, form: Form, typed: str) -> Mapping[str, Any]:
    before = application.answer("settlement")
    if not typed.strip() and before.get(ACCOUNT) and before.get("way") == form.value("way"):
        kept: Mapping[str, Any] = before[ACCOUNT]
        return kept
    try:
        number = _number(typed, form.value("way"))
    except BodegaError as error:
        form.refuse(ACCOUNT, error.message)
        return {}
    return seal_personal(runtime, application.id, ACCOUNT, number)


def _number(typed: str, way: str) -> str:
    if not typed.strip():
        raise InvalidInput("Please fill this in.")
    if way == "alipay":
        return parse_contact(typed).value
    number = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()
    if not _NUMBER.fullmatch(number):
        raise InvalidInput("A bank account has 8 to 34 digits or letters.")
    return number
