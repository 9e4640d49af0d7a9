"""Announce a text: its draft with everything filled in becomes the next version, and never changes again."""

from dataclasses import dataclass
from datetime import date, datetime

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, Refused
from bodega.kernel.fill_text import Filled, require_whole
from bodega.kernel.i18n import CHINESE, ENGLISH
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.published.facts import read_facts
from bodega.published.kinds import LICENCE
from bodega.published.mail_change import MAIL_JOB
from bodega.published.notice_period import begin_of, notice_days
from bodega.published.read_versions import History, read_history
from bodega.published.write_draft import fill_drafts
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

_HOLD = "select pg_advisory_xact_lock(hashtextextended('published text ' || $1, 0))"
_INSERT = """
    insert into text_version (id, kind, number, chinese, english, facts, material, by_law, note_chinese, note_english,
                              announced_at, announced_by, effective_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""


@dataclass(frozen=True)
class Change:
    """`material` asks whoever agreed before again. `by_law` names the law that leaves no time; `day` is when it begins."""

    kind: str
    material: bool
    by_law: str
    note_chinese: str
    note_english: str
    day: date | None


async def announce_version(runtime: Runtime, change: Change, staff: StaffMember, *, now: datetime) -> int:
    """The number of the new version. Whom it concerns is told by mail, on `/my` and on the front page.

    Raises `InvalidInput` naming the field or what the text lacks, `Refused` while another change of it is announced.
    """
    async with platform_scope() as scope:
        await scope.fetchval(_HOLD, change.kind)
        history = await read_history(scope, change.kind)
        filled = await fill_drafts(scope, runtime.extensions.manifests.values(), change.kind)
        _check(history, filled, change, now)
        effective_at = _begin(history, change, now)
        number = await _insert(scope, history, filled, change, effective_at, staff, now)
        await record(
            scope, deed="terms.announced", actor_id=staff.account_id, actor=staff.name, now=now, text=change.kind,
            number=number, begins=f"{effective_at:%Y-%m-%d}", material=change.material, by_law=change.by_law,
        )  # fmt: skip
    await runtime.directory.announce_policy()
    return number


def _check(history: History, filled: dict[str, Filled], change: Change, now: datetime) -> None:
    for one in filled.values():
        require_whole(one)
    if history.announced(now) is not None:
        raise Refused(
            "A change of this text is announced already. Take it back first, or wait until it has begun."
        )
    last = history.last()
    if last is None:
        return
    if (last.chinese, last.english) == (filled[CHINESE].text, filled[ENGLISH].text):
        raise InvalidInput("Nothing differs from the version that is published.")
    if change.kind != LICENCE:
        for field, note in (("note_chinese", change.note_chinese), ("note_english", change.note_english)):
            if not note:
                raise InvalidInput("Please say in a sentence what changes, in both languages.", field=field)


def _begin(history: History, change: Change, now: datetime) -> datetime:
    days = notice_days(
        change.kind, material=change.material, by_law=bool(change.by_law), first=history.last() is None
    )
    return begin_of(change.day, days, now=now)


async def _insert(
    scope: Scope,
    history: History,
    filled: dict[str, Filled],
    change: Change,
    effective_at: datetime,
    staff: StaffMember,
    now: datetime,
) -> int:
    version_id, number = new_id(), history.versions[0].number + 1 if history.versions else 1
    first = history.last() is None
    await scope.execute(
        _INSERT, version_id, change.kind, number, filled[CHINESE].text, filled[ENGLISH].text, await read_facts(scope),
        change.material or first, change.by_law, change.note_chinese, change.note_english, now, staff.name,
        effective_at,
    )  # fmt: skip
    if change.kind != LICENCE and not first:
        await enqueue(scope, MAIL_JOB, {"version_id": str(version_id)})
    return number
