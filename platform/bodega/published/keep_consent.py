"""Keep what somebody agreed to: the versions, the moment, the address."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import Conflict
from bodega.kernel.ids import new_id
from bodega.published.current_texts import CurrentTexts, read_current

Occasion = Literal["sign_up", "agreement", "again"]

_INSERT = """
    insert into account_consent (id, account_id, occasion, versions, at, address) values ($1, $2, $3, $4, $5, $6)"""
_SELECT = "select versions from account_consent where account_id = $1"


@dataclass(frozen=True)
class Consent:
    """What somebody says yes to at sign-up, as `CurrentTexts.consent` writes it, and from where."""

    versions: str
    address: str


class TextsChanged(Conflict):
    """These texts have changed since you opened the page. Please read them again."""

    kind = "texts-changed"


async def keep_consent(
    scope: Scope, account_id: UUID, occasion: Occasion, versions: str, *, address: str, now: datetime
) -> None:
    """`versions` are those the page showed, as `CurrentTexts.consent` writes them."""
    await scope.execute(_INSERT, new_id(), account_id, occasion, versions, now, address)


async def keep_agreement(account_id: UUID, versions: str, *, address: str, now: datetime) -> None:
    """Of somebody with an account who opens one more shop."""
    async with platform_scope() as scope:
        await keep_consent(scope, account_id, "agreement", versions, address=address, now=now)


async def check_shown(kinds: Collection[str], shown: str, *, now: datetime) -> None:
    """Raises `TextsChanged` when a form was filled in below other versions than those in force."""
    async with platform_scope() as scope:
        current = await read_current(scope)
    if shown != current.consent(now, kinds):
        raise TextsChanged


async def read_agreed(scope: Scope, account_id: UUID) -> str:
    """All that an account agreed to, the newest version of each text, as one consent."""
    newest: dict[str, int] = {}
    for row in await scope.fetch(_SELECT, account_id):
        for kind, number in CurrentTexts.read_consent(row["versions"]).items():
            newest[kind] = max(number, newest.get(kind, 0))
    return " ".join(f"{kind}.{number}" for kind, number in newest.items())
