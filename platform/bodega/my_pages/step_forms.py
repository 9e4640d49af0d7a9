"""What the form of each step is filled with, and what its template needs beside the form."""

from collections.abc import Mapping
from typing import Any

from bodega.kernel.i18n import format_date
from bodega.kernel.markdown import render_markdown
from bodega.onboarding.agreement import read_agreement
from bodega.onboarding.application import Application
from bodega.onboarding.judge_name import JudgedName, judge_name
from bodega.onboarding.read_domains import MOST_DOMAINS, domain_fields
from bodega.onboarding.read_journey import Journey
from bodega.onboarding.save_goods import FIELD
from bodega.onboarding.seal_personal import masked
from bodega.onboarding.show_demands import demands_of_all, show_branches
from bodega.onboarding.steps import Step
from bodega.platform_pages.published_view import announced_rows
from bodega.published.kinds import FOR_SHOPS
from bodega.qualifications.china_day import CHINA, china_day
from bodega.staff.door_page import DoorPage

_LEAST_ROWS = 1


def kept_values(application: Application, step: Step) -> dict[str, str]:
    """What was saved, as the form's own fields; sealed numbers stay sealed."""
    answer = application.answer(step)
    values = {name: value for name, value in answer.items() if isinstance(value, str)}
    if step == "goods":
        values.update({FIELD + code: "on" for code in answer.get("categories") or ()})
    if step == "name":
        values.update(domain_fields(application.answers.get("domains") or ()))
    return values


async def step_context(page: DoorPage, journey: Journey, step: Step) -> dict[str, Any]:
    if step == "goods":
        return _goods(page, journey)
    if step == "name":
        return await _name(page, journey.application)
    if step == "agreement":
        return await _agreement(page)
    answer = journey.application.answer(step)
    return {
        "in_china": journey.application.market == "cn",
        "entity_name": journey.application.answer("entity").get("name", ""),
        "identity_kept": masked(answer.get("identity") or {}),
        "account_kept": masked(answer.get("account") or {}),
    }


async def _agreement(page: DoorPage) -> dict[str, Any]:
    found = await read_agreement(page.visit.locale, now=page.visit.now)
    return {
        "version": found.versions,
        "number": found.number,
        "since": format_date(found.effective_at, page.visit.locale, CHINA),
        "agreement": render_markdown(found.text),
        "announced": [one for one in await announced_rows(page) if one["kind"] in FOR_SHOPS],
    }


def _goods(page: DoorPage, journey: Journey) -> dict[str, Any]:
    told: Mapping[str, Any] = {
        "on": china_day(page.visit.now),
        "locale": page.visit.locale,
        "say": page.say,
    }
    catalogue = journey.standing.catalogue
    return {
        "field": FIELD,
        "branches": show_branches(catalogue, **told),
        "for_all": demands_of_all(catalogue, **told),
    }


async def _name(page: DoorPage, application: Application) -> dict[str, Any]:
    judged = await _judged(page, application) if application.shop_name else None
    return {
        "in_china": application.market == "cn",
        "domain": page.runtime.settings.base_domain,
        "rows": range(1, MOST_DOMAINS + 1),
        "shown_rows": max(_LEAST_ROWS, len(application.answers.get("domains") or ())),
        "warning": judged.reason().in_locale(page.visit.locale) if judged and judged.hits else "",
        "look_alikes": judged.look_alikes if judged else (),
        "check_url": f"/my/applications/{application.id}/name-checks",
    }


async def _judged(page: DoorPage, application: Application) -> JudgedName:
    return await judge_name(
        page.runtime, application.shop_name, owner_id=application.account_id, market=application.market,
        locale=page.visit.locale, now=page.visit.now, fresh=False,
    )  # fmt: skip
