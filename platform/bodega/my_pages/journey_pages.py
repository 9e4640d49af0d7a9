"""An application for a shop as a whole: begin one, see where it stands, hand it in, withdraw it."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError, NotFound
from bodega.kernel.form import Form
from bodega.my_pages.journey_view import HOME, journey_context
from bodega.onboarding.find_place import find_place
from bodega.onboarding.hand_in_application import hand_in_application
from bodega.onboarding.look_at_journey import look_at_journey
from bodega.onboarding.start_application import start_application
from bodega.onboarding.withdraw_application import withdraw_application
from bodega.staff.door_page import DoorPage
from bodega.staff.let_staff_in import RESELLERS
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency


@post("/applications", status_code=303)
async def begin_application(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember]
) -> Response[Any]:
    application_id = await start_application(
        page.runtime, staff.account_id, actor=staff.name, now=page.visit.now
    )
    return page.go(f"{HOME}/{application_id}")


@get("/applications/{application_id:uuid}")
async def show_application(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], application_id: FromPath[UUID]
) -> Response[Any]:
    """Those of a shop that is there already have pages of their own, and mails may name any."""
    try:
        return await _show(page, staff, application_id)
    except NotFound:
        return page.go(await find_place(application_id, staff.account_id))


@post("/applications/{application_id:uuid}/submissions", status_code=200)
async def take_submission(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], application_id: FromPath[UUID]
) -> Response[Any]:
    try:
        due = await hand_in_application(
            page.runtime, staff.account_id, application_id, actor=staff.name, locale=page.visit.locale, now=page.visit.now
        )  # fmt: skip
    except BodegaError as error:
        return await _show(page, staff, application_id, error)
    await page.leave(staff, "Handed in. You have an answer by %(day)s at the latest.", day=page.moment(due))
    return page.go(f"{HOME}/{application_id}")


@post("/applications/{application_id:uuid}/withdrawals", status_code=303)
async def take_withdrawal(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], application_id: FromPath[UUID]
) -> Response[Any]:
    await withdraw_application(
        page.runtime, staff.account_id, application_id, actor=staff.name, now=page.visit.now
    )
    await page.leave(staff, "The application is withdrawn, and its address is free again.")
    return page.go(RESELLERS)


async def _show(
    page: DoorPage, staff: StaffMember, application_id: UUID, error: BodegaError | None = None
) -> Response[Any]:
    journey = await look_at_journey(
        page.runtime, staff.account_id, application_id, locale=page.visit.locale, now=page.visit.now
    )
    context = journey_context(page, journey)
    if error is not None:
        return await page.show_again("journey.html", Form(), error, **context)
    return await page.show("journey.html", form=Form(), **context)


HANDLERS = [begin_application, show_application, take_submission, take_withdrawal]
