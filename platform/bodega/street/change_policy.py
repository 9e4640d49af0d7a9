"""Change what the platform lays down for every shop; every process hears of it."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import platform_scope
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.policy import Policy, read_policy

_SELECT = "select coalesce(jsonb_object_agg(name, value), '{}') from policy"

_KEEP = """
    insert into policy (name, value, changed_at, changed_by) values ($1, $2, $3, $4)
    on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at,
                                     changed_by = excluded.changed_by"""


async def current_policy() -> Policy:
    """As it stands now, not as a process remembers it."""
    async with platform_scope() as scope:
        return read_policy(await scope.fetchval(_SELECT))


async def change_policy(
    runtime: Runtime, policy: Policy, *, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """What is the same as before is not written again. Callers have checked the bounds."""
    async with platform_scope() as scope:
        before = asdict(read_policy(await scope.fetchval(_SELECT)))
        changed = {name: value for name, value in asdict(policy).items() if before[name] != value}
        for name, value in changed.items():
            await scope.execute(_KEEP, name, value, now, actor)
        if changed:
            await record(scope, deed="policy.changed", actor_id=actor_id, actor=actor, now=now, **changed)
    if changed:
        await runtime.directory.announce_policy()
