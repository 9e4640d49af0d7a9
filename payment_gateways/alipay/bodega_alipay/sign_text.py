"""Sign with RSA2 and check it: RSA PKCS#1 v1.5 over SHA-256, in base64. No other algorithm is ever believed."""

import base64
import binascii
from collections.abc import Iterable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

SIGN_TYPE = "RSA2"


def signed(fields: Mapping[str, str], key: RSAPrivateKey) -> dict[str, str]:
    """The fields of a request that are not empty, with their signature."""
    kept = {name: value for name, value in fields.items() if value}
    signature = key.sign(joined(kept).encode(), PKCS1v15(), SHA256())
    return {**kept, "sign": base64.b64encode(signature).decode()}


def joined(fields: Mapping[str, str]) -> str:
    """The signed text: sorted by name, values as they are."""
    return "&".join(f"{name}={fields[name]}" for name in sorted(fields))


def signature_holds(text: str, signature: str, keys: Iterable[RSAPublicKey]) -> bool:
    """Whether one of `keys` signed `text`."""
    try:
        given = base64.b64decode(signature, validate=True)
        said = text.encode()
    except (binascii.Error, ValueError):
        return False
    return any(_holds(said, given, key) for key in keys)


def _holds(said: bytes, given: bytes, key: RSAPublicKey) -> bool:
    try:
        key.verify(given, said, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
