"""Open a shop: a row in the registry for the person who asks, then schema, role and tables, resumable at every step."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
import structlog

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import StateConflict
from bodega.kernel.jobs import enqueue
from bodega.plugins.extensions import Extensions, reason_of
from bodega.plugins.migrations import apps_of, newest_versions
from bodega.plugins.prepare_plugin import prepare_plugin
from bodega.runtime import Runtime
from bodega.staff.audit import record
from bodega.staff.refuse_own import refuse_own
from bodega.street.decide_by_hand import require_no_application
from bodega.street.lifecycle import move
from bodega.street.provision_schema import provision_schema
from bodega.street.register_shop import NewShop, register_shop
from bodega.street.shop import Shop

log = structlog.get_logger()

OPEN_JOB = "street.finish_opening"


@dataclass(frozen=True)
class Opening:
    """What a new shop starts with."""

    shop: Shop
    owner_id: UUID
    owner_name: str
    owner_email: str
    now: datetime


async def ask_for_shop(
    runtime: Runtime,
    *,
    slug: str,
    name: str,
    owner_id: UUID,
    locale: str,
    at_once: bool,
    opens_into: str = "live",
    now: datetime,
) -> UUID:
    """Register a shop; with `at_once` its opening starts when this returns, otherwise an admin decides.

    Raises `InvalidInput` for an address that cannot be one, `AddressTaken` for one that is taken.
    """
    new = NewShop(
        slug, name, owner_id, locale, "opening" if at_once else "review", opens_into, vouched=at_once
    )
    async with platform_scope() as scope:
        shop_id = await register_shop(scope, runtime, new, now=now)
        owner = await scope.fetchval("select name from account where id = $1", owner_id)
        await record(scope, deed="shop.requested", actor_id=owner_id, actor=owner, shop_id=shop_id, now=now)
        if at_once:
            await enqueue(scope, OPEN_JOB, {"shop_id": str(shop_id)})
    await runtime.directory.announce_change(shop_id)
    return shop_id


async def approve_opening(
    runtime: Runtime, shop_id: UUID, *, actor_id: UUID | None, actor: str, now: datetime
) -> None:
    """An admin lets a shop open that was asked for by the short form.

    Raises `StateConflict` when it is not waiting for that, `Refused` where an application is to be decided, `OwnMatter`.
    """
    async with platform_scope() as scope:
        await require_no_application(scope, shop_id)
        await refuse_own(scope, actor_id, shop_id)
        await move(scope, shop_id, "approve", actor_id=actor_id, actor=actor, now=now)
        await enqueue(scope, OPEN_JOB, {"shop_id": str(shop_id)})
    await runtime.directory.announce_change(shop_id)


async def finish_opening(runtime: Runtime, owner_pool: asyncpg.Pool, shop_id: UUID, *, now: datetime) -> None:
    """Provision an opening shop and open its door; doing it again changes nothing."""
    shop = await runtime.directory.by_id(shop_id)
    if shop.state != "opening":
        return
    async with platform_scope() as scope:
        owner = await scope.fetchrow(
            "select a.id, a.name, a.email from shop s join account a on a.id = s.owner_id where s.id = $1",
            shop_id,
        )
    if owner is None:
        raise StateConflict
    extensions = runtime.extensions
    apps = apps_of(extensions, extensions.always_on)
    await provision_schema(owner_pool, shop, apps, now=now)
    await _prepare(owner_pool, extensions, Opening(shop, owner["id"], owner["name"], owner["email"], now))
    async with platform_scope() as scope:
        if await scope.execute(
            "update shop set state = opens_into, opened_at = $2, table_versions = $3, version = version + 1"
            " where id = $1 and state = 'opening'",
            shop_id, now, newest_versions(apps),
        ):  # fmt: skip
            await record(scope, deed="shop.opened", actor_id=None, actor="street", shop_id=shop_id, now=now)
    await runtime.directory.announce_change(shop_id)


async def _prepare(owner_pool: asyncpg.Pool, extensions: Extensions, opening: Opening) -> None:
    """What the shop itself needs must be there; a stranger's extension that fails is left off, and the shop opens."""
    wanted = [m for m in extensions.manifests.values() if m.id in opening.shop.enabled and m.needs_preparing]
    for manifest in sorted(wanted, key=lambda manifest: not manifest.always_on):
        try:
            await prepare_plugin(owner_pool, opening, manifest)
        except Exception as error:
            if manifest.always_on:
                raise
            log.exception("plugin_failed", shop=opening.shop.slug, plugin=manifest.id, hook="prepare_shop")
            await _leave_off(opening, manifest.id, reason_of(error))


async def _leave_off(opening: Opening, plugin: str, reason: str) -> None:
    async with platform_scope() as scope:
        await scope.execute(
            "update shop_plugin set enabled = false, failure = $3, changed_at = $4"
            " where shop_id = $1 and plugin = $2",
            opening.shop.id, plugin, reason, opening.now,
        )  # fmt: skip
