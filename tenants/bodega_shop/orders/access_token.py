"""The token that opens an order to whoever placed it: made from the shop's key and the order's id, stored nowhere."""

from uuid import UUID

from bodega.street.shop import Shop

_PURPOSE = "order"


def access_token(shop: Shop, order_id: UUID) -> str:
    return shop.vault.token(_PURPOSE, str(order_id))


def token_opens(shop: Shop, order_id: UUID, token: str) -> bool:
    """Whether `token` belongs to that order, compared in constant time."""
    return shop.vault.verify_token(token, _PURPOSE, str(order_id))
