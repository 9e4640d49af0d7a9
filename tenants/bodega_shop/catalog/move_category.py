"""Move a category with everything in it: into another one, to the top, or past its siblings."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from bodega.kernel.database import Scope, shop_scope
from bodega.kernel.errors import InvalidInput, NotFound
from bodega.street.shop import Shop
from bodega_shop.catalog.create_category import DEEPEST
from bodega_shop.catalog.place_rows import move_row

Rows = Sequence[dict[str, Any]]


async def move_category(shop: Shop, category_id: UUID, *, parent_id: UUID | None) -> None:
    """It comes last in its new place. A move into itself, or below the third level, is refused.

    Raises `InvalidInput`, or `NotFound` for either category.
    """
    async with shop_scope(shop) as scope:
        await move_in(scope, category_id, parent_id)


async def move_in(scope: Scope, category_id: UUID, parent_id: UUID | None) -> None:
    """The same inside a transaction that is open already."""
    rows = await _all_locked(scope)
    moved, below = _find(rows, category_id), _below(rows, category_id)
    if parent_id == moved["parent_id"]:
        return
    if parent_id in {category_id, *(row["id"] for row in below)}:
        raise InvalidInput("A category cannot be moved into itself.", field="parent")
    level = 1 if parent_id is None else _find(rows, parent_id)["level"] + 1
    down = level - moved["level"]
    if max(row["level"] for row in (moved, *below)) + down > DEEPEST:
        raise InvalidInput(
            "With what is in it this would be more than %(deepest)s levels. Choose one further up.",
            field="parent",
            deepest=DEEPEST,
        )
    await _write(scope, moved, below, parent_id, down)


async def _write(scope: Scope, moved: dict[str, Any], below: Rows, parent_id: UUID | None, down: int) -> None:
    await scope.execute(
        "update category set parent_id = $2, position = 1 + (select count(*) from category"
        " where parent_id is not distinct from $2) where id = $1",
        moved["id"],
        parent_id,
    )
    await scope.execute(
        "update category set level = level + $2::smallint where id = any($1)",
        [moved["id"], *(row["id"] for row in below)],
        down,
    )


async def shift_category(shop: Shop, category_id: UUID, *, steps: int) -> None:
    """Move it up (negative) or down among its siblings. Raises `NotFound`."""
    async with shop_scope(shop) as scope:
        rows = await _all_locked(scope)
        parent_id = _find(rows, category_id)["parent_id"]
        siblings = [row["id"] for row in rows if row["parent_id"] == parent_id]
        await move_row(scope, "category", siblings, category_id, steps)


async def _all_locked(scope: Scope) -> Rows:
    """Every category, in order. Locked, because two moves at once could close a circle."""
    rows = await scope.fetch("select id, parent_id, level, position from category order by id for update")
    return sorted((dict(row) for row in rows), key=lambda row: (row["position"], row["id"]))


def _find(rows: Rows, category_id: UUID) -> dict[str, Any]:
    for row in rows:
        if row["id"] == category_id:
            return row
    raise NotFound


def _below(rows: Rows, category_id: UUID) -> list[dict[str, Any]]:
    def under(parents: Iterable[UUID]) -> list[dict[str, Any]]:
        return [row for row in rows if row["parent_id"] in set(parents)]

    children = under([category_id])
    return [*children, *under(row["id"] for row in children)]
