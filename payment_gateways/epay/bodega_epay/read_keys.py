"""Read RSA keys in each form in which consoles show them: PEM, or bare base64 with or without line breaks."""

import base64
import binascii
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
)

from bodega_shop.extend import ConfigInvalid

_LEAST_BITS = 1024
# One entry per key in use on this machine; reading one takes as long as a few signatures.
_KEPT = 256


@lru_cache(maxsize=_KEPT)
def private_key(text: str) -> RSAPrivateKey:
    """PKCS#1 and PKCS#8 alike. Raises `ConfigInvalid`, which never repeats the key."""
    try:
        key = load_der_private_key(_der(text), password=None)
    except (ValueError, TypeError):
        raise ConfigInvalid("The merchant private key cannot be read.") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < _LEAST_BITS:
        raise ConfigInvalid("The merchant private key cannot be read.")
    return key


@lru_cache(maxsize=_KEPT)
def public_key(text: str) -> RSAPublicKey:
    """Raises `ConfigInvalid`."""
    try:
        key = load_der_public_key(_der(text))
    except ValueError:
        raise ConfigInvalid("The platform public key cannot be read.") from None
    if not isinstance(key, RSAPublicKey) or key.key_size < _LEAST_BITS:
        raise ConfigInvalid("The platform public key cannot be read.")
    return key


def _der(text: str) -> bytes:
    """Raises `ValueError` for what is no base64."""
    body = "".join(line for line in text.split("\n") if not line.strip().startswith("-----"))
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
