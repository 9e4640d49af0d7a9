"""Let a browser in through an invitation, and know it again."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import Refused
from bodega.kernel.ids import new_id
from bodega.runtime import Runtime
from bodega.staff.session_cookie import own_cookie_name
from bodega.street.shop import Shop
from bodega_shop.guests.invite import digest_of

STAYS = timedelta(days=60)
_OWN_WORD = "the shop's own people"

# One statement counts and decides, so that of a hundred who come at once exactly as many get in as the link is for.
_USE = """
    update invitation set uses = uses + 1
     where token_digest = $1 and uses < uses_most and expires_at > $2 and revoked_at is null returning id"""
_INSERT = (
    "insert into guest (id, invitation_id, token_digest, admitted_at, expires_at) values ($1, $2, $3, $4, $5)"
)
_FIND = """
    select g.id from guest g join invitation i on i.id = g.invitation_id
     where g.token_digest = $1 and g.expires_at > $2 and i.revoked_at is null"""


class LinkUsedUp(Refused):
    """This link does not let anybody in any more. Please ask the shop for another one."""

    kind = "link-used-up"


async def admit(shop: Shop, token: str, *, now: datetime) -> str:
    """The token for the guest's cookie. Raises `LinkUsedUp` for a link that is wrong, over or used up."""
    async with shop_scope(shop) as scope:
        invitation_id: UUID | None = await scope.fetchval(_USE, digest_of(token), now)
        if invitation_id is None:
            raise LinkUsedUp
        return await _let_in(scope, invitation_id, now)


async def find_guest(shop: Shop, token: str, *, now: datetime) -> UUID | None:
    """Who that browser is; None for a stranger, and for one whose link was taken back."""
    async with shop_scope(shop) as scope:
        guest: UUID | None = await scope.fetchval(_FIND, digest_of(token), now)
    return guest


def guest_cookie_name(runtime: Runtime) -> str:
    return own_cookie_name(runtime, "guest")


def own_word(shop: Shop) -> str:
    """What the shop's own people and programs bring in place of an invitation: only this shop can make it."""
    return shop.vault.token("guest", _OWN_WORD)


async def may_enter(shop: Shop, token: str, *, now: datetime) -> bool:
    """Whether who brings this token in the guest's cookie may look around in a shop that is not open to all."""
    if not token:
        return False
    return secrets.compare_digest(token, own_word(shop)) or await find_guest(shop, token, now=now) is not None


async def _let_in(scope: Scope, invitation_id: UUID, now: datetime) -> str:
    token = secrets.token_urlsafe(24)
    await scope.execute(_INSERT, new_id(), invitation_id, digest_of(token), now, now + STAYS)
    return token
