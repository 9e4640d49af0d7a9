"""What an application has said already and a paper says again, so that nobody types it twice."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.onboarding.application import NEW_OWNER, OPENING, Application, find_application


async def fill_paper(
    application_id: UUID | None, account_id: UUID, *, kind: str, host: str
) -> dict[str, str]:
    """By the names of the paper's fields; empty for papers of a shop, and for other kinds of applications."""
    if application_id is None:
        return {}
    for whose in (OPENING, NEW_OWNER):
        with suppress(NotFound):
            async with platform_scope() as scope:
                application = await find_application(scope, application_id, account_id, kind=whose)
            return {name: value for name, value in _known(application, kind, host).items() if value}
    return {}


def _known(application: Application, kind: str, host: str) -> dict[str, str]:
    entity, settlement = application.answer("entity"), application.answer("settlement")
    if kind == "representative_identity":
        return {"holder": str(entity.get("representative") or entity.get("name", ""))}
    if kind == "settlement_account":
        return {
            "holder": str(settlement.get("holder") or entity.get("name", "")),
            "bank": str(settlement.get("bank", "")),
            "last_digits": _digits(settlement.get("account") or {}),
        }
    known = {"holder": str(entity.get("name", "")), "uscc": str(entity.get("uscc", ""))}
    if kind == "trade_register_extract":
        known["number"] = str(entity.get("number", ""))
    if kind == "icp_filing":
        domains = application.answers.get("domains") or ()
        known["number"] = next((str(one.get("icp", "")) for one in domains if one["host"] == host), "")
    return known


def _digits(account: Mapping[str, Any]) -> str:
    tail = str(account.get("tail", ""))
    return tail if tail.isdecimal() else ""
