"""What an owner does with a domain: look again now, make it the one that visitors are led to, take it off."""

from datetime import datetime
from uuid import UUID

from bodega.domains.add_domain import CHECK_JOB
from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound, StateConflict
from bodega.kernel.jobs import enqueue
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.shop import Shop


async def look_again(shop: Shop, domain_id: UUID, *, now: datetime) -> None:
    """Look for the proof now. One that was lost waits for its proof once more. Raises `NotFound`."""
    async with platform_scope() as scope:
        await _host_of(scope, shop, domain_id)
        await scope.execute(
            "update shop_domain set state = 'waiting', checks = 0, added_at = $2, missing_since = null"
            " where id = $1 and state = 'lost'",
            domain_id, now,
        )  # fmt: skip
        await enqueue(scope, CHECK_JOB, {"domain_id": str(domain_id)}, once=f"{domain_id}:now")


async def lead_visitors_to(
    runtime: Runtime, shop: Shop, host: str, *, actor_id: UUID, actor: str, now: datetime
) -> None:
    """Visitors of the shop's other hosts are led to `host`; to none of them when it is empty.

    Raises `NotFound` for a host of another shop, `StateConflict` for one whose proof is not there.
    """
    async with platform_scope() as scope:
        if host and host not in shop.hosts:
            known = await scope.fetchval(
                "select 1 from shop_domain where shop_id = $1 and host = $2 and state <> 'removed'",
                shop.id,
                host,
            )
            raise StateConflict("Its proof has not been found yet.") if known else NotFound
        await scope.execute("update shop_host set leads = false where shop_id = $1 and leads", shop.id)
        await scope.execute(
            "update shop_host set leads = true where shop_id = $1 and host = $2", shop.id, host
        )
        await record(
            scope, deed="domain.leads", actor_id=actor_id, actor=actor, shop_id=shop.id, now=now, host=host
        )
    await runtime.directory.announce_change(shop.id)


async def remove_domain(
    runtime: Runtime, shop: Shop, domain_id: UUID, *, actor_id: UUID, actor: str, now: datetime
) -> None:
    """The shop no longer answers there. Raises `NotFound`; the shop's first address always stays."""
    async with platform_scope() as scope:
        host = await _host_of(scope, shop, domain_id)
        await scope.execute("update shop_domain set state = 'removed' where id = $1", domain_id)
        await scope.execute(
            "delete from shop_host where host = $1 and shop_id = $2 and not canonical", host, shop.id
        )
        await record(
            scope, deed="domain.removed", actor_id=actor_id, actor=actor, shop_id=shop.id, now=now, host=host
        )
    await runtime.directory.announce_change(shop.id)


async def _host_of(scope: Scope, shop: Shop, domain_id: UUID) -> str:
    host = await scope.fetchval(
        "select host from shop_domain where id = $1 and shop_id = $2 and state <> 'removed' for update",
        domain_id, shop.id,
    )  # fmt: skip
    if host is None:
        raise NotFound
    return str(host)
