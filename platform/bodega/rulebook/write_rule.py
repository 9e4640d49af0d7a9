"""Write a draft of a rule, schedule it, end it; what was scheduled once stays as it is for ever."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import InvalidInput, NotFound, Refused
from bodega.policy.rule import Rule
from bodega.qualifications.china_day import china_day
from bodega.rulebook.enforce import enforce_soon
from bodega.rulebook.kept_rule import KeptRule, content_of
from bodega.rulebook.read_rules import read_versions
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.staff_member import StaffMember

_HOLD = "select pg_advisory_xact_lock(hashtextextended('rule ' || $1, 0))"
_DRAFT = """
    insert into rule_version (rule_id, version, draft, content, changed_at, changed_by)
    values ($1, $2, true, $3, $4, $5)
    on conflict (rule_id, version) do update
       set content = excluded.content, changed_at = excluded.changed_at, changed_by = excluded.changed_by
     where rule_version.draft"""
_SCHEDULE = """
    update rule_version set draft = false, effective_from = $3, ends_on = $4, changed_at = $5, changed_by = $6
     where rule_id = $1 and version = $2 and draft"""
# Where an older version would go on after this one has ended, it would come back.
_END_OTHERS = """
    update rule_version set ends_on = greatest($3, effective_from - 1), changed_at = $4
     where rule_id = $1 and version <> $2 and not draft and (ends_on is null or ends_on > $3)"""
_END = """
    update rule_version set ends_on = greatest($2, effective_from - 1), changed_at = $3, changed_by = $4
     where rule_id = $1 and not draft and (ends_on is null or ends_on > $2)"""
_DROP = "delete from rule_version where rule_id = $1 and version = $2 and draft"


async def save_draft(rule: Rule, staff: StaffMember, *, new: bool, now: datetime) -> int:
    """The version that it is: the draft there is, or one after the last. Callers have read the rule, so it is sound.

    Raises `InvalidInput` for a `new` one whose name is taken, `NotFound` for another that is not there.
    """
    async with platform_scope() as scope:
        await scope.fetchval(_HOLD, rule.id)
        version = await _next_version(scope, rule.id, new=new)
        await scope.execute(_DRAFT, rule.id, version, content_of(rule), now, staff.name)
        await _note(scope, "rule.drafted", rule.id, version, staff, now)
    return version


async def schedule_rule(
    runtime: Runtime,
    rule_id: str,
    version: int,
    begins: date,
    ends: date | None,
    staff: StaffMember,
    *,
    now: datetime,
) -> None:
    """It counts from the first minute of `begins`; today means at once. Raises `InvalidInput` or `Refused`."""
    today = china_day(now)
    if begins < today:
        raise InvalidInput("A rule cannot begin in the past.", field="begins")
    if ends is not None and ends < begins:
        raise InvalidInput("It would end before it begins.", field="ends")
    async with platform_scope() as scope:
        await scope.fetchval(_HOLD, rule_id)
        if not await scope.execute(_SCHEDULE, rule_id, version, begins, ends, now, staff.name):
            raise Refused("This version was scheduled already, or is gone.")
        await scope.execute(_END_OTHERS, rule_id, version, begins - timedelta(days=1), now)
        await _note(scope, "rule.scheduled", rule_id, version, staff, now, begins=f"{begins}")
        if begins == today:
            await enforce_soon(scope, now=now)
    await runtime.directory.announce_policy()


async def end_rule(
    runtime: Runtime, rule_id: str, last_day: date, staff: StaffMember, *, now: datetime
) -> None:
    """All its versions end with that day; yesterday means at once. Its cases are closed when shops are judged again."""
    if last_day < china_day(now) - timedelta(days=1):
        raise InvalidInput("A rule cannot end in the past.", field="last_day")
    async with platform_scope() as scope:
        await scope.fetchval(_HOLD, rule_id)
        if not await scope.execute(_END, rule_id, last_day, now, staff.name):
            raise Refused("This rule has ended already.")
        await _note(scope, "rule.ended", rule_id, 0, staff, now, last_day=f"{last_day}")
        if last_day < china_day(now):
            await enforce_soon(scope, now=now)
    await runtime.directory.announce_policy()


async def drop_draft(rule_id: str, version: int, staff: StaffMember, *, now: datetime) -> None:
    """Raises `NotFound`."""
    async with platform_scope() as scope:
        if not await scope.execute(_DROP, rule_id, version):
            raise NotFound
        await _note(scope, "rule.dropped", rule_id, version, staff, now)


async def _next_version(scope: Scope, rule_id: str, *, new: bool) -> int:
    try:
        versions: list[KeptRule] = await read_versions(scope, rule_id)
    except NotFound:
        if new:
            return 1
        raise
    if new:
        raise InvalidInput("There is a rule of this name already.", field="id")
    return versions[0].version + (0 if versions[0].draft else 1)


async def _note(
    scope: Scope, deed: str, rule_id: str, version: int, staff: StaffMember, now: datetime, **detail: Any
) -> None:
    said: Mapping[str, Any] = {"rule": rule_id, **({"version": version} if version else {}), **detail}
    await record(scope, deed=deed, actor_id=staff.account_id, actor=staff.name, now=now, **said)
