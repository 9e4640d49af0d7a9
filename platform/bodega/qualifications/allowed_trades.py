"""Which categories of the street the goods of one shop may belong to while they are on sale."""

from bodega.qualifications.read_catalogue import current_catalogue
from bodega.street.shop import Shop

# Goods of a shop that the operator vouches for need not say what they are.
UNSAID = ""


async def allowed_trades(shop: Shop) -> frozenset[str]:
    """For a shop that the operator vouches for: whatever is open, and goods that do not say. Opens its own scope."""
    if not shop.vouched:
        return shop.trades
    catalogue = await current_catalogue()
    roots = (category.code for category in catalogue.children.get(None, ()))
    return catalogue.below(roots) | {UNSAID}
