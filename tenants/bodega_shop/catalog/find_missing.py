"""Find what a product still needs before it can be sold."""

from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound

MODULES = ("introduction", "how_to", "guarantee")

# What is missing, by its name, as an instruction.
INSTRUCTIONS = {
    "category": "Choose a category.",
    "sku": "Add a denomination with a price, and switch it on.",
    "introduction": "Write the introduction: what the buyer gets.",
    "how_to": "Write how to redeem it or top up, and what happens when that fails.",
    "guarantee": "Write the after-sales guarantee.",
}

_SELECT = """
    select p.category_id is not null as category,
           exists (select 1 from sku s where s.product_id = p.id and s.active) as sku,
           p.introduction <> '' as introduction, p.how_to <> '' as how_to, p.guarantee <> '' as guarantee
      from product p where p.id = $1"""


async def find_missing(scope: Scope, product_id: UUID) -> list[str]:
    """The keys of `INSTRUCTIONS` that still apply, in the order of the form. Raises `NotFound`."""
    row = await scope.fetchrow(_SELECT, product_id)
    if row is None:
        raise NotFound
    return [name for name, present in row.items() if not present]
