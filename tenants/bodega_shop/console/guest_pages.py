"""Who is invited before the shop is open, and what they say."""

from functools import partial
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from bodega.kernel.errors import BodegaError, Refused
from bodega.kernel.form import Form
from bodega.staff.require_role import requires_owner
from bodega.web.given import NamedDependency
from bodega_shop.console.desk import Answer, Desk
from bodega_shop.floor import floor_of
from bodega_shop.guests.feedback import list_feedback
from bodega_shop.guests.invite import Mailing, invite, list_invitations, take_back

HOME = "/console/guests"


@get("/guests", guards=[requires_owner])
async def show_guests(desk: NamedDependency[Desk]) -> Response[str]:
    return await _page(desk, Form({"uses": "10", "days": "14"}))


@post("/guests", guards=[requires_owner], status_code=200)
async def take_invitation(desk: NamedDependency[Desk], form: NamedDependency[Form]) -> Answer:
    """The link is shown once, on the answer itself: only its digest is kept."""
    uses, days = form.integer("uses", 1, 1000, default=0), form.integer("days", 1, 180, default=0)
    if form.ok:
        try:
            token = await invite(
                desk.shop, form.value("label"), uses=uses, days=days, by=desk.staff, now=desk.now,
                mailing=_mailing(desk, form),
            )  # fmt: skip
        except BodegaError as error:
            form.refuse_with(error)
        else:
            to = form.value("email")
            return await _page(desk, Form({"uses": "10", "days": "14"}), link=_link(desk, token), sent_to=to)
    return await _page(desk, form)


@post("/guests/{invitation_id:uuid}/end", guards=[requires_owner])
async def take_end(desk: NamedDependency[Desk], invitation_id: FromPath[UUID]) -> Answer:
    deed = take_back(desk.shop, invitation_id, by=desk.staff, now=desk.now)
    return await desk.act(
        deed, HOME, "This link lets nobody in any more, and who came through it is outside."
    )


def _mailing(desk: Desk, form: Form) -> Mailing | None:
    """Raises `InvalidInput` for what is no address, `Refused` where the shop has no way to write to one."""
    if not form.filled("email"):
        return None
    to = form.email("email")
    form.require_ok()
    if not _can_write(desk):
        raise Refused("Switch on an extension that sends messages first, such as e-mail.")
    return Mailing(to, partial(_link, desk))


def _can_write(desk: Desk) -> bool:
    notifiers = floor_of(desk.runtime).notifiers.enabled_in(desk.shop)
    return any(notifier.reaches == "email" for notifier in notifiers)


def _link(desk: Desk, token: str) -> str:
    return desk.runtime.settings.address_of(desk.shop.canonical_host, f"/invitations/{token}")


async def _page(desk: Desk, form: Form, *, link: str = "", sent_to: str = "") -> Response[str]:
    answers = await list_feedback(desk.shop)
    return await desk.page(
        "guests.html",
        form=form,
        link=link,
        sent_to=sent_to,
        can_write=_can_write(desk),
        invitations=await list_invitations(desk.shop),
        answers=answers,
        average=f"{sum(one.stars for one in answers) / len(answers):.1f}" if answers else "",
    )


HANDLERS = [show_guests, take_invitation, take_end]
