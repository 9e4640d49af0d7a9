"""Set up the shop's own account at a service that divides payments: out to its page, back, and out again."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect

from bodega.kernel.errors import BodegaError
from bodega.staff.require_role import requires_owner, requires_recent_password
from bodega.web.given import NamedDependency
from bodega_shop.collecting.begin_onboarding import begin_onboarding, check_onboarding
from bodega_shop.console.desk import Desk

HOME = "/console/channels"


@post("/channels/{channel_id:uuid}/onboardings", guards=[requires_owner, requires_recent_password])
async def begin(desk: NamedDependency[Desk], channel_id: FromPath[UUID]) -> Redirect:
    return await _go_out(desk, channel_id)


@get("/channels/{channel_id:uuid}/onboarding/again", guards=[requires_owner])
async def begin_again(desk: NamedDependency[Desk], channel_id: FromPath[UUID]) -> Redirect:
    """The service sends owners here whose link was used up: whoever is signed in gets another."""
    return await _go_out(desk, channel_id)


@get("/channels/{channel_id:uuid}/onboarding/done", guards=[requires_owner])
async def come_back(desk: NamedDependency[Desk], channel_id: FromPath[UUID]) -> Redirect:
    """Coming back says nothing: the owner may have left half-way."""
    return await _ask(desk, channel_id)


@post("/channels/{channel_id:uuid}/onboarding-checks", guards=[requires_owner])
async def check(desk: NamedDependency[Desk], channel_id: FromPath[UUID]) -> Redirect:
    return await _ask(desk, channel_id)


async def _go_out(desk: Desk, channel_id: UUID) -> Redirect:
    try:
        url = await begin_onboarding(desk.runtime, desk.shop, channel_id, by=desk.staff, now=desk.now)
    except BodegaError as error:
        return await desk.go(f"{HOME}/{channel_id}", desk.say(error.message, **error.params), "bad")
    return Redirect(url, status_code=303)


async def _ask(desk: Desk, channel_id: UUID) -> Redirect:
    try:
        ready = await check_onboarding(desk.runtime, desk.shop, channel_id)
    except BodegaError as error:
        return await desk.go(f"{HOME}/{channel_id}", desk.say(error.message, **error.params), "bad")
    if ready:
        return await desk.go(
            f"{HOME}/{channel_id}", "Your account takes payments. Now you can offer it to buyers."
        )
    return await desk.go(
        f"{HOME}/{channel_id}", "The payment service does not let this account take payments yet.", "warn"
    )


HANDLERS = [begin, begin_again, come_back, check]
