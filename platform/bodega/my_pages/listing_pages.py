"""An owner's own line in the directory: what visitors read there, from what it comes, and whether to stand in it."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.form import Form
from bodega.kernel.i18n import format_date, time_zone
from bodega.platform_pages.directory_words import duration
from bodega.qualifications.china_day import china_day
from bodega.staff.door_page import DoorPage
from bodega.staff.let_staff_in import RESELLERS
from bodega.staff.staff_member import StaffMember
from bodega.storefinder.find_shops import FEWEST_BUYERS, FEWEST_ORDERS
from bodega.storefinder.own_listing import OwnListing, read_own_listing, wish_listed
from bodega.storefinder.score import score_of_unknown
from bodega.web.given import NamedDependency


@get("/shops/{shop_id:uuid}/listing")
async def show_listing(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    own = await read_own_listing(shop_id, staff.account_id)
    return await page.show(
        "my_listing.html",
        own=own,
        known=own.is_known(china_day(page.visit.now)),
        fewest=(FEWEST_ORDERS, FEWEST_BUYERS),
        facts=_facts(page, own),
        score=f"{(own.score if own.score is not None else score_of_unknown()) / 100:.1f}",
    )


@post("/shops/{shop_id:uuid}/listing", status_code=303)
async def take_wish(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    shop_id: FromPath[UUID],
) -> Response[Any]:
    listed = form.value("listed") == "on"
    await wish_listed(shop_id, staff.account_id, listed=listed, actor=staff.name, now=page.visit.now)
    await page.leave(
        staff, "The shop stands in the directory." if listed else "The shop is out of the directory."
    )
    return page.go(f"{RESELLERS}/shops/{shop_id}/listing")


def _facts(page: DoorPage, own: OwnListing) -> list[tuple[str, str]]:
    """What was counted, as its owner may see it and nobody else."""
    if own.until is None or own.orders is None:
        return []
    seconds = own.median_seconds
    return [
        (page.say("Paid orders of ninety days"), str(own.orders)),
        (page.say("Different buyers"), str(own.buyers)),
        (page.say("Delivered, and nothing came back"), str(own.correct)),
        (page.say("Waited for a person"), str(own.exceptions)),
        (page.say("Usually delivered in"), duration(page, seconds) if seconds is not None else "-"),
        (page.say("Counted on"), format_date(own.until, page.visit.locale, time_zone("Asia/Shanghai"))),
    ]


HANDLERS = [show_listing, take_wish]
