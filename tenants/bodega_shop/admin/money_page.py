"""Money of the shops in the platform's hands: what is owed to each, and what lies at each of the platform's accounts."""

from typing import Any

from litestar import Response, get

from bodega.kernel.money import Money
from bodega.staff.door_page import DoorPage
from bodega.staff.require_role import requires
from bodega.web.given import NamedDependency
from bodega_shop.collecting.read_platform_books import Line, read_platform_books


@get("/money", guards=[requires("money")])
async def show_money(page: NamedDependency[DoorPage]) -> Response[Any]:
    books = await read_platform_books()
    return await page.show(
        "money.html",
        owed=[_row(page, line, "/admin/shops") for line in books.owed],
        collected=[_row(page, line, "/admin/channels") for line in books.collected],
        earned=[_shown(page, money) for money in books.earned],
        paid=[_shown(page, money) for money in books.paid],
        out=[_shown(page, money) for money in books.out],
        kept=[_shown(page, money) for money in books.kept],
    )


def _row(page: DoorPage, line: Line, place: str) -> dict[str, Any]:
    return {
        "name": line.name or line.account,
        "url": f"{place}/{line.id}" if line.id else "",
        "currency": line.money.currency,
        "sum": _shown(page, line.money),
    }


def _shown(page: DoorPage, money: Money) -> str:
    return money.format(page.visit.locale)


HANDLERS = [show_money]
