"""Write a new shop into the registry: its row, its address, its owner's place, and what is switched on from the start."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bodega.kernel.database import MAIN_NODE, Scope
from bodega.kernel.errors import Conflict
from bodega.kernel.ids import new_id
from bodega.kernel.vault import new_data_key
from bodega.runtime import Runtime
from bodega.street.check_slug import check_slug


class AddressTaken(Conflict):
    """The address %(slug)s is taken. Please choose another."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug=slug)
        self.field = "slug"


@dataclass(frozen=True)
class NewShop:
    """`vouched`: the operator answers for its papers, no application stands behind it."""

    slug: str
    name: str
    owner_id: UUID
    locale: str
    state: str
    opens_into: str
    vouched: bool


async def register_shop(scope: Scope, runtime: Runtime, new: NewShop, *, now: datetime) -> UUID:
    """The new shop's id. Raises `InvalidInput` for an address that cannot be one, `AddressTaken`; both end the scope."""
    shop_id, slug = new_id(), check_slug(new.slug)
    try:
        await scope.execute(
            "insert into shop (id, slug, schema_name, node, name, state, opens_into, locale, wrapped_key, owner_id,"
            " created_at, vouched) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            shop_id, slug, schema_of(slug), MAIN_NODE, new.name, new.state, new.opens_into, new.locale,
            runtime.master.wrap(new_data_key(), shop_id), new.owner_id, now, new.vouched,
        )  # fmt: skip
        await scope.execute(
            "insert into shop_host (host, shop_id, canonical, created_at) values ($1, $2, true, $3)",
            host_of(runtime, slug), shop_id, now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise AddressTaken(slug) from error
    await scope.execute(
        "insert into membership (id, account_id, shop_id, role, created_at) values ($1, $2, $3, 'owner', $4)",
        new_id(), new.owner_id, shop_id, now,
    )  # fmt: skip
    for manifest in runtime.extensions.optional():
        if manifest.on_by_default:
            await _switch_on(scope, shop_id, manifest.id, now)
    return shop_id


def schema_of(slug: str) -> str:
    return "shop_" + slug.replace("-", "_")


def host_of(runtime: Runtime, slug: str) -> str:
    return f"{slug}.{runtime.settings.base_domain}"


async def _switch_on(scope: Scope, shop_id: UUID, plugin: str, now: datetime) -> None:
    await scope.execute(
        "insert into shop_plugin (id, shop_id, plugin, enabled, settings, changed_at)"
        " values ($1, $2, $3, true, '{}', $4)",
        new_id(), shop_id, plugin, now,
    )  # fmt: skip
