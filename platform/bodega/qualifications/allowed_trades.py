"""Which categories of the street the goods of one shop may belong to while they are on sale."""

from bodega.kernel.database import platform_scope
from bodega.qualifications.read_catalogue import read_catalogue
from bodega.street.shop import Shop

# Goods of a shop that the operator vouches for need not say what they are.
UNSAID = ""


async def allowed_trades(shop: Shop) -> frozenset[str]:
    """For a shop that the operator vouches for: whatever is open, and goods that do not say. Opens its own scope."""
    if not shop.vouched:
        return shop.trades
    async with platform_scope() as scope:
        catalogue = await read_catalogue(scope)
    roots = (category.code for category in catalogue.children.get(None, ()))
    return catalogue.below(roots) | {UNSAID}
