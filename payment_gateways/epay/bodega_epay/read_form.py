"""Read the one form of a page that the service answered with, so that the buyer's browser can send it from our page.

The page itself, which may hold scripts, is shown to nobody.
"""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from bodega_epay.settings import EpaySettings
from bodega_shop.extend import FormPost, UnknownOutcome

_LONGEST_PAGE = 65_536
_MOST_FIELDS = 100


def read_form(settings: EpaySettings, page: str) -> FormPost:
    """Raises `UnknownOutcome` unless the page holds exactly one form that is posted to a web address."""
    reader = _FormReader()
    reader.feed(page[:_LONGEST_PAGE])
    reader.close()
    if len(reader.actions) != 1 or len(reader.fields) > _MOST_FIELDS:
        raise UnknownOutcome
    action, method = reader.actions[0]
    address = urljoin(settings.base_url, action) if settings.relative_urls else action
    if method != "post" or not _is_web_address(address):
        raise UnknownOutcome
    return FormPost(address, reader.fields)


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.actions: list[tuple[str, str]] = []
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.actions.append((given.get("action", ""), given.get("method", "get").lower()))
        if tag == "input" and self.actions and given.get("name"):
            self.fields[given["name"]] = given.get("value", "")


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.netloc)
