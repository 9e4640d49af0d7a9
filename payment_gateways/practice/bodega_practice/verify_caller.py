"""Finds out which merchant sent a request, by its signature or, on queries, by its key in the clear."""

import hmac
from collections.abc import Mapping

from bodega.kernel.errors import Forbidden, InvalidInput
from bodega_practice.open_store import Store
from bodega_practice.register_merchant import Merchant, find_merchant
from bodega_practice.sign_fields import signature_holds


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


def _named_merchant(store: Store, fields: Mapping[str, str]) -> Merchant:
    pid = fields.get("pid", "")
    if not pid:
        raise InvalidInput("The field %(name)s is missing.", field="pid", name="pid")
    return find_merchant(store, pid)
