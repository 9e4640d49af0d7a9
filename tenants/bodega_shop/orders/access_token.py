"""The token that opens an order to whoever placed it: made from the shop's key and the order's number, stored nowhere."""

from bodega.street.shop import Shop

_PURPOSE = "order"


def access_token(shop: Shop, number: str) -> str:
    return shop.vault.token(_PURPOSE, number)


def token_opens(shop: Shop, number: str, token: str) -> bool:
    """Whether `token` belongs to that order, compared in constant time."""
    return shop.vault.verify_token(token, _PURPOSE, number)
