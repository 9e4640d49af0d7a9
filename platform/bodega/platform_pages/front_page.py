"""The front page: what this street is, which shops are lit, and how to open one."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from bodega.staff.door_page import DoorPage
from bodega.street.list_shops import list_shops
from bodega.street.shop import LIVE

_SHOWN = 6


@get("/")
async def show_front(page: NamedDependency[DoorPage]) -> Response[Any]:
    shops, _ = await list_shops(state=LIVE)
    address_of = page.runtime.settings.address_of
    lit = [{"name": shop.name, "url": address_of(shop.host)} for shop in shops[:_SHOWN]]
    return await page.show("front.html", shops=lit, to_let=max(_SHOWN - len(lit), 1))


@get("/robots.txt", media_type="text/plain", sync_to_thread=False)
def serve_robots() -> str:
    return "User-agent: *\nDisallow: /admin\nDisallow: /my\nDisallow: /openings\n"
