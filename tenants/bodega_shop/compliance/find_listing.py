"""Find the good that an address of the shop leads to, for a right holder's notice."""

import re

from bodega.kernel.database import shop_scope
from bodega.plugins.duty_door import FoundListing
from bodega.street.shop import Shop

_PATH = re.compile(r"/products/([a-z0-9-]{1,120})/?")
_SELECT = "select id, title from product where slug = $1"


async def find_listing(shop: Shop, path: str) -> FoundListing | None:
    """On sale or not: what was taken off meanwhile may come back."""
    named = _PATH.fullmatch(path)
    if named is None:
        return None
    async with shop_scope(shop) as scope:
        row = await scope.fetchrow(_SELECT, named[1])
    return FoundListing(row["id"], row["title"]) if row else None
