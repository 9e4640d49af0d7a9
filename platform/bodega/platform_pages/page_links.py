"""Links between the pages of a long list, with its filters kept in the address."""

from dataclasses import dataclass
from urllib.parse import urlencode

_LAST_PAGE = 10_000


@dataclass(frozen=True)
class PageLinks:
    """As the macro `pager` of `ui.html` reads it."""

    number: int
    newer_url: str | None
    older_url: str | None


def page_links(path: str, filters: dict[str, str], number: int, *, more: bool) -> PageLinks:
    def url(page: int) -> str:
        kept = {name: value for name, value in filters.items() if value}
        return f"{path}?{urlencode({**kept, 'page': page})}"

    return PageLinks(number, url(number - 1) if number > 1 else None, url(number + 1) if more else None)


def page_number(text: str) -> int:
    """From 1; what is no number is the first page."""
    return min(max(int(text), 1), _LAST_PAGE) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
