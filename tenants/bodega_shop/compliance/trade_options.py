"""What a category of the shop can be said to hold: the street's own categories that the shop may sell."""

from bodega.qualifications.allowed_trades import UNSAID, allowed_trades
from bodega.qualifications.read_catalogue import current_catalogue
from bodega.street.shop import Shop


async def trade_options(shop: Shop, locale: str, *, stored: str = "") -> list[tuple[str, str]]:
    """Code and the way to it, in the order of the tree; what was chosen before is among them, whatever became of it."""
    allowed = await allowed_trades(shop) - {UNSAID}
    catalogue = await current_catalogue()
    offered = allowed | ({stored} if stored else set())
    known = [code for code in catalogue.in_order() if code in offered]
    return [(code, catalogue.path(code, locale)) for code in known]


async def trade_name(code: str, locale: str) -> str:
    """The way to one category of the street."""
    catalogue = await current_catalogue()
    return catalogue.path(code, locale)
