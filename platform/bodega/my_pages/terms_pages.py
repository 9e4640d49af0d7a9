"""The platform's texts for somebody with an account: what to agree to, what is announced, a place to comment, the way out."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.my_pages.list_my_shops import list_my_shops
from bodega.platform_pages.published_view import (
    announced_rows,
    changed_lines,
    comment_rows,
    day_of,
    readable,
    text_name,
    version_row,
)
from bodega.published.agree_again import Owed, agree_again, read_owed
from bodega.published.comment import LONGEST, look_at_comments, write_comment
from bodega.published.read_versions import look_at_history
from bodega.staff.door_page import DoorPage
from bodega.staff.let_staff_in import RESELLERS
from bodega.staff.staff_member import StaffMember
from bodega.street.shop import ANSWERING_STATES
from bodega.web.given import NamedDependency

HOME = f"{RESELLERS}/terms"


@get("/terms")
async def show_terms(page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]) -> Response[Any]:
    return await page.show("my_terms.html", form=Form(), **await _owed(page, staff))


@post("/terms/consents", status_code=200)
async def take_consent(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    form.consent("consent")
    try:
        form.require_ok()
        await agree_again(
            staff.account_id, form.value("agreed"), address=page.visit.address, now=page.visit.now
        )
    except BodegaError as error:
        return await page.show_again("my_terms.html", form, error, **await _owed(page, staff))
    await page.leave(staff, "Thank you. We kept the versions, the time and the address.")
    return page.go(RESELLERS)


@get("/terms/{kind:str}/{number:int}")
async def show_change(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    kind: FromPath[str],
    number: FromPath[int],
) -> Response[Any]:
    return await page.show("my_terms_change.html", form=Form(), **await _change(page, staff, kind, number))


@post("/terms/{kind:str}/{number:int}/comments", status_code=200)
async def take_comment(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    kind: FromPath[str],
    number: FromPath[int],
) -> Response[Any]:
    words = form.required_lines("words", LONGEST)
    try:
        form.require_ok()
        await write_comment(page.runtime, kind, number, staff.account_id, words, now=page.visit.now)
    except BodegaError as error:
        around = await _change(page, staff, kind, number)
        return await page.show_again("my_terms_change.html", form, error, **around)
    await page.leave(staff, "Thank you. We read it before the change begins.")
    return page.go(f"{HOME}/{kind}/{number}")


async def _owed(page: DoorPage, staff: StaffMember) -> dict[str, Any]:
    versions, owed = await read_owed(staff.account_id, locale=page.visit.locale, now=page.visit.now)
    return {
        "agreed_versions": versions,
        "owed": [_owed_row(page, one) for one in owed],
        "announced": await announced_rows(page),
        "ways_out": await _ways_out(page, staff),
    }


def _owed_row(page: DoorPage, one: Owed) -> dict[str, Any]:
    return {
        "name": text_name(page, one.version.kind),
        "url": f"/rules/{one.version.kind}",
        "number": one.version.number,
        "since": day_of(page, one.version),
        "note": one.version.note(page.visit.locale),
        "agreed": one.agreed,
        "lines": readable(one.lines),
    }


async def _ways_out(page: DoorPage, staff: StaffMember) -> list[tuple[str, str]]:
    """The shops that this person may close, each with the page where that is done."""
    address_of = page.runtime.settings.address_of
    return [
        (shop.name, address_of(shop.host, "/console/opening"))
        for shop in await list_my_shops(staff.account_id)
        if shop.role == "owner" and shop.host and shop.state in ANSWERING_STATES and shop.state != "closed"
    ]


async def _change(page: DoorPage, staff: StaffMember, kind: str, number: int) -> dict[str, Any]:
    history = await look_at_history(kind)
    version = history.numbered(number)
    before = history.before(version)
    said = [one for one in await look_at_comments(version) if one.account_id == staff.account_id]
    return {
        "kind": kind,
        "name": text_name(page, kind),
        "row": version_row(page, history, version),
        "before": before,
        "lines": changed_lines(page, before, version),
        "comments": comment_rows(page, said),
        "ways_out": await _ways_out(page, staff),
        "longest": LONGEST,
    }


HANDLERS = [show_terms, take_consent, show_change, take_comment]
