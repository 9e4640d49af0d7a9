"""Dates and signs an Epay V2 notify at the moment it is sent; any other goes out as it was written down."""

from bodega_practice.open_store import Store
from bodega_practice.platform_keys import platform_key
from bodega_practice.register_merchant import find_merchant
from bodega_practice.sign_rsa import SIGN_TYPE, sign_rsa


def stamp_notify(store: Store, fields: dict[str, str], now_ms: int) -> dict[str, str]:
    if fields.get("sign_type") != SIGN_TYPE or "sign" in fields:
        return fields
    merchant = find_merchant(store, fields["pid"])
    return sign_rsa(fields, platform_key(store, merchant.dialect.platform_key), now_ms)
