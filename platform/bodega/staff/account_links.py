"""Links that are sent to the address of an account: random, of which only the digest is kept, good once and not for long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound
from bodega.kernel.ids import new_id
from bodega.staff.start_session import digest_of, new_token

Purpose = Literal["address", "password"]

GOOD_FOR: Final[dict[str, timedelta]] = {"address": timedelta(days=3), "password": timedelta(minutes=30)}


class LinkSpent(NotFound):
    """This link was used already, or its time is over. Please ask for a new one."""

    kind = "link-spent"


@dataclass(frozen=True)
class AccountLink:
    """A link that still counts, and whose it is."""

    id: UUID
    account_id: UUID
    email: str
    name: str
    locale: str


async def make_link(scope: Scope, account_id: UUID, email: str, purpose: Purpose, *, now: datetime) -> str:
    """The token for the address; those sent before for the same purpose stop working."""
    await scope.execute(
        "update account_link set used_at = $3 where account_id = $1 and purpose = $2 and used_at is null",
        account_id, purpose, now,
    )  # fmt: skip
    token = new_token()
    await scope.execute(
        "insert into account_link (id, account_id, purpose, email, token_digest, created_at, expires_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        new_id(), account_id, purpose, email, digest_of(token), now, now + GOOD_FOR[purpose],
    )  # fmt: skip
    return token


async def find_link(scope: Scope, token: str, purpose: Purpose, *, now: datetime) -> AccountLink:
    """Raises `LinkSpent`; a link to an address that the account has no more is one too."""
    row = await scope.fetchrow(
        "select l.id, l.account_id, l.email, a.name, a.locale from account_link l join account a on a.id = l.account_id"
        " where l.token_digest = $1 and l.purpose = $2 and l.used_at is null and l.expires_at > $3 and a.email = l.email",
        digest_of(token), purpose, now,
    )  # fmt: skip
    if row is None:
        raise LinkSpent
    return AccountLink(**dict(row))


async def use_link(scope: Scope, token: str, purpose: Purpose, *, now: datetime) -> AccountLink:
    """Of two who come at once with one link, the second gets `LinkSpent`."""
    link = await find_link(scope, token, purpose, now=now)
    if not await scope.execute(
        "update account_link set used_at = $2 where id = $1 and used_at is null", link.id, now
    ):
        raise LinkSpent
    return link
