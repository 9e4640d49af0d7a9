"""Sign and check Epay V2 fields: RSA with SHA-256 over the sorted fields, a pair of keys on either side."""

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from bodega_epay.read_keys import private_key, public_key

SIGN_TYPE = "RSA"
_UNSIGNED = frozenset({"sign", "sign_type"})


def signed(fields: Mapping[str, str], key: str, timestamp: int) -> dict[str, str]:
    """The fields that are not empty with the time in Unix seconds and their signature. Raises `ConfigInvalid`."""
    kept = {name: value for name, value in fields.items() if value} | {"timestamp": str(timestamp)}
    signature = private_key(key).sign(_text(kept).encode(), PKCS1v15(), SHA256())
    return {**kept, "sign": base64.b64encode(signature).decode(), "sign_type": SIGN_TYPE}


def signature_holds(fields: Mapping[str, str], keys: list[str], *, may_join: str = "") -> bool:
    """Whether the owner of one of these public keys signed the fields; RSA is pinned, whatever `sign_type` says.

    As in V1 a value with an ampersand could pose as two fields: such a message is never believed, but for the one
    field `may_join`, which holds web addresses. Raises `ConfigInvalid` for a key that is none.
    """
    joined = {name for name, value in fields.items() if "&" in name or "=" in name or "&" in value}
    if joined - {may_join}:
        return False
    if fields.get("sign_type", SIGN_TYPE) != SIGN_TYPE:
        return False
    try:
        signature = base64.b64decode(fields.get("sign", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    return any(_holds(key, signature, _text(fields)) for key in keys)


def _holds(key: str, signature: bytes, text: str) -> bool:
    try:
        public_key(key).verify(signature, text.encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _text(fields: Mapping[str, str]) -> str:
    """Values as they came, joined without any encoding. Source: the merchant documents of 彩虹易支付, V2."""
    return "&".join(
        f"{name}={fields[name]}" for name in sorted(fields) if fields[name] and name not in _UNSIGNED
    )
