"""What the platform does with a notice: ask for more, take down at once or after judging, refuse."""

from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, Refused, StateConflict
from bodega.notices.carry_takedown import carry_soon
from bodega.notices.notice import LONGEST_WORDS, Notice, read_listings, read_notice, write_entry
from bodega.notices.put_back import end_listings
from bodega.notices.tell_people import tell_holder, tell_owner
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.refuse_own import refuse_own
from bodega.staff.staff_member import StaffMember

# `down` takes down before anything is judged, `uphold` because the notice is complete.
ACTS = ("more", "down", "uphold", "refuse")
_STATES = {"more": "more", "down": "received", "uphold": "upheld", "refuse": "refused"}
_FROM = {
    "more": ("received",),
    "down": ("received", "more"),
    "uphold": ("received", "more"),
    "refuse": ("received", "more", "upheld"),
}

_MOVE = """
    update rights_notice set state = $3, reason = $4, decided_at = case when $3 in ('upheld', 'refused') then $5 else decided_at end,
                             decided_by = $6, revision = revision + 1,
                             published_at = case when $7 then coalesce(published_at, $5) else published_at end
     where id = $1 and revision = $2 and state = any($8::text[])"""
_DOWN = """
    update notice_listing set state = 'down', down_at = $2, revision = revision + 1 where id = $1 and state = 'named'"""


async def judge_notice(
    runtime: Runtime,
    notice_id: UUID,
    revision: int,
    act: str,
    words: str,
    staff: StaffMember,
    *,
    now: datetime,
) -> None:
    """Raises `InvalidInput`, `Refused` when no listing is known, `OwnMatter`, `StateConflict` when it has changed meanwhile."""
    said = words.strip()[:LONGEST_WORDS]
    if act not in ACTS:
        raise InvalidInput("Please choose one of these.", field="act")
    if not said:
        raise InvalidInput("Say why, in words that the right holder and the shop read.", field="words")
    async with platform_scope() as scope:
        notice = await read_notice(scope, notice_id)
        named = await read_listings(scope, notice_id)
        await refuse_own(scope, staff.account_id, *(one.shop_id for one in named))
        if not await scope.execute(
            _MOVE, notice_id, revision, _STATES[act], said, now, staff.name, act != "more", list(_FROM[act])
        ):
            raise StateConflict
        await write_entry(scope, notice_id, act, side="platform", author=staff.name, words=said, now=now)
        await record(
            scope, deed=f"notice.{act}", actor_id=staff.account_id, actor=staff.name, now=now, notice=str(notice_id),
            reason=said,
        )  # fmt: skip
        await _follow(runtime, scope, notice, act, now)


async def _follow(runtime: Runtime, scope: Scope, notice: Notice, act: str, now: datetime) -> None:
    if act in ("down", "uphold"):
        await _take_down(runtime, scope, notice, now)
    elif act == "refuse":
        await end_listings(runtime, scope, notice, "refused", now=now)
    await tell_holder(runtime, scope, notice, act, now=now)


async def _take_down(runtime: Runtime, scope: Scope, notice: Notice, now: datetime) -> None:
    listings = await read_listings(scope, notice.id)
    if not any(one.state != "unknown" for one in listings):
        raise Refused("None of the addresses leads to a listing. Ask the right holder for the right ones.")
    if any(one.state == "looking" for one in listings):
        raise Refused("The addresses are still being looked up. Please try again in a moment.")
    for one in listings:
        if await scope.execute(_DOWN, one.id, now):
            await write_entry(scope, notice.id, "taken_down", side="platform", listing_id=one.id, now=now)
            await record(
                scope, deed="notice.taken_down", actor_id=None, actor="Bodega", now=now, shop_id=one.shop_id,
                notice=str(notice.id), title=one.title,
            )  # fmt: skip
            await carry_soon(scope, one.id)
            await tell_owner(runtime, scope, one, "down", now=now)
