"""Who stands behind one's shop: what the platform knows, whether it still holds, and what has changed."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.identities.change_identity import change_identity
from bodega.identities.confirm_identity import confirm_identity
from bodega.identities.look_at_own import OwnIdentity, look_at_own
from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.kernel.i18n import format_date, time_zone
from bodega.onboarding.seal_personal import masked
from bodega.platform_pages.review_words import ENTITY_KINDS
from bodega.qualifications.china_day import china_day
from bodega.staff.door_page import DoorPage
from bodega.staff.let_staff_in import RESELLERS
from bodega.staff.require_role import Guard, requires_recent_password
from bodega.staff.staff_member import StaffMember
from bodega.web.given import NamedDependency

_BEIJING = time_zone("Asia/Shanghai")
_SURE: list[Guard] = [requires_recent_password]


@get("/shops/{shop_id:uuid}/identity")
async def show_identity(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    return await page.show("my_identity.html", form=Form(), **await _known(page, staff, shop_id))


@post("/shops/{shop_id:uuid}/identity", status_code=200)
async def take_confirmation(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    shop_id: FromPath[UUID],
) -> Response[Any]:
    for name in ("details", "papers"):
        if form.value(name) != "on":
            form.refuse(name, "Please look at this and tick it, or change what is no longer right.")
    try:
        form.require_ok()
        await confirm_identity(
            shop_id, staff.account_id, actor=staff.name, address=page.visit.address, now=page.visit.now
        )
    except BodegaError as error:
        return await page.show_again("my_identity.html", form, error, **await _known(page, staff, shop_id))
    await page.leave(staff, "Thank you. We ask again in six months.")
    return page.go(_home(shop_id))


@get("/shops/{shop_id:uuid}/identity/changes", guards=_SURE)
async def show_change(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], shop_id: FromPath[UUID]
) -> Response[Any]:
    own = await look_at_own(shop_id, staff.account_id, today=china_day(page.visit.now))
    said = own.identity.entity if own.identity else {}
    values = {name: value for name, value in said.items() if isinstance(value, str)}
    return await page.show("my_identity_change.html", form=Form(values), **_fields(own))


@post("/shops/{shop_id:uuid}/identity/changes", guards=_SURE, status_code=200)
async def take_change(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    shop_id: FromPath[UUID],
) -> Response[Any]:
    own = await look_at_own(shop_id, staff.account_id, today=china_day(page.visit.now))
    try:
        reviewed = await change_identity(
            page.runtime, shop_id, staff.account_id, form, actor=staff.name, now=page.visit.now
        )
    except BodegaError as error:
        return await page.show_again("my_identity_change.html", form, error, **_fields(own))
    await page.leave(
        staff, "Handed in. You hear from us by e-mail once it is decided." if reviewed else "Saved."
    )
    return page.go(_home(shop_id))


async def _known(page: DoorPage, staff: StaffMember, shop_id: UUID) -> dict[str, Any]:
    today = china_day(page.visit.now)
    own = await look_at_own(shop_id, staff.account_id, today=today)
    return {
        "own": own,
        "overdue": own.check.is_overdue(today),
        "due": _day(page, own.check.due_on or own.check.next_due),
        "facts": _facts(page, own),
        "ending": [
            (one.name.get("zh" if page.visit.locale == "zh-CN" else "en", ""), _day(page, one.valid_until))
            for one in own.ending
        ],
        "past": [(page.moment(at), name) for at, name in own.past],
        "papers_url": f"{RESELLERS}/shops/{shop_id}/papers",
    }


def _facts(page: DoorPage, own: OwnIdentity) -> list[tuple[str, str]]:
    said = own.identity.entity if own.identity else {}
    rows = (
        ("Name", said.get("name", "")),
        ("Kind", page.say(ENTITY_KINDS[said["kind"]]) if said.get("kind") in ENTITY_KINDS else ""),
        ("Unified Social Credit Code", said.get("uscc", "")),
        ("Registration number", said.get("number", "")),
        ("Representative", said.get("representative", "")),
        ("Identity number", masked(said.get("identity") or {})),
        ("Address", said.get("address", "")),
        ("Phone number", said.get("phone", "")),
    )
    return [(page.say(label), value) for label, value in rows if value]


def _fields(own: OwnIdentity) -> dict[str, Any]:
    said = own.identity.entity if own.identity else {}
    return {"own": own, "in_china": own.in_china, "identity_kept": masked(said.get("identity") or {})}


def _day(page: DoorPage, day: Any) -> str:
    return format_date(day, page.visit.locale, _BEIJING)


def _home(shop_id: UUID) -> str:
    return f"{RESELLERS}/shops/{shop_id}/identity"


HANDLERS = [show_identity, take_confirmation, show_change, take_change]
