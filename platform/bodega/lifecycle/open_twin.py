"""Open the twin of a shop: a shop of its own, in which the other one is rehearsed without touching anything real."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.kernel.database import MAIN_NODE, Scope, platform_scope
from bodega.kernel.errors import Conflict, Refused
from bodega.kernel.ids import new_id
from bodega.kernel.jobs import enqueue
from bodega.kernel.vault import new_data_key
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.street.check_slug import TWIN
from bodega.street.open_shop import OPEN_JOB
from bodega.street.shop import Shop

# Where a rehearsal makes sense: a shop that trades already may rehearse too, before it changes what it sells.
REHEARSING = ("rehearsal", "compliance", "soft", "live")

_MEMBERS = "select account_id, role from membership where shop_id = $1"

_TWIN = """
    with real as materialized (select id, name, locale, owner_id from shop where id = $2)
    insert into shop (id, slug, schema_name, node, name, state, opens_into, locale, wrapped_key, owner_id, created_at,
                      vouched, rehearses)
    select $1, $3, $4, $5, r.name, 'opening', 'rehearsal', r.locale, $6, r.owner_id, $7, true, r.id from real r"""


@dataclass(frozen=True)
class TwinState:
    """Where the twin of a shop is, and whether it is ready."""

    id: UUID
    state: str
    host: str


async def find_twin(shop_id: UUID) -> TwinState | None:
    """The twin of that shop, if there is one."""
    async with platform_scope() as scope:
        row = await scope.fetchrow(
            "select s.id, s.state, h.host from shop s join shop_host h on h.shop_id = s.id and h.canonical"
            " where s.rehearses = $1",
            shop_id,
        )
    return TwinState(**dict(row)) if row else None


async def open_twin(
    runtime: Runtime, shop: Shop, plugins: frozenset[str], *, actor_id: UUID, actor: str, now: datetime
) -> UUID:
    """Register the twin and have it opened; `plugins` are what is switched on in it from its first day.

    Everybody who works in the shop has the same place in the twin. Raises `Refused` in a state in which nothing can be
    rehearsed, `Conflict` while there is a twin.
    """
    if shop.state not in REHEARSING or shop.rehearses is not None:
        raise Refused("Nothing can be rehearsed while a shop is in this state.")
    twin_id, slug = new_id(), TWIN + shop.slug
    async with platform_scope() as scope:
        try:
            await scope.execute(
                _TWIN, twin_id, shop.id, slug, "shop_" + slug.replace("-", "_"), MAIN_NODE,
                runtime.master.wrap(new_data_key(), twin_id), now,
            )  # fmt: skip
        except asyncpg.UniqueViolationError as error:
            raise Conflict("The rehearsal is being prepared already.") from error
        await _furnish_row(scope, runtime, shop, twin_id, slug, plugins, now)
        await record(
            scope, deed="shop.rehearsal_opened", actor_id=actor_id, actor=actor, shop_id=shop.id, now=now
        )
        await enqueue(scope, OPEN_JOB, {"shop_id": str(twin_id)})
    await runtime.directory.announce_change(twin_id)
    return twin_id


async def _furnish_row(
    scope: Scope,
    runtime: Runtime,
    shop: Shop,
    twin_id: UUID,
    slug: str,
    plugins: frozenset[str],
    now: datetime,
) -> None:
    await scope.execute(
        "insert into shop_host (host, shop_id, canonical, created_at) values ($1, $2, true, $3)",
        f"{slug}.{runtime.settings.base_domain}", twin_id, now,
    )  # fmt: skip
    for member in await scope.fetch(_MEMBERS, shop.id):
        await scope.execute(
            "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, $4, $5)",
            new_id(), member["account_id"], twin_id, member["role"], now,
        )  # fmt: skip
    for plugin in sorted(plugins):
        await scope.execute(
            "insert into shop_plugin (id, shop_id, plugin, enabled, settings, changed_at)"
            " values ($1, $2, $3, true, '{}', $4)",
            new_id(), twin_id, plugin, now,
        )  # fmt: skip
