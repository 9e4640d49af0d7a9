"""What a shop's channel is made of when its money goes through the platform: nothing of the platform's own settings."""

from collections.abc import Mapping
from typing import Any

from bodega.kernel.errors import Refused
from bodega_shop.collecting.platform_channel import COLLECT, CONNECT, PlatformChannel
from bodega_shop.collecting.shops_account import ACCOUNT, is_ready
from bodega_shop.payments.read_channel_form import ChannelTexts, read_terms

# What the platform's own service charges is the platform's to bear: its commission is all that the shop pays.
_NO_FEE = {"fee_points": 0, "fee_fixed": 0, "fee_least": None, "fee_most": None, "fee_by": "shop"}


def first_columns(platforms: PlatformChannel, texts: ChannelTexts, currency: str) -> dict[str, Any]:
    """The columns of a new channel, by name. Raises `InvalidInput` naming the field, `Refused` for another currency."""
    if platforms.currency != currency:
        raise Refused("This payment service does not take %(currency)s.", currency=currency)
    collected = platforms.way == COLLECT
    return {
        **read_terms(texts, currency, with_fee=not collected),
        **(_NO_FEE if collected else {}),
        # Nobody can pay into an account that is not set up.
        "enabled": texts.enabled and collected,
        "settings": {} if collected else {ACCOUNT: ""},
        "money_to": "platform" if collected else "shop",
        "platform_channel_id": platforms.id,
        "commission_points": platforms.commission_points,
    }


def later_columns(texts: ChannelTexts, settings: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """The columns that the form may change afterwards. Raises as above, and for an account that is not ready."""
    connected = ACCOUNT in settings
    if connected and texts.enabled and not is_ready(settings):
        raise Refused("Finish setting up your account at the payment service first, then offer it to buyers.")
    return read_terms(texts, currency, with_fee=connected)


def way_of(settings: Mapping[str, Any]) -> str:
    return CONNECT if ACCOUNT in settings else COLLECT
