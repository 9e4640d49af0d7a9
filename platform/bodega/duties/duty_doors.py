"""The shops' own code that knows of orders and goods, and the shop that answers."""

from uuid import UUID

from bodega.kernel.errors import NotFound
from bodega.plugins.duty_door import DutyDoor
from bodega.runtime import Runtime
from bodega.street.shop import ANSWERING_STATES, Shop


def duty_doors(runtime: Runtime) -> list[DutyDoor]:
    manifests = runtime.extensions.manifests.values()
    return [one.duties for one in manifests if one.duties is not None and one.always_on]


async def shop_with_tables(runtime: Runtime, shop_id: UUID) -> Shop | None:
    """Nothing for a shop whose tables are not there, or that is not real."""
    try:
        shop = await runtime.directory.by_id(shop_id)
    except NotFound:
        return None
    return shop if answers(shop) else None


def answers(shop: Shop) -> bool:
    return shop.state in ANSWERING_STATES and shop.rehearses is None
