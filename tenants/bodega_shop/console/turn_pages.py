"""Pages of a long list: which one the address asks for, and the addresses of those around it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from bodega_shop.console.desk import Desk

LAST_PAGE = 2_000


@dataclass(frozen=True)
class Pages:
    """As the macro `pager` reads it."""

    number: int
    newer_url: str | None
    older_url: str | None


def page_asked(desk: Desk) -> int:
    """From 1; whatever is no number is the first page."""
    typed = desk.asked.get("page", "")
    return (
        min(max(int(typed), 1), LAST_PAGE) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 1
    )


def pages_around(desk: Desk, number: int, *, more: bool) -> Pages:
    newer = _address(desk, number - 1) if number > 1 else None
    return Pages(number, newer, _address(desk, number + 1) if more else None)


def _address(desk: Desk, number: int) -> str:
    query = {name: value for name, value in desk.asked.items() if value and name != "page"}
    return f"{desk.request.url.path}?{urlencode({**query, 'page': number})}"
