"""Receive programs at the door of a shop: before it is open to all, only with the cookie of a guest."""

from http.cookies import CookieError, SimpleCookie

from bodega.kernel.errors import ShopClosed
from bodega.web.visit import AnyScope, header_of, runtime_of, shop_of, visit_of
from bodega_shop.guests.admit import guest_cookie_name, may_enter

_BOUGHT = "/api/v1/orders/"


class NotOpenYet(ShopClosed):
    """This shop is not open yet. Whoever was invited can come in already."""

    kind = "not-open-yet"


async def receive_programs(scope: AnyScope) -> None:
    """Before every operation; what was bought stays readable to whoever holds its token. Raises `NotOpenYet`."""
    if shop_of(scope).is_open_to_all or scope["path"].startswith(_BOUGHT):
        return
    if not await is_invited(scope):
        raise NotOpenYet


async def is_invited(scope: AnyScope) -> bool:
    """Whether this browser or program came in through an invitation, or is the shop's own."""
    token = guest_token(scope)
    return bool(token) and await may_enter(shop_of(scope), token, now=visit_of(scope).now)


def guest_token(scope: AnyScope) -> str:
    """What the guest's cookie holds; empty without one."""
    try:
        cookies = SimpleCookie(header_of(scope, b"cookie"))
    except CookieError:
        return ""
    kept = cookies.get(guest_cookie_name(runtime_of(scope)))
    return kept.value if kept is not None else ""
