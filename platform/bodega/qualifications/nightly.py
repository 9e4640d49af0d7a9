"""Each morning, as soon as the day has turned: papers that are over lapse, owners are reminded, shops are weighed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.qualifications.china_day import china_day
from bodega.qualifications.remind_owners import remind_owners
from bodega.qualifications.tell_owner import LAPSED, tell_owner
from bodega.qualifications.weigh_shop import weigh_shop
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.mornings import hand_out, plan_coming

NIGHT_JOB = "qualifications.nightly"
WEIGH_JOB = "qualifications.weigh"
_AT_ONCE = 200

_LAPSE = """
    update document set state = 'lapsed'
     where id in (select d.id from document d where d.state = 'approved' and d.valid_until < $1
                   order by d.valid_until, d.id limit $2 for update skip locked)
    returning id, kind, coalesce(shop_id, (select a.shop_id from application a where a.id = application_id)) as shop_id"""

# Whoever sells under the rules of the catalogue: what it demands may have begun or ended with the day.
_SHOPS = """
    select s.id from shop s
     where s.state not in ('closed', 'refused') and s.rehearses is null and s.id > $1 and not s.vouched order by s.id limit $2"""


async def run_nightly(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job. The coming one is planned first, so that one failure does not end them all."""
    now = runtime.clock.now()
    await plan_coming(NIGHT_JOB, now)
    today = china_day(now)
    while await _lapse(runtime, today, now):
        pass
    await remind_owners(runtime, today, now=now)
    await weigh_all()


async def weigh_all(*, vouched: bool = False) -> None:
    """One job for each shop. With `vouched` those that the operator answers for as well."""
    await hand_out(WEIGH_JOB, _SHOPS.replace(" and not s.vouched", "") if vouched else _SHOPS)


async def run_weighing(runtime: Runtime, _: dict[str, Any]) -> None:
    """The job after a change of the catalogue: every shop, and every process forgets what it knew of the shops."""
    await weigh_all(vouched=True)
    await runtime.directory.announce_policy()


async def weigh_one(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job of one shop."""
    async with platform_scope() as scope:
        await weigh_shop(scope, UUID(payload["shop_id"]), now=runtime.clock.now())


async def _lapse(runtime: Runtime, today: date, now: datetime) -> int:
    """A handful at a time, each with an entry in the audit trail; the shops are weighed in the same transaction."""
    async with platform_scope() as scope:
        rows = await scope.fetch(_LAPSE, today, _AT_ONCE)
        for row in rows:
            await _note(scope, row["shop_id"], row["id"], row["kind"], now)
            await tell_owner(runtime, scope, row["id"], LAPSED, now=now)
        # In one order always, so that two nights at work at once cannot wait for each other.
        for shop_id in sorted({row["shop_id"] for row in rows if row["shop_id"] is not None}):
            await weigh_shop(scope, shop_id, now=now)
    return len(rows)


async def _note(scope: Scope, shop_id: UUID | None, paper_id: UUID, kind: str, now: datetime) -> None:
    await record(
        scope, deed="paper.lapsed", actor_id=None, actor="Bodega", now=now, shop_id=shop_id, paper=str(paper_id),
        kind=kind,
    )  # fmt: skip
