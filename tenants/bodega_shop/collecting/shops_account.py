"""The account of one shop at a service that divides payments, as it is kept in the settings of the shop's channel."""

from collections.abc import Mapping
from typing import Any

from bodega_shop.collecting.platform_channel import CONNECT, PlatformChannel
from bodega_shop.contracts.gateway_errors import ConfigInvalid

ACCOUNT = "connected_account"
READY = "ready"


class NoAccountYet(ConfigInvalid):
    """Please set up your account at the payment service first."""

    kind = "no-account-yet"


def account_in(settings: Mapping[str, Any]) -> str:
    """Empty while there is none."""
    return str(settings.get(ACCOUNT, ""))


def is_ready(settings: Mapping[str, Any]) -> bool:
    """Whether the service said, when it was asked last, that the account takes payments."""
    return bool(account_in(settings)) and settings.get(READY) is True


def account_for(platforms: PlatformChannel, settings: Mapping[str, Any]) -> str | None:
    """None where the platform collects. Raises `NoAccountYet`: without one the money would be the platform's."""
    if platforms.way != CONNECT:
        return None
    if not account_in(settings):
        raise NoAccountYet
    return account_in(settings)
