"""Sign and check Epay V1 fields: one MD5 over the sorted fields with the merchant's key behind them."""

import hashlib
import hmac
from collections.abc import Mapping

SIGN_TYPE = "MD5"
_UNSIGNED = frozenset({"sign", "sign_type"})


def signed(fields: Mapping[str, str], key: str) -> dict[str, str]:
    """The fields that are not empty, with their signature."""
    kept = {name: value for name, value in fields.items() if value}
    return {**kept, "sign": signature(kept, key), "sign_type": SIGN_TYPE}


def signature(fields: Mapping[str, str], key: str) -> str:
    """Lower-case hexadecimal; values are joined as they are, without any encoding. Raises `ValueError` without a key.

    Source: the merchant documents of 彩虹易支付, with which public clients agree.
    """
    if not key:
        raise ValueError("an empty key signs nothing")
    text = "&".join(
        f"{name}={fields[name]}" for name in sorted(fields) if fields[name] and name not in _UNSIGNED
    )
    return hashlib.md5((text + key).encode(), usedforsecurity=False).hexdigest()


def signature_holds(fields: Mapping[str, str], key: str) -> bool:
    """Whether these fields were signed with `key`.

    The protocol joins fields with `&` and does not escape it, so that a value with an ampersand could pose as two
    fields, or two as one. Such a message is never believed; we ourselves send none.
    """
    if any("&" in name or "=" in name or "&" in value for name, value in fields.items()):
        return False
    if fields.get("sign_type", SIGN_TYPE) != SIGN_TYPE:
        return False
    given = fields.get("sign", "").lower().encode()
    return hmac.compare_digest(given, signature(fields, key).encode())
