"""Finds out which merchant sent a request, by its signature or, on queries, by its key in the clear."""

import hmac
from collections.abc import Mapping

from bodega.kernel.errors import Forbidden, InvalidInput
from bodega_practice.open_store import Store
from bodega_practice.register_merchant import Merchant, find_merchant
from bodega_practice.sign_fields import signature_holds
from bodega_practice.sign_rsa import SIGN_TYPE, rsa_signature_holds

MOST_SECONDS_OFF = 300


def verify_signature(store: Store, fields: Mapping[str, str]) -> Merchant:
    """Raises InvalidInput without a pid, NotFound for an unknown one, Forbidden for a signature that does not hold."""
    merchant = _named_merchant(store, fields)
    if fields.get("sign_type", "MD5") != "MD5":
        raise InvalidInput("The sign type must be MD5.", field="sign_type")
    if not signature_holds(fields, merchant.key):
        raise Forbidden("The signature does not hold.")
    return merchant


def verify_key_or_signature(store: Store, fields: Mapping[str, str]) -> Merchant:
    """The query calls of Epay V1 carry the key itself; some clients sign instead, and both are common in the field."""
    if "key" not in fields:
        return verify_signature(store, fields)
    merchant = _named_merchant(store, fields)
    if not hmac.compare_digest(fields["key"].encode(), merchant.key.encode()):
        raise Forbidden("The merchant key is wrong.")
    return merchant


def verify_rsa(store: Store, fields: Mapping[str, str], now_ms: int) -> Merchant:
    """Epay V2: signed with the merchant's private key, and dated at most five minutes off.

    Raises InvalidInput for another sign type or date, NotFound for a pid, Forbidden for a signature that does not hold.
    """
    merchant = _named_merchant(store, fields)
    if fields.get("sign_type") != SIGN_TYPE:
        raise InvalidInput("The sign type must be RSA.", field="sign_type")
    stamp = fields.get("timestamp", "")
    if not stamp.isascii() or not stamp.isdigit() or abs(int(stamp) - now_ms // 1000) > MOST_SECONDS_OFF:
        raise InvalidInput("The timestamp is missing or too far off.", field="timestamp")
    if not rsa_signature_holds(fields, merchant.public_key):
        raise Forbidden("The signature does not hold.")
    return merchant


def _named_merchant(store: Store, fields: Mapping[str, str]) -> Merchant:
    pid = fields.get("pid", "")
    if not pid:
        raise InvalidInput("The field %(name)s is missing.", field="pid", name="pid")
    return find_merchant(store, pid)
