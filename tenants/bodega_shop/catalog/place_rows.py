"""Keep rows that an owner puts into an order: one after the other, from 1."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from bodega.kernel.database import Scope
from bodega.kernel.errors import NotFound

Placed = Literal["category", "sku", "channel"]


async def move_row(scope: Scope, table: Placed, ids: Sequence[UUID], moved: UUID, steps: int) -> None:
    """Move one of `ids` (all siblings, as they stand) by `steps`, no further than the ends. Raises `NotFound`."""
    if moved not in ids:
        raise NotFound
    order = [row for row in ids if row != moved]
    order.insert(max(0, min(len(order), list(ids).index(moved) + steps)), moved)
    await scope.execute(
        f"update {table} set position = placed.place::int"
        f" from unnest($1::uuid[]) with ordinality as placed (id, place) where {table}.id = placed.id",
        order,
    )
