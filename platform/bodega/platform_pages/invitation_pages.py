"""Accept an invitation to work for the platform: open to whoever holds the link."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError
from bodega.kernel.form import Form
from bodega.platform_pages.deed_words import PLATFORM_ROLE_NAMES
from bodega.staff.door_page import DoorPage
from bodega.staff.invite_staff import accept_invitation, find_invitation


@get("/admin/invitations/{token:str}")
async def show_invitation(page: NamedDependency[DoorPage], token: FromPath[str]) -> Response[Any]:
    return await page.show("invitation.html", form=Form(), **await _about(page, token))


@post("/admin/invitations/{token:str}", status_code=200)
async def take_acceptance(
    page: NamedDependency[DoorPage], form: NamedDependency[Form], token: FromPath[str]
) -> Response[Any]:
    about = await _about(page, token)
    name = "" if about["known"] else form.required_text("name", 100)
    password = form.secret("password")
    try:
        form.require_ok()
        await accept_invitation(page.runtime, token, name=name, password=password, **_whence(page))
    except BodegaError as error:
        return await page.show_again("invitation.html", form, error, **about)
    return page.go("/admin/sign-in")


def _whence(page: DoorPage) -> dict[str, Any]:
    return {"locale": page.visit.locale, "address": page.visit.address, "now": page.visit.now}


async def _about(page: DoorPage, token: str) -> dict[str, Any]:
    invitation, known = await find_invitation(token, now=page.visit.now)
    return {
        "token": token,
        "known": known,
        "email": invitation.email,
        "inviter": invitation.inviter,
        "role": page.say(PLATFORM_ROLE_NAMES[invitation.role]),
    }


HANDLERS = [show_invitation, take_acceptance]
