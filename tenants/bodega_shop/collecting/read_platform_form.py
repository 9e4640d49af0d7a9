"""Read the form of one of the platform's accounts: its name, the commission, and what its gateway asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bodega.kernel.errors import InvalidInput
from bodega.kernel.vault import ShopVault
from bodega.plugins.settings_form import read_form
from bodega_shop.catalog.read_title import read_title
from bodega_shop.collecting.platform_channel import COLLECT, CONNECT, Way
from bodega_shop.collecting.read_trades import read_trades
from bodega_shop.contracts.for_platforms import Connectable
from bodega_shop.contracts.gateway import PaymentGateway
from bodega_shop.payments.read_channel_form import LONGEST_NAME, read_percent


@dataclass(frozen=True)
class PlatformTexts:
    """The form as it was sent; `commission` is a percentage such as `2.5`, empty for none; `trades` has a category of the
    street, a blank and a percentage on each line.
    """

    name: str
    commission: str
    enabled: bool
    settings: Mapping[str, str] = field(repr=False)
    trades: str = ""


def can_be_platforms(gateway: PaymentGateway) -> bool:
    """Where a person says that money came, it would be the shop's person, about money in the platform's account."""
    return not gateway.capabilities(gateway.settings_type()).confirmed_by_hand


def read_way(gateway: PaymentGateway, typed: str) -> Way:
    """Raises `InvalidInput` for a way that this service does not know."""
    if not can_be_platforms(gateway):
        raise InvalidInput("Please choose one of these.", field="channel_way")
    if typed == CONNECT and isinstance(gateway, Connectable):
        return CONNECT
    if typed == COLLECT:
        return COLLECT
    raise InvalidInput("Please choose one of these.", field="channel_way")


def read_platform_form(
    gateway: PaymentGateway,
    vault: ShopVault,
    channel_id: UUID,
    texts: PlatformTexts,
    stored: Mapping[str, Any],
) -> dict[str, Any]:
    """The columns of the row, by name. Raises `InvalidInput` naming the first field that cannot be used."""
    return {
        "name": read_title(texts.name, "channel_name", LONGEST_NAME),
        "commission_points": read_percent(texts.commission, "channel_commission"),
        "trade_points": read_trades(texts.trades, "channel_trades"),
        "enabled": texts.enabled,
        "settings": read_form(
            gateway.settings_type, _own(gateway, texts.settings), stored, vault=vault, owner=channel_id
        ),
    }


def _own(gateway: PaymentGateway, typed: Mapping[str, str]) -> dict[str, str]:
    """What belongs to one shop never comes from the platform's form."""
    left_out = gateway.own_fields if isinstance(gateway, Connectable) else frozenset()
    return {name: value for name, value in typed.items() if name not in left_out}
