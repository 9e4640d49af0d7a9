"""The front page: what this street is, which shops are lit, what they sell, and how to open one."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from bodega.platform_pages.directory_pages import door_rows
from bodega.platform_pages.published_view import announced_rows
from bodega.staff.door_page import DoorPage
from bodega.storefinder.find_shops import newest_shops
from bodega.storefinder.read_directory import front_doors

_SHOWN = 6


@get("/")
async def show_front(page: NamedDependency[DoorPage]) -> Response[Any]:
    address_of = page.runtime.settings.address_of
    lit = [{"name": name, "url": address_of(host)} for name, host in await newest_shops(_SHOWN)]
    doors = door_rows(page, await front_doors())
    return await page.show(
        "front.html",
        shops=lit,
        to_let=max(_SHOWN - len(lit), 1),
        doors=doors,
        announced=await announced_rows(page),
    )


@get("/robots.txt", media_type="text/plain", sync_to_thread=False)
def serve_robots() -> str:
    return "User-agent: *\nDisallow: /admin\nDisallow: /my\nDisallow: /openings\n"
