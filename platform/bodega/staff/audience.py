"""For which host a session counts: the platform's, or that of one shop and no other."""

from typing import Any
from uuid import UUID

from bodega.street.shop import Shop

PLATFORM = "platform"


def audience_of(shop: Shop | None) -> str:
    return str(shop.id) if shop else PLATFORM


def audience_here(scope: Any) -> str:
    """The audience of the host that this ASGI request came to."""
    return audience_of(scope["state"].get("shop"))


def shop_id_in(audience: str) -> UUID | None:
    return None if audience == PLATFORM else UUID(audience)
