"""Signs and checks Epay V1 fields; written from the protocol alone, so that it can disagree with the shop's code."""

import hashlib
import hmac
from collections.abc import Mapping

UNSIGNED = frozenset({"sign", "sign_type"})


def sign_fields(fields: Mapping[str, str], key: str) -> str:
    """Answer the lower-case hex MD5 over the sorted, non-empty fields with the merchant's key behind them.

    Source: the Epay V1 (易支付) merchant documents; values are joined as they are, without URL encoding.
    """
    signed = sorted((name, value) for name, value in fields.items() if value and name not in UNSIGNED)
    text = "&".join(f"{name}={value}" for name, value in signed) + key
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def signature_holds(fields: Mapping[str, str], key: str) -> bool:
    """Say whether the field `sign` belongs to the other fields; an empty key signs nothing."""
    given = fields.get("sign", "")
    return bool(key and given) and hmac.compare_digest(given.encode(), sign_fields(fields, key).encode())
