"""Say of one account which texts it has to agree to, with what changed in each; and keep that it did."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.compare_texts import ChangedLine, compare_texts
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import StateConflict
from bodega.published.current_texts import CurrentTexts, read_current
from bodega.published.keep_consent import TextsChanged, keep_consent, read_agreed
from bodega.published.kinds import FOR_ACCOUNTS, FOR_SHOPS, KINDS
from bodega.published.read_versions import TextVersion, read_history

_OWNS = """
    select exists (select 1 from shop where owner_id = $1 and rehearses is null
                      and state not in ('draft', 'review', 'refused', 'closed'))"""


@dataclass(frozen=True)
class Owed:
    """One text to agree to: the version in force, and line by line what changed since the one agreed to before."""

    version: TextVersion
    agreed: int | None
    lines: tuple[ChangedLine, ...]


async def read_owed(account_id: UUID, *, locale: str, now: datetime) -> tuple[str, list[Owed]]:
    """The consent that a yes would be, and what it is about; empty when everything is agreed to."""
    async with platform_scope() as scope:
        current, agreed, kinds = await _owed_kinds(scope, account_id, now)
        known = current.read_consent(agreed)
        owed = []
        for kind in kinds:
            history = await read_history(scope, kind)
            version = history.numbered(current.in_force(now)[kind].number)
            before = history.numbered(known[kind]).text(locale) if kind in known else ""
            lines = tuple(compare_texts(before, version.text(locale))) if before else ()
            owed.append(Owed(version, known.get(kind), lines))
        return current.consent(now, kinds) if kinds else "", owed


async def owed_kinds(account_id: UUID, *, now: datetime) -> list[str]:
    """Only which texts wait for a yes, for a page that invites to them."""
    async with platform_scope() as scope:
        return (await _owed_kinds(scope, account_id, now))[2]


async def agree_again(account_id: UUID, shown: str, *, address: str, now: datetime) -> None:
    """`shown` is the consent of the page. Raises `TextsChanged` when it is another by now, `StateConflict` for nothing."""
    async with platform_scope() as scope:
        current, _, kinds = await _owed_kinds(scope, account_id, now)
        if not kinds:
            raise StateConflict
        if shown != current.consent(now, kinds):
            raise TextsChanged
        await keep_consent(scope, account_id, "again", shown, address=address, now=now)


async def _owed_kinds(scope: Scope, account_id: UUID, now: datetime) -> tuple[CurrentTexts, str, list[str]]:
    """An owner agrees to what shops and accounts are held to; whoever only has an account to the latter."""
    current, agreed = await read_current(scope), await read_agreed(scope, account_id)
    mine = {*FOR_ACCOUNTS, *current.read_consent(agreed)}
    if await scope.fetchval(_OWNS, account_id):
        mine.update(FOR_SHOPS)
    asked = current.asked_again(agreed, now)
    return current, agreed, [kind for kind in KINDS if kind in mine and kind in asked]
