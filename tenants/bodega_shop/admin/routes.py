"""Every address that the shop code has on the platform's host."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from bodega_shop.admin import channel_pages, money_page
from bodega_shop.collecting.notify_address import hear_for_every_shop


def admin_pages() -> Sequence[ControllerRouterHandler]:
    """Under `/admin`, behind its door."""
    return [*channel_pages.HANDLERS, *money_page.HANDLERS]


def open_addresses() -> Sequence[ControllerRouterHandler]:
    """What services report to; each message is verified."""
    return [hear_for_every_shop]
