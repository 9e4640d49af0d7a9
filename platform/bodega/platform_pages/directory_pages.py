"""The directory for everybody: all shops that are open, and those of one category, the best known first."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath

from bodega.kernel.form import Form
from bodega.kernel.i18n import format_date
from bodega.platform_pages.directory_words import figures_of
from bodega.platform_pages.page_links import page_links, page_number
from bodega.qualifications.catalogue import TradeCategory
from bodega.qualifications.china_day import china_day
from bodega.staff.door_page import DoorPage
from bodega.storefinder.find_shops import FoundShop
from bodega.storefinder.read_directory import CategoryDoor, DirectoryPage, read_directory
from bodega.web.given import NamedDependency

HOME = "/shops"
_MOST_TRADES = 4


@get("/shops")
async def show_directory(page: NamedDependency[DoorPage]) -> Response[Any]:
    return await _show(page, "")


@get("/shops/{code:str}")
async def show_category(page: NamedDependency[DoorPage], code: FromPath[str]) -> Response[Any]:
    return await _show(page, code)


async def _show(page: DoorPage, code: str) -> Response[Any]:
    asked = Form({"q": page.request.query_params.get("q", "")})
    number = page_number(page.request.query_params.get("page", ""))
    search = asked.text("q", 60)
    found = await read_directory(code, search=search, page=number, today=china_day(page.visit.now))
    here = _url(code)
    return await page.show(
        "directory.html",
        form=asked,
        here=here,
        place=_name(page, found.line[-1]) if found.line else "",
        way=[(_name(page, one), _url(one.code)) for one in found.line],
        doors=door_rows(page, found.doors),
        rows=[_row(page, shop, found) for shop in found.shops],
        links=page_links(here, {"q": search}, number, more=found.more),
        all_url=f"{HOME}?{urlencode({'q': search})}" if search and code else "",
    )


def door_rows(page: DoorPage, doors: Sequence[CategoryDoor]) -> list[dict[str, Any]]:
    """The categories one can walk into from here."""
    return [
        {"url": _url(door.category.code), "name": _name(page, door.category), "shops": door.shops}
        for door in doors
    ]


def _row(page: DoorPage, shop: FoundShop, found: DirectoryPage) -> dict[str, Any]:
    sold = [found.categories[code] for code in shop.trades if code in found.categories]
    return {
        "name": shop.name,
        "url": page.runtime.settings.address_of(shop.host),
        "host": shop.host,
        "verify_url": f"/verify/{shop.slug}",
        "trades": [_name(page, one) for one in sold[:_MOST_TRADES]],
        "other_trades": max(len(sold) - _MOST_TRADES, 0),
        "since": format_date(shop.opened_at, page.visit.locale, page.zone()),
        "figures": figures_of(page, shop.known) if shop.known else [],
    }


def _name(page: DoorPage, category: TradeCategory) -> str:
    return category.name.in_locale(page.visit.locale)


def _url(code: str) -> str:
    return f"{HOME}/{code}" if code else HOME


HANDLERS = [show_directory, show_category]
