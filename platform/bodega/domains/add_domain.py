"""Add a domain to a shop: it waits for its proof, and a job looks for that."""

from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.domains.read_domain import read_domain
from bodega.kernel.database import platform_scope
from bodega.kernel.errors import Conflict, Refused
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.shop import Shop

CHECK_JOB = "domains.check"
MOST_DOMAINS = 20


async def add_domain(
    runtime: Runtime, shop: Shop, text: str, *, actor_id: UUID, actor: str, now: datetime
) -> UUID:
    """Raises `InvalidInput` for what is no domain, `Conflict` for one that the shop has, or another has proved,
    `PlanLimit` where its plan has no more.
    """
    host = read_domain(text, runtime.settings.base_domain)
    domain_id = new_id()
    async with platform_scope() as scope:
        taken = await scope.fetchval("select shop_id from shop_host where host = $1", host)
        if taken is not None and taken != shop.id:
            raise Conflict("This domain leads to another shop. Its owner must take it off there first.")
        await scope.fetchval("select 1 from shop where id = $1 for update", shop.id)
        count = await scope.fetchval(
            "select count(*) from shop_domain where shop_id = $1 and state <> 'removed'", shop.id
        )
        if count >= MOST_DOMAINS:
            raise Refused("A shop has at most %(most)s domains.", most=MOST_DOMAINS)
        shop.limits.allow_one_more("domains", count)
        try:
            await scope.execute(
                "insert into shop_domain (id, shop_id, host, state, added_at) values ($1, $2, $3, 'waiting', $4)",
                domain_id, shop.id, host, now,
            )  # fmt: skip
        except asyncpg.UniqueViolationError:
            raise Conflict("This domain is in the list already.", field="host") from None
        await record(
            scope, deed="domain.added", actor_id=actor_id, actor=actor, shop_id=shop.id, now=now, host=host
        )
        await enqueue(scope, CHECK_JOB, {"domain_id": str(domain_id)}, once=str(domain_id))
    return domain_id
