"""See to it that a category of the shop belongs to one of the street's that the shop may sell."""

from bodega.kernel.errors import InvalidInput
from bodega.qualifications.allowed_trades import allowed_trades
from bodega.street.shop import Shop


async def check_trade(shop: Shop, trade: str, *, stored: str = "") -> frozenset[str]:
    """All that the shop may sell. Raises `InvalidInput` for another; what was `stored` before may stay."""
    trades = await allowed_trades(shop)
    if trade and trade != stored and trade not in trades:
        raise InvalidInput("Your shop may not sell this yet. Apply for it first.", field="trade")
    return trades
