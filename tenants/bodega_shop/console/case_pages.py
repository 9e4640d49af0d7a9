"""Cases in the console: what the platform's rules found in the shop, and the appeal."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.form import Form
from bodega.rulebook.rule_words import CASE_STATES, CASE_TONES, SEVERITY_NAMES, SEVERITY_TONES, field_name
from bodega.staff.require_role import requires_operator
from bodega.web.given import NamedDependency
from bodega_shop.compliance.appeal_case import appeal_case
from bodega_shop.compliance.list_cases import MarkedHit, ShopCase, list_cases, read_case
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.console.turn_pages import page_asked, pages_around

HOME = "/console/cases"


@get("/cases", guards=[requires_operator])
async def show_cases(desk: NamedDependency[Desk]) -> Response[str]:
    number, closed = page_asked(desk), desk.asked.get("show") == "all"
    cases, more = await list_cases(desk.shop, closed=closed, page=number)
    return await desk.page(
        "cases.html",
        rows=[case_row(desk, case) for case in cases],
        closed=closed,
        page=pages_around(desk, number, more=more),
    )


@get("/cases/{case_id:uuid}", guards=[requires_operator])
async def show_case(desk: NamedDependency[Desk], case_id: FromPath[UUID]) -> Response[str]:
    return await _page(desk, case_id, Form())


@post("/cases/{case_id:uuid}/appeal", guards=[requires_operator])
async def take_appeal(
    desk: NamedDependency[Desk], form: NamedDependency[Form], case_id: FromPath[UUID]
) -> Answer:
    return await desk.submit(
        form,
        lambda: appeal_case(desk.shop, case_id, form.value("words"), by=desk.staff, now=desk.now),
        to=f"{HOME}/{case_id}",
        message="Your appeal is on its way. The platform decides, and you hear of it.",
        again=lambda refused: _page(desk, case_id, refused),
    )


async def _page(desk: Desk, case_id: UUID, form: Form) -> Response[str]:
    case, hits = await read_case(desk.shop, case_id, now=desk.now)
    return await desk.page(
        "case.html", form=form, case=case, row=case_row(desk, case), hits=hit_rows(desk, hits)
    )


def case_row(desk: Desk, case: ShopCase) -> dict[str, Any]:
    return {
        "url": f"{HOME}/{case.id}",
        "title": case.title,
        "severity": desk.say(SEVERITY_NAMES[case.severity]),
        "severity_tone": SEVERITY_TONES[case.severity],
        "state": desk.say(CASE_STATES[case.state]),
        "tone": CASE_TONES[case.state],
        "what": case.hits[0]["message"][language(desk)] if case.hits else "",
        "since": desk.ago(case.opened_at),
    }


def hit_rows(desk: Desk, hits: list[MarkedHit]) -> list[dict[str, Any]]:
    locale = language(desk)
    return [
        {
            "field": desk.say(field_name(hit.field)),
            "pieces": hit.pieces,
            "message": hit.message[locale],
            "suggestion": hit.suggestion[locale],
            "sources": hit.sources,
        }
        for hit in hits
    ]


def language(desk: Desk) -> str:
    """Rules speak two languages."""
    return "zh" if desk.visit.locale.startswith("zh") else "en"


HANDLERS = [show_cases, show_case, take_appeal]
