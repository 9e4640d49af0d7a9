"""What a category of the shop can be said to hold: the street's own categories that the shop may sell."""

from bodega.kernel.database import platform_scope
from bodega.qualifications.allowed_trades import UNSAID, allowed_trades
from bodega.qualifications.read_catalogue import read_catalogue
from bodega.street.shop import Shop


async def trade_options(shop: Shop, locale: str, *, stored: str = "") -> list[tuple[str, str]]:
    """Code and the way to it, in the order of the tree; what was chosen before is among them, whatever became of it."""
    allowed = await allowed_trades(shop) - {UNSAID}
    async with platform_scope() as scope:
        catalogue = await read_catalogue(scope)
    offered = allowed | ({stored} if stored else set())
    known = [code for code in catalogue.in_order() if code in offered]
    return [(code, catalogue.path(code, locale)) for code in known]


async def trade_name(code: str, locale: str) -> str:
    """The way to one category of the street."""
    async with platform_scope() as scope:
        catalogue = await read_catalogue(scope)
    return catalogue.path(code, locale)
