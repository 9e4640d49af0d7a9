"""Retention in the console: periods with their floors, holds, and what customers asked for with its clock."""

from datetime import UTC, datetime, time
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.database import shop_scope
from bodega.kernel.form import Form
from bodega.staff.require_role import requires_owner
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.retention.ask_erasure import list_requests
from bodega_shop.retention.hold_back import WantedHold, list_holds, place_hold, release_hold
from bodega_shop.retention.periods import DEFAULTS, LONGEST, floors, read_periods
from bodega_shop.retention.set_periods import set_periods

HOME = "/console/retention"


@get("/retention", guards=[requires_owner])
async def show_retention(desk: NamedDependency[Desk]) -> Response[str]:
    return await _page(desk, Form())


@post("/retention/periods", guards=[requires_owner])
async def take_periods(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    days = {kind: form.integer(kind, 1, LONGEST) for kind in DEFAULTS}
    return await desk.submit(
        form,
        lambda: set_periods(desk.shop, desk.profile, days, by=desk.staff, now=desk.now),
        to=HOME,
        message="Saved. It counts from the coming night.",
        again=lambda refused: _page(desk, refused),
    )


@post("/retention/holds", guards=[requires_owner])
async def take_hold(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    wanted = _wanted(desk, form)
    return await desk.submit(
        form,
        lambda: place_hold(desk.shop, wanted, by=desk.staff, now=desk.now),
        to=HOME,
        message="Held. Nothing of it is deleted until you release it.",
        again=lambda refused: _page(desk, refused),
    )


@post("/retention/holds/{hold_id:uuid}/release", guards=[requires_owner])
async def take_release(desk: NamedDependency[Desk], hold_id: FromPath[UUID]) -> Answer:
    deed = release_hold(desk.shop, hold_id, by=desk.staff, now=desk.now)
    return await desk.act(deed, HOME, "Released.")


def _wanted(desk: Desk, form: Form) -> WantedHold:
    subject = form.choice("subject", ("shop", "customer", "order"))
    label = form.text("label") if subject == "shop" else form.required_text("label")
    until = None
    if form.filled("until"):
        until = datetime.combine(form.day("until"), time.max, desk.zone).astimezone(UTC)
    return WantedHold(subject, label, form.required_text("reason", 500), until)


async def _page(desk: Desk, form: Form) -> Response[str]:
    async with shop_scope(desk.shop) as scope:
        periods = await read_periods(scope, desk.profile)
        holds, requests = await list_holds(scope, now=desk.now), await list_requests(scope)
    for kind, period in periods.items():
        form.values.setdefault(kind, str(period.days))
    least = {
        kind: (floor.days, floor.source.in_locale(desk.visit.locale))
        for kind, floor in floors(desk.profile).items()
    }
    return await desk.page("retention.html", form=form, least=least, holds=holds, requests=requests)


HANDLERS = [show_retention, take_periods, take_hold, take_release]
