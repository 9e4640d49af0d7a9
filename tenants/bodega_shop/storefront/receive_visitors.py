"""Receive visitors at the door of a shop: guests before it is open to all, everybody afterwards."""

from typing import Any

from litestar import Response
from litestar.response import Redirect

from bodega.web.visit import AnyRequest, provide_shop
from bodega_shop.guests.receive_programs import is_invited
from bodega_shop.storefront.lead_visitors import lead_visitors
from bodega_shop.storefront.render_page import provide_front

# What was bought can be looked up and read by whoever holds it, and an invitation is no use behind a closed door.
_ALWAYS = ("/orders/", "/look-up", "/terms", "/invitations/", "/feedback")


async def receive_visitors(request: AnyRequest) -> Redirect | Response[Any] | None:
    """Before every page of the storefront. A shop that is open to all costs its visitors one comparison."""
    if provide_shop(request).is_open_to_all or request.scope["path"].startswith(_ALWAYS):
        return lead_visitors(request)
    if await is_invited(request.scope):
        return None
    front = await provide_front(request)
    return front.page("opening_soon.html")
