"""The first step: what the shop will sell, and to whom."""

from datetime import datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.form import Form
from bodega.onboarding.keep_answer import keep_answer, open_for
from bodega.onboarding.limit_writes import admit_save
from bodega.qualifications.catalogue import Catalogue
from bodega.qualifications.read_catalogue import read_catalogue
from bodega.runtime import Runtime

FIELD = "c_"
MARKETS = ("cn", "everywhere")
MOST_CATEGORIES = 30
LONGEST_AUDIENCE = 300


async def save_goods(
    runtime: Runtime, account_id: UUID, application_id: UUID, form: Form, *, now: datetime
) -> None:
    """Raises `InvalidInput` with each mistake beside its field, `NotFound`, `StateConflict`, `TooManyRequests`."""
    await admit_save(runtime, account_id)
    async with platform_scope() as scope:
        application = await open_for(scope, application_id, account_id, "goods", now=now)
        goods = _read(form, await read_catalogue(scope))
        form.require_ok()
        await keep_answer(scope, application, "goods", goods, now=now)


def _read(form: Form, catalogue: Catalogue) -> dict[str, Any]:
    ticked = [
        name.removeprefix(FIELD) for name in form.values if name.startswith(FIELD) and form.checkbox(name)
    ]
    if not ticked:
        form.refuse("categories", "Please choose at least one category.")
    elif any(not catalogue.is_open(code) for code in ticked):
        form.refuse("categories", "One of these categories is not for sale on this street.")
    leaves = catalogue.leaves(ticked)
    if len(leaves) > MOST_CATEGORIES:
        form.refuse(
            "categories",
            "Please begin with at most %(most)s categories. More can follow.",
            most=MOST_CATEGORIES,
        )
    return {
        "categories": list(leaves),
        "market": form.choice("market", MARKETS),
        "to_whom": form.lines("to_whom", LONGEST_AUDIENCE),
    }
