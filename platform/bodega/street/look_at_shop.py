"""Everything the platform knows of one shop: its state, hosts, people and extensions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bodega.kernel.database import Scope, platform_scope
from bodega.kernel.errors import NotFound


@dataclass(frozen=True)
class Worker:
    """Somebody who works in the shop."""

    account_id: UUID
    name: str
    email: str
    role: str
    since: datetime


@dataclass(frozen=True)
class ShopFile:
    """What an administrator sees of a shop; nothing of it comes from the shop's own schema."""

    id: UUID
    slug: str
    name: str
    state: str
    state_reason: str
    locale: str
    schema_name: str
    node: str
    migration_failure: str
    created_at: datetime
    opened_at: datetime | None
    hosts: tuple[str, ...]
    workers: tuple[Worker, ...]
    plugins: tuple[str, ...]

    @property
    def canonical_host(self) -> str:
        return self.hosts[0] if self.hosts else ""


async def look_at_shop(shop_id: UUID) -> ShopFile:
    """Raises `NotFound`."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select id, slug, name, state, state_reason, locale, schema_name, node, migration_failure, created_at,"
            " opened_at from shop where id = $1",
            shop_id,
        )
        if row is None:
            raise NotFound
        return ShopFile(
            **dict(row),
            hosts=await _hosts(scope, shop_id),
            workers=await _workers(scope, shop_id),
            plugins=await _plugins(scope, shop_id),
        )


async def _hosts(scope: Scope, shop_id: UUID) -> tuple[str, ...]:
    rows = await scope.fetch(
        "select host from shop_host where shop_id = $1 order by canonical desc, host", shop_id
    )
    return tuple(row["host"] for row in rows)


async def _workers(scope: Scope, shop_id: UUID) -> tuple[Worker, ...]:
    rows = await scope.fetch(
        "select m.account_id, a.name, a.email, m.role, m.created_at as since"
        "  from membership m join account a on a.id = m.account_id where m.shop_id = $1 order by m.created_at",
        shop_id,
    )
    return tuple(Worker(**dict(row)) for row in rows)


async def _plugins(scope: Scope, shop_id: UUID) -> tuple[str, ...]:
    rows = await scope.fetch(
        "select plugin from shop_plugin where shop_id = $1 and enabled order by plugin", shop_id
    )
    return tuple(row["plugin"] for row in rows)
