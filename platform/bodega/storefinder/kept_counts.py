"""How many shops stand in each category, counted again at most once a minute in a process: everybody's first page says it."""

import time

from bodega.kernel.database import platform_scope
from bodega.storefinder.find_shops import count_by_category

KEEP_SECONDS = 60.0

_kept: dict[str, tuple[float, dict[str, int]]] = {}


async def kept_counts() -> dict[str, int]:
    """By code of the category, those below it included."""
    until, counts = _kept.get("", (0.0, {}))
    if until > time.monotonic():
        return counts
    async with platform_scope() as scope:
        counts = await count_by_category(scope)
    _kept[""] = (time.monotonic() + KEEP_SECONDS, counts)
    return counts


def forget_counts() -> None:
    """The next reader counts anew."""
    _kept.clear()
