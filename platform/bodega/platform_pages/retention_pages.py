"""Retention of the platform's own records: how long what is kept, what goes next, and what is held back."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.i18n import format_date, time_zone
from bodega.platform_pages.navigation import PREFIX
from bodega.retention.holds import list_holds, place_hold, release_hold
from bodega.retention.look_ahead import LeftShop, shops_that_left
from bodega.retention.periods import IDENTITY, IDLE, LOGS, REPORT_FILES
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

HOME = f"{PREFIX}/retention"
_BEIJING = time_zone("Asia/Shanghai")


@get("/retention", guards=[requires("audit")])
async def show_retention(page: NamedDependency[DoorPage]) -> Response[Any]:
    return await page.show("platform_retention.html", form=Form(), **await _known(page))


@post("/retention/holds", guards=[requires("audit")], status_code=200)
async def take_hold(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    subject = form.choice("subject", ("shop", "account"))
    label, reason = form.required_text("label", 200), form.required_text("reason", 500)
    until = form.day("until") if form.filled("until") else None
    try:
        form.require_ok()
        ends = datetime.combine(until, time.max, page.zone()).astimezone(UTC) if until else None
        await place_hold(subject, label, reason, ends, by=staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("platform_retention.html", form, error, **await _known(page))
    await page.leave(staff, "Held. Nothing of it is erased until you release it.")
    return page.go(HOME)


@post("/retention/holds/{hold_id:uuid}/release", guards=[requires("audit")], status_code=303)
async def take_release(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], hold_id: FromPath[UUID]
) -> Response[Any]:
    await release_hold(hold_id, by=staff, now=page.visit.now)
    await page.leave(staff, "Released.")
    return page.go(HOME)


async def _known(page: DoorPage) -> dict[str, Any]:
    now = page.visit.now
    return {
        "periods": [
            (page.say("Owners' identities and papers, from the day on which the shop left"), IDENTITY.days),
            (page.say("Accounts that nobody uses and nothing hangs on"), IDLE.days),
            (page.say("Files of reports"), REPORT_FILES.days),
            (page.say("Sign-ins, links and mail"), LOGS.days),
        ],
        "rows": [_row(page, shop) for shop in await shops_that_left(now=now)],
        "holds": [
            {
                "id": str(hold.id),
                "label": hold.label,
                "what": page.say("Shop") if hold.subject == "shop" else page.say("Account"),
                "reason": hold.reason,
                "placed": f"{hold.placed_by}, {page.moment(hold.placed_at)}",
                "until": _day(page, hold.until) if hold.until else "",
                "in_force": hold.in_force,
            }
            for hold in await list_holds(now=now)
        ],
    }


def _row(page: DoorPage, shop: LeftShop) -> dict[str, Any]:
    state, tone = ("Held back", "warn") if shop.held else ("Kept", "info")
    if shop.erased_at:
        state, tone = "Erased", ""
    return {
        "url": f"{PREFIX}/shops/{shop.id}",
        "name": shop.name,
        "left": _day(page, shop.left_at),
        "goes": _day(page, shop.erased_at or shop.goes_at),
        "state": page.say(state),
        "tone": tone,
    }


def _day(page: DoorPage, moment: datetime) -> str:
    return format_date(moment, page.visit.locale, _BEIJING)


HANDLERS = [show_retention, take_hold, take_release]
