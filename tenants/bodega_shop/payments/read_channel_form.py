"""Read the form of a payment channel: its name, its limits, what its service keeps and who bears that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from bodega.kernel.errors import InvalidInput
from bodega.kernel.money import BASIS_POINTS, parse_amount
from bodega.plugins.settings_form import read_form
from bodega.street.shop import Shop
from bodega_shop.catalog.read_title import read_title
from bodega_shop.contracts.gateway import PaymentGateway

LONGEST_NAME = 30
_MOST_PERCENT_DIGITS = 6


@dataclass(frozen=True)
class ChannelTexts:
    """The form as it was sent: amounts in major units, empty for none; `settings` by the gateway's field names.

    `fee_percent` is a number such as `0.6`. Our own fields are called `channel_…` in errors, because a gateway's may
    have any name.
    """

    name: str
    minimum: str
    maximum: str
    enabled: bool
    settings: Mapping[str, str] = field(repr=False)
    fee_percent: str = ""
    fee_fixed: str = ""
    fee_least: str = ""
    fee_most: str = ""
    fee_by: str = "shop"


def read_channel_form(
    gateway: PaymentGateway,
    shop: Shop,
    channel_id: UUID,
    texts: ChannelTexts,
    stored: Mapping[str, Any],
    currency: str,
) -> dict[str, Any]:
    """The columns of the channel's row, by name. Raises `InvalidInput` naming the first field that cannot be used."""
    terms = read_terms(texts, currency)
    sealed = read_form(gateway.settings_type, texts.settings, stored, vault=shop.vault, owner=channel_id)
    return {**terms, "settings": sealed}


def read_terms(texts: ChannelTexts, currency: str, *, with_fee: bool = True) -> dict[str, Any]:
    """What of the form is no gateway's; without the fee where it is not the shop that the service charges."""
    minimum, maximum = (_amount(texts, name, currency) for name in ("minimum", "maximum"))
    _check_order(minimum, maximum, "channel_maximum", "This is less than the smallest amount.")
    own = {
        "name": read_title(texts.name, "channel_name", LONGEST_NAME),
        "minimum": minimum,
        "maximum": maximum,
        "enabled": texts.enabled,
        "currency": currency,
    }
    return own | _read_fee(texts, currency) if with_fee else own


def _read_fee(texts: ChannelTexts, currency: str) -> dict[str, Any]:
    least, most = (_amount(texts, name, currency) for name in ("fee_least", "fee_most"))
    _check_order(least, most, "channel_fee_most", "This is less than the smallest fee.")
    if texts.fee_by not in ("shop", "buyer"):
        raise InvalidInput("Please choose one of these.", field="channel_fee_by")
    return {
        "fee_points": read_percent(texts.fee_percent, "channel_fee_percent"),
        "fee_fixed": _amount(texts, "fee_fixed", currency) or 0,
        "fee_least": least,
        "fee_most": most,
        "fee_by": texts.fee_by,
    }


def percent_text(points: int) -> str:
    """Ten-thousandths as the percentage that the form shows: 60 is `0.6`."""
    return f"{Decimal(points) / 100:f}" if points else ""


def read_percent(text: str, field_name: str) -> int:
    """`0.6` per cent is 60 ten-thousandths; finer than that no service keeps its fees. Raises `InvalidInput`."""
    typed = text.strip().removesuffix("%").strip()
    if not typed:
        return 0
    whole, _, part = typed.partition(".")
    if (
        not (whole + part).isascii()
        or not (whole + part).isdigit()
        or len(typed) > _MOST_PERCENT_DIGITS
        or len(part) > 2
    ):
        raise InvalidInput("Please enter a percentage such as 0.6.", field=field_name)
    points = int(whole or "0") * 100 + int(part.ljust(2, "0"))
    if points > BASIS_POINTS // 2:
        raise InvalidInput("No service keeps that much.", field=field_name)
    return points


def _amount(texts: ChannelTexts, name: str, currency: str) -> int | None:
    text = getattr(texts, name).strip()
    if not text:
        return None
    try:
        return parse_amount(text, currency).minor
    except InvalidInput as error:
        raise InvalidInput(error.message, field=f"channel_{name}", **error.params) from None


def _check_order(least: int | None, most: int | None, field_name: str, message: str) -> None:
    if least is not None and most is not None and most < least:
        raise InvalidInput(message, field=field_name)
