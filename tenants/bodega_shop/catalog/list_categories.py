"""The categories as a tree laid flat: each followed by what is in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.street.shop import Shop

_SELECT = """
    select c.id, c.parent_id, c.slug, c.name, c.level, c.visible, c.trade,
           (select count(*) from product p where p.category_id = c.id) as goods,
           (select count(*) from product p where p.category_id = c.id and p.state = 'published') as goods_on_sale
      from category c order by c.position, c.id"""


@dataclass(frozen=True)
class CategoryNode:
    """`path` names the categories it lies in, the outermost first, and itself. `goods` are its own, not its children's."""

    id: UUID
    parent_id: UUID | None
    slug: str
    name: str
    level: int
    visible: bool
    trade: str
    goods: int
    goods_on_sale: int
    path: tuple[str, ...]
    first: bool
    last: bool


async def list_categories(shop: Shop) -> list[CategoryNode]:
    async with shop_scope(shop) as scope:
        return await read_categories(scope)


async def read_categories(scope: Scope) -> list[CategoryNode]:
    rows = [dict(row) for row in await scope.fetch(_SELECT)]
    return list(_walk(rows, None, ()))


def _walk(
    rows: Sequence[dict[str, Any]], parent: UUID | None, path: tuple[str, ...]
) -> Iterator[CategoryNode]:
    siblings = [row for row in rows if row["parent_id"] == parent]
    for row in siblings:
        own_path = (*path, row["name"])
        yield CategoryNode(**row, path=own_path, first=row is siblings[0], last=row is siblings[-1])
        yield from _walk(rows, row["id"], own_path)
