"""One page of the directory: where one is in the tree of categories, and the shops that are found there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bodega.kernel.database import platform_scope
from bodega.kernel.errors import NotFound
from bodega.qualifications.catalogue import TradeCategory
from bodega.qualifications.read_catalogue import read_categories
from bodega.storefinder.find_shops import FoundShop, find_shops
from bodega.storefinder.kept_counts import kept_counts


@dataclass(frozen=True)
class CategoryDoor:
    """A category that shops are listed in, and how many."""

    category: TradeCategory
    shops: int


@dataclass(frozen=True)
class DirectoryPage:
    """`line` is the way down to `here`, the root first and `here` the last; empty where everything is shown."""

    line: Sequence[TradeCategory]
    doors: Sequence[CategoryDoor]
    shops: Sequence[FoundShop]
    more: bool
    categories: dict[str, TradeCategory]


async def read_directory(code: str, *, search: str, page: int, today: date) -> DirectoryPage:
    """`code` is empty for everything. Raises `NotFound` for a category that is not open on this street."""
    async with platform_scope() as scope:
        categories = await read_categories(scope)
    counts = await kept_counts()
    line = _line(categories, code)
    if code and not line:
        raise NotFound
    codes = _below(categories, code) if code else None
    shops, more = await find_shops(codes, search=search, page=page, today=today)
    return DirectoryPage(line, _doors(categories, counts, code or None), shops, more, categories)


async def front_doors() -> list[CategoryDoor]:
    """The categories of the first level that shops are listed in."""
    async with platform_scope() as scope:
        categories = await read_categories(scope)
    return _doors(categories, await kept_counts(), None)


def _doors(
    categories: dict[str, TradeCategory], counts: dict[str, int], parent: str | None
) -> list[CategoryDoor]:
    inside = sorted(
        (one for one in categories.values() if one.parent == parent), key=lambda one: (one.position, one.code)
    )
    return [CategoryDoor(one, counts[one.code]) for one in inside if counts.get(one.code)]


def _line(categories: dict[str, TradeCategory], code: str) -> list[TradeCategory]:
    """Empty where it, or anything above it, is closed or unknown."""
    line: list[TradeCategory] = []
    below = categories.get(code)
    while below is not None and below.state == "open":
        line.insert(0, below)
        if below.parent is None:
            return line
        below = categories.get(below.parent)
    return []


def _below(categories: dict[str, TradeCategory], code: str) -> list[str]:
    """The category itself and what is under it."""
    return [one for one in categories if code in {category.code for category in _line(categories, one)}]
