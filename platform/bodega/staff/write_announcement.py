"""Say something to all shops or some: in their consoles until it is read or over, and by mail where that is wished."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.qualifications.read_catalogue import read_catalogue
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.mail_announcement import ANNOUNCE_JOB
from bodega.staff.staff_member import StaffMember

TONES = ("info", "warn", "bad")


@dataclass(frozen=True)
class Draft:
    """What is said; one of the languages may be empty. What is empty of the four lists leaves no shop out.

    `plans` are codes of plans; `trades` codes of the street's categories, which take those below them along.
    """

    title_en: str
    title_zh: str
    body_en: str
    body_zh: str
    tone: str
    states: Sequence[str]
    slugs: Sequence[str]
    plans: Sequence[str]
    trades: Sequence[str]
    ends_at: datetime
    mailed: bool


async def write_announcement(runtime: Runtime, draft: Draft, staff: StaffMember, *, now: datetime) -> UUID:
    """The id of it. Raises `InvalidInput` naming the field: no title, a shop that is none, an end that is past."""
    if not (draft.title_en or draft.title_zh):
        raise InvalidInput("Please write a title in at least one language.", field="title_zh")
    if draft.ends_at <= now:
        raise InvalidInput("This day is past.", field="ends_on")
    announcement_id = new_id()
    mailed = draft.mailed and runtime.settings.mail is not None
    async with platform_scope() as scope:
        shop_ids = await _shops(scope, draft.slugs)
        trades = (await read_catalogue(scope)).leaves(draft.trades) if draft.trades else ()
        if draft.trades and not trades:
            raise InvalidInput("Nothing of these categories may be sold at the moment.", field="trades")
        await scope.execute(
            "insert into announcement (id, title_en, title_zh, body_en, body_zh, tone, states, shop_ids, plans,"
            " trades, mailed, written_by, written_by_name, created_at, ends_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $14, $15, $9, $10, $11, $12, $13)",
            announcement_id, draft.title_en, draft.title_zh, draft.body_en, draft.body_zh, draft.tone,
            list(draft.states), shop_ids, mailed, staff.account_id, staff.name, now, draft.ends_at,
            list(draft.plans), list(trades),
        )  # fmt: skip
        await record(
            scope, deed="announcement.written", actor_id=staff.account_id, actor=staff.name, now=now,
            title=draft.title_zh or draft.title_en,
        )  # fmt: skip
        if mailed:
            await enqueue(scope, ANNOUNCE_JOB, {"announcement_id": str(announcement_id)})
    await runtime.directory.announce_policy()
    return announcement_id


async def withdraw_announcement(
    runtime: Runtime, announcement_id: UUID, staff: StaffMember, *, now: datetime
) -> None:
    """It is shown no more; mails that are sent stay sent. Raises `NotFound` for one that was withdrawn already."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "update announcement set withdrawn_at = $2 where id = $1 and withdrawn_at is null"
            " returning title_zh, title_en",
            announcement_id, now,
        )  # fmt: skip
        if row is None:
            raise NotFound
        await record(
            scope, deed="announcement.withdrawn", actor_id=staff.account_id, actor=staff.name, now=now,
            title=row["title_zh"] or row["title_en"],
        )  # fmt: skip
    await runtime.directory.announce_policy()


async def _shops(scope: Scope, slugs: Sequence[str]) -> list[str]:
    rows = await scope.fetch("select id, slug from shop where slug = any($1)", list(slugs))
    missing = set(slugs) - {row["slug"] for row in rows}
    if missing:
        raise InvalidInput("There is no shop with the address %(slug)s.", field="shops", slug=min(missing))
    return [str(row["id"]) for row in rows]
