"""What a browser has put aside to buy: denominations and quantities in a cookie, nothing reserved."""

from typing import Any
from uuid import UUID

from litestar import Response

from bodega_shop.orders.order_request import MOST_LINES, WantedLine
from bodega_shop.storefront.render_page import Front

COOKIE = "basket"
KEEP_SECONDS = 30 * 24 * 3600
MOST_PIECES = 500


def read_items(text: str) -> tuple[WantedLine, ...]:
    """What `write_items` wrote; anything else in it is left out, a good named twice is counted together."""
    found: dict[UUID, int] = {}
    for part in text[:2_000].split("_"):
        sku_id, _, quantity = part.partition(".")
        try:
            key, count = UUID(sku_id), int(quantity) if quantity.isascii() and quantity.isdigit() else 0
        except ValueError:
            continue
        if 1 <= count <= MOST_PIECES and (key in found or len(found) < MOST_LINES):
            found[key] = min(found.get(key, 0) + count, MOST_PIECES)
    return tuple(WantedLine(sku_id, count) for sku_id, count in found.items())


def write_items(lines: tuple[WantedLine, ...]) -> str:
    return "_".join(f"{line.sku_id.hex}.{line.quantity}" for line in lines)


def basket_of(front: Front) -> tuple[WantedLine, ...]:
    return read_items(front.request.cookies.get(COOKIE, ""))


def keep_basket(front: Front, response: Response[Any], lines: tuple[WantedLine, ...]) -> None:
    """An empty basket is forgotten."""
    if not lines:
        response.delete_cookie(COOKIE)
        return
    response.set_cookie(
        COOKIE,
        write_items(lines),
        max_age=KEEP_SECONDS,
        httponly=True,
        samesite="lax",
        secure=front.secure,
    )


def with_more(lines: tuple[WantedLine, ...], sku_id: UUID, quantity: int) -> tuple[WantedLine, ...]:
    """The basket with so many pieces more of that good."""
    return read_items(write_items((*lines, WantedLine(sku_id, quantity))))


def with_exactly(lines: tuple[WantedLine, ...], sku_id: UUID, quantity: int) -> tuple[WantedLine, ...]:
    """The basket with exactly so many pieces of that good; none takes it out."""
    return tuple(
        WantedLine(line.sku_id, quantity) if line.sku_id == sku_id else line
        for line in lines
        if line.sku_id != sku_id or quantity > 0
    )
