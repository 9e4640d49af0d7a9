"""Cases on the platform's host: the queue, and one of them with the words marked, to be decided."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.page_links import page_links, page_number
from bodega.rulebook import rule_words
from bodega.rulebook.decide_case import decide_case
from bodega.rulebook.list_cases import ListedCase, find_case, list_cases
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

HOME = f"{PREFIX}/cases"
_SHOWN = {"waiting": "Waits for a decision", "open": "Still open", "all": "All"}


@get("/cases", guards=[requires("moderate")])
async def show_cases(page: NamedDependency[DoorPage]) -> Response[Any]:
    asked = page.request.query_params
    number, rule = page_number(asked.get("page", "")), asked.get("rule", "")[:64]
    shown = asked.get("show", "waiting") if asked.get("show") in _SHOWN else "waiting"
    cases, more = await list_cases(shown, rule=rule, page=number)
    return await page.show(
        "cases.html",
        rows=[_row(page, one) for one in cases],
        shown=shown,
        rule=rule,
        tabs=[(name, page.say(word)) for name, word in _SHOWN.items()],
        links=page_links(HOME, {"show": shown, "rule": rule}, number, more=more),
    )


@get("/cases/{case_id:uuid}", guards=[requires("moderate")])
async def show_case(page: NamedDependency[DoorPage], case_id: FromPath[UUID]) -> Response[Any]:
    case = await find_case(case_id)
    return await page.show("case.html", form=Form(), **_shown(page, case))


@post("/cases/{case_id:uuid}/decisions", status_code=200, guards=[requires("moderate")])
async def take_case_decision(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    case_id: FromPath[UUID],
) -> Response[Any]:
    verdict, revision = form.value("verdict"), form.integer("revision", 0, 2**31 - 1, default=0)
    words = form.lines("words", 1_000)
    try:
        form.require_ok()
        await decide_case(page.runtime, case_id, revision, verdict, words, staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("case.html", form, error, **_shown(page, await find_case(case_id)))
    await page.leave(staff, "It is decided. The shop hears of it at once.")
    return page.go(HOME)


def _row(page: DoorPage, one: ListedCase) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "url": f"{HOME}/{one.id}",
        "title": one.title,
        "shop": one.shop_name,
        "rule": one.rule_id,
        "severity": page.say(rule_words.SEVERITY_NAMES[one.severity]),
        "severity_tone": rule_words.SEVERITY_TONES[one.severity],
        "state": page.say(rule_words.CASE_STATES[one.state]),
        "tone": rule_words.CASE_TONES[one.state],
        "pending": bool(one.verdict) and one.state in ("open", "appealed"),
        "opened": page.ago(one.opened_at),
    }


def _shown(page: DoorPage, case: ListedCase) -> dict[str, Any]:
    locale = "zh" if page.visit.locale.startswith("zh") else "en"
    return {
        "case": case,
        "row": _row(page, case),
        "hits": [
            {
                "field": page.say(rule_words.field_name(hit["field"])),
                "message": hit["message"][locale],
                "suggestion": hit["suggestion"][locale],
                "words": str(hit["params"].get("word", "")),
            }
            for hit in case.hits
        ],
        "sources": case.hits[0]["sources"] if case.hits else [],
        "opened": page.moment(case.opened_at),
        "decided": page.moment(case.decided_at) if case.decided_at else "",
    }


HANDLERS = [show_cases, show_case, take_case_decision]
