"""Each morning: ask the owners whose six months are nearly over, remind them, and advise staff where nobody answered."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from bodega.identities.check import ASKED_BEFORE, ASKED_STATES, LAST, LEAST_TIME, REMIND_DAYS
from bodega.identities.tell_owner import ASKED, OVERDUE, REMINDED, tell_owner
from bodega.kernel.database import platform_scope
from bodega.kernel.ids import new_id
from bodega.qualifications.china_day import china_day
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.mornings import plan_coming

MORNING_JOB = "identities.morning"
_AT_ONCE = 200

_TO_ASK = f"""
    select shop_id, due_on from (
        select s.id as shop_id, (({LAST}) at time zone 'Asia/Shanghai' + interval '6 months')::date as due_on
          from shop s
         where s.state = any($1::text[]) and s.rehearses is null and s.id > $4
           and not exists (select 1 from identity_check c where c.shop_id = s.id and c.state <> 'confirmed')) o
     where due_on <= $2::date order by shop_id limit $3"""
_OPEN = """
    insert into identity_check (id, shop_id, state, due_on, opened_at, reminded) values ($1, $2, 'open', $3, $4, $5)
    on conflict (shop_id) where state <> 'confirmed' do nothing"""
# A shop that closed is asked for nothing, and stays as it was with what was said last.
_TO_REMIND = """
    select c.id, c.shop_id, c.due_on, c.reminded from identity_check c join shop s on s.id = c.shop_id
     where c.state = 'open' and c.due_on <= $1::date + 14 and s.state = any($3::text[])
       and coalesce(c.reminded, 99) > case when c.due_on < $1::date then 0 when c.due_on <= $1::date + 3 then 3 else 14 end
     order by c.due_on, c.id limit $2"""
_MARK = """
    update identity_check set reminded = $2::integer, advised_at = case when $2::integer = 0 then $3 else advised_at end
     where id = $1 and state = 'open' and coalesce(reminded, 99) > $2::integer"""


async def run_morning(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. The coming one is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_coming(MORNING_JOB, now)
    await verify_again(runtime, now=now)


async def verify_again(runtime: Runtime, *, now: datetime) -> None:
    """What one morning brings; asked for again on the same day it changes nothing."""
    today, last = china_day(now), UUID(int=0)
    while (found := await _ask_some(runtime, today, last, now)) is not None:
        last = found
    while await _remind_some(runtime, today, now):
        pass


def mark_of(due_on: date, today: date) -> int | None:
    """Which reminder is due: 14, 3, or 0 once it is overdue."""
    if due_on < today:
        return 0
    return min((days for days in REMIND_DAYS if days and (due_on - today).days <= days), default=None)


async def _ask_some(runtime: Runtime, today: date, last: UUID, now: datetime) -> UUID | None:
    """A handful at a time; the last shop that was asked, none when all were."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_TO_ASK, list(ASKED_STATES), today + ASKED_BEFORE, _AT_ONCE, last)
        for row in rows:
            # Whoever was forgotten for long has two weeks all the same.
            due_on = max(row["due_on"], today + LEAST_TIME)
            # The first letter is no reminder, and the one of this very day would say the same.
            if await scope.execute(_OPEN, new_id(), row["shop_id"], due_on, now, mark_of(due_on, today)):
                await record(
                    scope, deed="identity.asked", actor_id=None, actor="Bodega", now=now, shop_id=row["shop_id"],
                    due=due_on.isoformat(),
                )  # fmt: skip
                await tell_owner(scope, runtime, row["shop_id"], ASKED, due_on, now=now)
    return rows[-1]["shop_id"] if rows else None


async def _remind_some(runtime: Runtime, today: date, now: datetime) -> int:
    async with platform_scope() as scope:
        rows = await scope.fetch(_TO_REMIND, today, _AT_ONCE, list(ASKED_STATES))
        for row in rows:
            mark = mark_of(row["due_on"], today)
            if mark is None or not await scope.execute(_MARK, row["id"], mark, now):
                continue
            deed, letter = ("identity.reminded", REMINDED) if mark else ("identity.overdue", OVERDUE)
            await record(
                scope, deed=deed, actor_id=None, actor="Bodega", now=now, shop_id=row["shop_id"],
                due=row["due_on"].isoformat(),
            )  # fmt: skip
            await tell_owner(scope, runtime, row["shop_id"], letter, row["due_on"], now=now)
    return len(rows)
