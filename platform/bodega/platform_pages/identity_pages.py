"""The verifications under way, for staff: who was asked, who is late, and the way to a frost."""

from typing import Any

from litestar import Response, get

from bodega.identities.list_checks import ListedCheck, list_checks
from bodega.kernel.i18n import format_date, time_zone
from bodega.platform_pages.deed_words import STATES, TONES
from bodega.platform_pages.navigation import PREFIX
from bodega.platform_pages.page_links import page_links, page_number
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.street.lifecycle import WORKING
from bodega.web.given import NamedDependency

_BEIJING = time_zone("Asia/Shanghai")


@get("/identities", guards=[requires("review", "shops")])
async def show_identities(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    asked = page.request.query_params
    overdue = asked.get("overdue") == "on"
    number = page_number(asked.get("page", ""))
    checks, more = await list_checks(overdue=overdue, page=number)
    filters = {"overdue": "on"} if overdue else {}
    return await page.show(
        "identities.html",
        overdue=overdue,
        rows=[_row(page, staff, check) for check in checks],
        links=page_links(f"{PREFIX}/identities", filters, number, more=more),
    )


def _row(page: DoorPage, staff: StaffMember, check: ListedCheck) -> dict[str, Any]:
    late = check.advised_at is not None and check.state == "open"
    if check.state == "review":
        state, tone = "Change under review", "info"
    else:
        state, tone = ("Overdue: freeze it?", "bad") if late else ("Asked to confirm", "warn")
    freezes = late and staff.may("shops") and check.shop_state in WORKING
    reviewed = check.state == "review" and check.application_id and staff.may("review")
    return {
        "url": f"{PREFIX}/shops/{check.shop_id}",
        "name": check.name,
        "shop_state": page.say(STATES[check.shop_state]),
        "shop_tone": TONES.get(check.shop_state, ""),
        "owner": f"{check.owner or ''} {check.email or ''}".strip(),
        "due": format_date(check.due_on, page.visit.locale, _BEIJING),
        "state": page.say(state),
        "tone": tone,
        "act": "",
        "freeze_url": f"{PREFIX}/shops/{check.shop_id}/freeze" if freezes else "",
        "review_url": f"{PREFIX}/reviews/{check.application_id}" if reviewed else "",
    }


HANDLERS = [show_identities]
