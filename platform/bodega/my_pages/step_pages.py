"""One step of the journey, shown and saved by itself."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.my_pages.journey_view import HOME, journey_context
from bodega.my_pages.step_forms import kept_values, step_context
from bodega.onboarding.look_at_journey import look_at_journey
from bodega.onboarding.save_agreement import save_agreement
from bodega.onboarding.save_entity import save_entity
from bodega.onboarding.save_goods import save_goods
from bodega.onboarding.save_name import save_name
from bodega.onboarding.save_settlement import save_settlement
from bodega.onboarding.steps import Step, step_after
from bodega.staff.door_page import DoorPage
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

Save: TypeAlias = Callable[..., Awaitable[None]]
Page: TypeAlias = NamedDependency[DoorPage]
Staff: TypeAlias = NamedDependency[StaffMember]
Sent: TypeAlias = NamedDependency[Form]


@get("/applications/{application_id:uuid}/goods")
async def show_goods(page: Page, staff: Staff, application_id: FromPath[UUID]) -> Response[Any]:
    return await _show(page, staff, application_id, "goods")


@post("/applications/{application_id:uuid}/goods", status_code=200)
async def take_goods(page: Page, staff: Staff, form: Sent, application_id: FromPath[UUID]) -> Response[Any]:
    return await _take(page, staff, application_id, form, "goods", save_goods)


@get("/applications/{application_id:uuid}/name")
async def show_name(page: Page, staff: Staff, application_id: FromPath[UUID]) -> Response[Any]:
    return await _show(page, staff, application_id, "name")


@post("/applications/{application_id:uuid}/name", status_code=200)
async def take_name(page: Page, staff: Staff, form: Sent, application_id: FromPath[UUID]) -> Response[Any]:
    return await _take(page, staff, application_id, form, "name", save_name)


@get("/applications/{application_id:uuid}/entity")
async def show_entity(page: Page, staff: Staff, application_id: FromPath[UUID]) -> Response[Any]:
    return await _show(page, staff, application_id, "entity")


@post("/applications/{application_id:uuid}/entity", status_code=200)
async def take_entity(page: Page, staff: Staff, form: Sent, application_id: FromPath[UUID]) -> Response[Any]:
    return await _take(page, staff, application_id, form, "entity", save_entity)


@get("/applications/{application_id:uuid}/settlement")
async def show_settlement(page: Page, staff: Staff, application_id: FromPath[UUID]) -> Response[Any]:
    return await _show(page, staff, application_id, "settlement")


@post("/applications/{application_id:uuid}/settlement", status_code=200)
async def take_settlement(
    page: Page, staff: Staff, form: Sent, application_id: FromPath[UUID]
) -> Response[Any]:
    return await _take(page, staff, application_id, form, "settlement", save_settlement)


@get("/applications/{application_id:uuid}/agreement")
async def show_agreement(page: Page, staff: Staff, application_id: FromPath[UUID]) -> Response[Any]:
    return await _show(page, staff, application_id, "agreement")


@post("/applications/{application_id:uuid}/agreement", status_code=200)
async def take_agreement(
    page: Page, staff: Staff, form: Sent, application_id: FromPath[UUID]
) -> Response[Any]:
    async def save(*given: Any, **more: Any) -> None:
        await save_agreement(*given, address=page.visit.address, **more)

    return await _take(page, staff, application_id, form, "agreement", save)


async def _show(
    page: DoorPage,
    staff: StaffMember,
    application_id: UUID,
    step: Step,
    form: Form | None = None,
    error: BodegaError | None = None,
) -> Response[Any]:
    journey = await look_at_journey(
        page.runtime, staff.account_id, application_id, locale=page.visit.locale, now=page.visit.now
    )
    context = {
        **journey_context(page, journey, step),
        **await step_context(page, journey, step),
        "now_at": journey.at(step),
        "suggestions": getattr(error, "suggestions", ()),
    }
    if form is not None and error is not None:
        return await page.show_again(f"step_{step}.html", form, error, **context)
    return await page.show(f"step_{step}.html", form=Form(kept_values(journey.application, step)), **context)


async def _take(
    page: DoorPage, staff: StaffMember, application_id: UUID, form: Form, step: Step, save: Save
) -> Response[Any]:
    try:
        await save(page.runtime, staff.account_id, application_id, form, now=page.visit.now)
    except BodegaError as error:
        return await _show(page, staff, application_id, step, form, error)
    await page.leave(staff, "Saved.")
    following = step_after(step)
    return page.go(f"{HOME}/{application_id}" + ("" if following == "submit" else f"/{following}"))


HANDLERS = [
    show_goods, take_goods, show_name, take_name, show_entity, take_entity, show_settlement, take_settlement,
    show_agreement, take_agreement,
]  # fmt: skip
