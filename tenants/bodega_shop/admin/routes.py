"""Every address that the shop code has on the platform's host."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from bodega_shop.admin import channel_pages, money_page, plan_pages
from bodega_shop.collecting.notify_address import hear_for_every_shop
from bodega_shop.platform_bills import my_bill_pages, my_card_pages


def admin_pages() -> Sequence[ControllerRouterHandler]:
    """Under `/admin`, behind its door."""
    return [*channel_pages.HANDLERS, *money_page.HANDLERS, *plan_pages.HANDLERS]


def my_pages() -> Sequence[ControllerRouterHandler]:
    """Under `/my`, behind its door."""
    return [*my_bill_pages.HANDLERS, *my_card_pages.HANDLERS]


def open_addresses() -> Sequence[ControllerRouterHandler]:
    """What services report to; each message is verified."""
    return [hear_for_every_shop]
