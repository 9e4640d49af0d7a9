"""Invite people before the shop is open to all: a link that lets so many browsers in, until a day."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bodega.kernel.database import shop_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused
from bodega.kernel.ids import new_id
from bodega.street.shop import Shop
from bodega_shop.guests.send_invitation import plan_sending
from bodega_shop.settings.record_deed import Actor, record_deed

MOST_USES = 1000
MOST_DAYS = 180
MOST_LINKS = 200
LONGEST_LABEL = 100

_INSERT = """
    insert into invitation (id, token_digest, label, uses_most, expires_at, created_by, created_at)
    values ($1, $2, $3, $4, $5, $6, $7)"""
_LIST = """
    select id, label, uses, uses_most, expires_at, revoked_at, created_at from invitation
     order by created_at desc, id desc limit $1"""


@dataclass(frozen=True)
class Invitation:
    """A link as its maker sees it again: the link itself is shown once."""

    id: UUID
    label: str
    uses: int
    uses_most: int
    expires_at: datetime
    revoked_at: datetime | None
    created_at: datetime

    def is_good(self, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now and self.uses < self.uses_most


@dataclass(frozen=True)
class Mailing:
    """To whom a new link is sent at once; `link` makes the address that is opened from its token."""

    to: str
    link: Callable[[str], str]


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


async def invite(
    shop: Shop, label: str, *, uses: int, days: int, by: Actor, now: datetime, mailing: Mailing | None = None
) -> str:
    """The token of the new link, known nowhere else but in what `mailing` sends.

    Raises `InvalidInput` naming the field, `Refused` for too many.
    """
    label = " ".join(label.split())
    if not label or len(label) > LONGEST_LABEL:
        raise InvalidInput("Please say who this link is for.", field="label")
    if not 1 <= uses <= MOST_USES:
        raise InvalidInput("Please enter 1 to %(most)s.", field="uses", most=MOST_USES)
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput("Please enter 1 to %(most)s.", field="days", most=MOST_DAYS)
    token, invitation_id = secrets.token_urlsafe(18), new_id()
    async with shop_scope(shop) as scope:
        if await scope.fetchval("select count(*) from invitation where revoked_at is null") >= MOST_LINKS:
            raise Refused("A shop has at most %(most)s links. Please take some back first.", most=MOST_LINKS)
        await scope.execute(
            _INSERT,
            invitation_id,
            digest_of(token),
            label,
            uses,
            now + timedelta(days=days),
            by.account_id,
            now,
        )
        if mailing is not None:
            link = mailing.link(token)
            await plan_sending(scope, shop, invitation_id, to=mailing.to, link=link)
        await record_deed(scope, "invitation.made", str(invitation_id), by=by, now=now, name=label, uses=uses)
    return token


async def list_invitations(shop: Shop) -> list[Invitation]:
    """The newest first."""
    async with shop_scope(shop) as scope:
        rows = await scope.fetch(_LIST, MOST_LINKS)
    return [Invitation(**dict(row)) for row in rows]


async def take_back(shop: Shop, invitation_id: UUID, *, by: Actor, now: datetime) -> None:
    """Whoever came in through it is outside again. Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        label = await scope.fetchval(
            "update invitation set revoked_at = coalesce(revoked_at, $2) where id = $1 returning label",
            invitation_id, now,
        )  # fmt: skip
        if label is None:
            raise NotFound
        await record_deed(scope, "invitation.taken_back", str(invitation_id), by=by, now=now, name=label)
