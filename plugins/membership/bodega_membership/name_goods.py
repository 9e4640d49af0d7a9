"""Name what prices are about: the categories and the goods of the shop."""

from collections.abc import Sequence
from uuid import UUID

from bodega_membership.ladder import Tier
from bodega_shop.extend import Scope

_CATEGORIES = "select id, name, level from category order by level, position, id"

_GOODS = """
    select s.id, p.title, s.name from sku s join product p on p.id = s.product_id
     where s.active order by p.title, s.position, s.id limit 500"""

_NAMES = """
    select id, name from category where id = any($1::uuid[])
    union all
    select s.id, p.title || ' · ' || s.name from sku s join product p on p.id = s.product_id where s.id = any($1::uuid[])"""


async def name_targets(scope: Scope, tiers: Sequence[Tier]) -> dict[UUID, str]:
    """The names of what the prices of these tiers are about, as far as it is still there."""
    wanted = {price.target_id for tier in tiers for price in tier.prices if price.target_id is not None}
    if not wanted:
        return {}
    return {row["id"]: row["name"] for row in await scope.fetch(_NAMES, list(wanted))}


async def list_targets(scope: Scope) -> list[tuple[str, str]]:
    """Every category and every good as a value and a label of a list."""
    categories = [(f"category:{row['id']}", row["name"]) for row in await scope.fetch(_CATEGORIES)]
    goods = [(f"sku:{row['id']}", f"{row['title']} · {row['name']}") for row in await scope.fetch(_GOODS)]
    return [*categories, *goods]
