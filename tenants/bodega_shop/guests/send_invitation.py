"""Send an invitation by the shop's own ways of writing to people: the job behind `invite` with an address.

The link opens a door and the address is somebody's: both lie sealed in the job, and nowhere else.
"""

import base64
from typing import Any
from uuid import UUID

import msgspec

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.i18n import format_date, time_zone
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.street.shop import Shop
from bodega_shop.contracts.notifier import Message
from bodega_shop.floor import floor_of
from bodega_shop.messages.send_to_person import send_to_person

SEND_JOB = "guests.send_invitation"
_PLACE = {"table": "invitation", "column": "letter"}

_GOOD = "select expires_at from invitation where id = $1 and revoked_at is null and expires_at > $2"

SUBJECT = "%(shop)s invites you before it opens"
TEXT = (
    "%(shop)s opens soon, and you may look around and buy already. This is your link, good until %(day)s:\n\n%(link)s\n\nPlease"
    " say on your order's page what you think of it. You did not expect this? Then leave it: nothing happens without you."
)


class _Letter(msgspec.Struct, frozen=True):
    to: str
    link: str


async def plan_sending(scope: Scope, shop: Shop, invitation_id: UUID, *, to: str, link: str) -> None:
    """In the transaction that makes the invitation."""
    plain = msgspec.json.encode(_Letter(to, link))
    sealed = base64.b64encode(shop.vault.seal(plain, **_PLACE, row_id=invitation_id)).decode()
    payload = {"invitation_id": str(invitation_id), "sealed": sealed}
    await enqueue(scope, SEND_JOB, payload, once=str(invitation_id))


async def send_invitation(runtime: Runtime, shop: Shop, payload: dict[str, Any]) -> None:
    """The job. What was taken back or is over meanwhile is not sent; every try goes under the same key."""
    invitation_id, now = UUID(payload["invitation_id"]), runtime.clock.now()
    async with shop_scope(shop) as scope:
        until = await scope.fetchval(_GOOD, invitation_id, now)
    if until is None:
        return
    sealed = base64.b64decode(payload["sealed"])
    letter = msgspec.json.decode(shop.vault.open(sealed, **_PLACE, row_id=invitation_id), type=_Letter)
    profile = await floor_of(runtime).profiles.of(shop)
    say, locale = runtime.translations.gettext, profile.locale
    told = {
        "shop": profile.name,
        "day": format_date(until, locale, time_zone(profile.time_zone)),
        "link": letter.link,
    }
    message = Message(
        key=f"{invitation_id}-invitation",
        recipient=letter.to,
        subject=say(locale, SUBJECT, **told),
        text=say(locale, TEXT, **told),
    )
    await send_to_person(runtime, shop, message)
