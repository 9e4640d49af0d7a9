"""The platform's own people: the list, invitations, roles, and where each is signed in."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.platform_pages.deed_words import PLATFORM_ROLE_HELP, PLATFORM_ROLE_NAMES
from bodega.platform_pages.navigation import PREFIX
from bodega.staff.change_platform_role import change_platform_role, end_colleagues_session
from bodega.staff.door_page import DoorPage
from bodega.staff.invite_staff import Invited, invite_staff, list_invitations, revoke_invitation
from bodega.staff.list_sessions import list_sessions
from bodega.staff.name_browser import name_browser
from bodega.staff.permissions import PLATFORM_ROLES
from bodega.staff.platform_staff import Colleague, find_colleague, list_platform_staff
from bodega.staff.require_role import Guard, requires, requires_recent_password
from bodega.staff.staff_member import StaffMember

_LIST = f"{PREFIX}/staff"
_DANGEROUS: list[Guard] = [requires("staff"), requires_recent_password]


@get("/staff", guards=[requires("staff")])
async def show_staff(page: NamedDependency[DoorPage]) -> Response[Any]:
    return await page.show("platform_staff.html", form=Form({"role": "reviewer"}), **await _list(page))


@post("/staff/invitations", status_code=200, guards=_DANGEROUS)
async def take_invitation(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    email, role = form.email("email"), form.choice("role", PLATFORM_ROLES)
    try:
        form.require_ok()
        invited = await invite_staff(page.runtime, staff, email=email, role=role, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("platform_staff.html", form, error, **await _list(page))
    return await page.show(
        "platform_staff.html", form=Form({"role": role}), **await _list(page, invited, email)
    )


@post("/staff/revoked-invitations", status_code=303, guards=[requires("staff")])
async def take_revocation(
    page: NamedDependency[DoorPage], staff: NamedDependency[StaffMember], form: NamedDependency[Form]
) -> Response[Any]:
    invitation_id = form.identifier("invitation")
    form.require_ok()
    await revoke_invitation(invitation_id, staff, now=page.visit.now)
    await page.leave(staff, "The invitation is revoked. Its link works no more.")
    return page.go(_LIST)


@get("/staff/{account_id:uuid}", guards=[requires("staff")])
async def show_colleague(page: NamedDependency[DoorPage], account_id: FromPath[UUID]) -> Response[Any]:
    person = await find_colleague(account_id)
    form = Form({"role": person.role, "was": person.role})
    return await page.show("colleague.html", form=form, **await _colleague(page, person))


@post("/staff/{account_id:uuid}/role", status_code=200, guards=_DANGEROUS)
async def take_role(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    account_id: FromPath[UUID],
) -> Response[Any]:
    person, was, role = await find_colleague(account_id), form.choice("was", PLATFORM_ROLES), _role(form)
    try:
        form.require_ok()
        await change_platform_role(account_id, role, was=was, by=staff, now=page.visit.now)
    except BodegaError as error:
        return await page.show_again("colleague.html", form, error, **await _colleague(page, person))
    gone = "%(name)s works here no more, and is signed out."
    await page.leave(staff, "%(name)s has another role now." if role else gone, name=person.name)
    return page.go(f"{_LIST}/{account_id}" if role else _LIST)


@post("/staff/{account_id:uuid}/ended-sessions", status_code=303, guards=[requires("staff")])
async def take_ended_session(
    page: NamedDependency[DoorPage],
    staff: NamedDependency[StaffMember],
    form: NamedDependency[Form],
    account_id: FromPath[UUID],
) -> Response[Any]:
    session_id = form.identifier("session")
    form.require_ok()
    await end_colleagues_session(account_id, session_id, by=staff, now=page.visit.now)
    await page.leave(staff, "That browser is signed out.")
    return page.go(f"{_LIST}/{account_id}")


def _role(form: Form) -> str | None:
    """None where the role is taken away."""
    return None if form.value("role") == "none" else form.choice("role", PLATFORM_ROLES)


async def _list(page: DoorPage, invited: Invited | None = None, email: str = "") -> dict[str, Any]:
    return {
        "rows": [_row(page, person) for person in await list_platform_staff()],
        "invitations": [
            {
                "id": str(one.id),
                "email": one.email,
                "role": page.say(PLATFORM_ROLE_NAMES[one.role]),
                "inviter": one.inviter,
                "until": page.moment(one.expires_at),
            }
            for one in await list_invitations(now=page.visit.now)
        ],
        "roles": [
            (role, page.say(PLATFORM_ROLE_NAMES[role]), page.say(PLATFORM_ROLE_HELP[role]))
            for role in PLATFORM_ROLES
        ],
        "invited": invited,
        "invited_email": email,
    }


def _row(page: DoorPage, person: Colleague) -> dict[str, Any]:
    return {
        "url": f"{_LIST}/{person.id}",
        "name": person.name,
        "email": person.email,
        "role": page.say(PLATFORM_ROLE_NAMES[person.role]),
        "factor": person.has_second_factor,
        "codes": person.codes_left,
        "seen": page.ago(person.seen_at) if person.seen_at else "",
    }


async def _colleague(page: DoorPage, person: Colleague) -> dict[str, Any]:
    return {
        "person": person,
        "roles": [
            (role, page.say(PLATFORM_ROLE_NAMES[role]), page.say(PLATFORM_ROLE_HELP[role]))
            for role in PLATFORM_ROLES
        ]
        + [
            (
                "none",
                page.say("No role any more"),
                page.say("Their account stays, with the shops that it has."),
            )
        ],
        "sessions": [
            {
                "id": session.id,
                "place": session.shop_name or page.say("Platform"),
                "browser": name_browser(session.agent) or page.say("Unknown"),
                "address": session.address,
                "since": page.moment(session.created_at),
                "seen": page.ago(session.seen_at),
            }
            for session in await list_sessions(person.id, now=page.visit.now)
        ],
    }


HANDLERS = [show_staff, take_invitation, take_revocation, show_colleague, take_role, take_ended_session]
