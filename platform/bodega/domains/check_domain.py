"""Check the proof of a domain, write down what was found, and plan the next look.

A waiting domain is looked at ever more seldom for a week. A proved one is looked at once a day, and leads to the shop
until its proof has been missing for a week; name servers that do not answer count for nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bodega.domains.add_domain import CHECK_JOB
from bodega.domains.find_proof import NO_ANSWER, Finding, find_proof
from bodega.domains.proof import proof_of
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.staff.audit import record

WAITS_FOR = timedelta(days=7)
MISSES_FOR = timedelta(days=7)
TAKEN = "taken"

_PAUSES = (1, 2, 5, 10, 20, 30)  # minutes
_THEN = timedelta(hours=1)
_DAILY = timedelta(days=1)

_READ = "select id, shop_id, host, state, checks, added_at, missing_since from shop_domain where id = $1"

_STILL = "select 1 from shop_domain where id = $1 and state = $2 for update"

_PROVE = """
    update shop_domain set state = 'proved', proved_by = $2, problem = '', checks = checks + 1, checked_at = $3,
                           proved_at = coalesce(proved_at, $3), missing_since = null
     where id = $1 and state in ('waiting', 'proved')"""

_MISS = """
    update shop_domain set problem = $2, checks = checks + 1, checked_at = $3,
                           missing_since = case when $2 = 'no_answer' then missing_since
                                                else coalesce(missing_since, $3) end
     where id = $1 and state = $4"""


@dataclass(frozen=True)
class _Domain:
    id: UUID
    shop_id: UUID
    host: str
    state: str
    checks: int
    added_at: datetime
    missing_since: datetime | None


async def run_check(runtime: Runtime, payload: dict[str, Any]) -> None:
    """The job behind a domain's proof."""
    await check_domain(runtime, UUID(payload["domain_id"]), now=runtime.clock.now())


async def check_domain(runtime: Runtime, domain_id: UUID, *, now: datetime) -> None:
    """Does nothing for a domain that was taken off, or that is lost."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(_READ, domain_id)
    if row is None or row["state"] not in ("waiting", "proved"):
        return
    domain = _Domain(**row)
    finding = await find_proof(runtime, proof_of(runtime.platform_vault, domain.shop_id, domain.host))
    async with platform_scope() as scope:
        changed = await _write_down(scope, domain, finding, now)
    if changed:
        await runtime.directory.announce_change(domain.shop_id)


async def _write_down(scope: Scope, domain: _Domain, finding: Finding, now: datetime) -> bool:
    """Whether the shop's hosts have changed. Of a domain that was taken off or lost meanwhile nothing is written."""
    if not await scope.fetchval(_STILL, domain.id, domain.state):
        return False
    if finding.place is None:
        return await _missed(scope, domain, finding.problem, now)
    if not await _lead_to_shop(scope, domain, now):
        return await _missed(scope, domain, TAKEN, now)
    if not await scope.execute(_PROVE, domain.id, finding.place, now):
        return False
    await _look_again(scope, domain, now + _DAILY)
    if domain.state == "waiting":
        await _tell(scope, domain, "domain.proved", now)
    return domain.state == "waiting"


async def _lead_to_shop(scope: Scope, domain: _Domain, now: datetime) -> bool:
    """False when the name leads to another shop, whose proof must be missing first."""
    await scope.execute(
        "insert into shop_host (host, shop_id, canonical, created_at) values ($1, $2, false, $3)"
        " on conflict (host) do nothing",
        domain.host, domain.shop_id, now,
    )  # fmt: skip
    return bool(
        await scope.fetchval(
            "select shop_id = $2 from shop_host where host = $1", domain.host, domain.shop_id
        )
    )


async def _missed(scope: Scope, domain: _Domain, problem: str, now: datetime) -> bool:
    if not await scope.execute(_MISS, domain.id, problem, now, domain.state):
        return False
    if domain.state == "waiting":
        if now - domain.added_at < WAITS_FOR:
            pause = timedelta(minutes=_PAUSES[domain.checks]) if domain.checks < len(_PAUSES) else _THEN
            await _look_again(scope, domain, now + pause)
            return False
        return await _lose(scope, domain, now)
    since = domain.missing_since
    if since is not None and problem != NO_ANSWER and now - since >= MISSES_FOR:
        return await _lose(scope, domain, now)
    await _look_again(scope, domain, now + _DAILY)
    return False


async def _lose(scope: Scope, domain: _Domain, now: datetime) -> bool:
    await scope.execute("update shop_domain set state = 'lost' where id = $1", domain.id)
    await scope.execute(
        "delete from shop_host where host = $1 and shop_id = $2 and not canonical",
        domain.host,
        domain.shop_id,
    )
    await _tell(scope, domain, "domain.lost", now)
    return domain.state == "proved"


async def _look_again(scope: Scope, domain: _Domain, at: datetime) -> None:
    await enqueue(
        scope, CHECK_JOB, {"domain_id": str(domain.id)}, after=at, once=f"{domain.id}:{at:%Y%m%d%H%M}"
    )


async def _tell(scope: Scope, domain: _Domain, deed: str, now: datetime) -> None:
    await record(
        scope, deed=deed, actor_id=None, actor="street", shop_id=domain.shop_id, now=now, host=domain.host
    )
