"""Read RSA keys as people paste them: PEM, or the bare base64 that Alipay's tools and console show."""

import base64
import binascii
import re
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

_LEAST_BITS = 2048
_WRAPPER = re.compile(r"-----(?:BEGIN|END) [A-Z ]+-----")


def read_private_key(text: str, *, proven: bool) -> RSAPrivateKey:
    """PKCS#1 or PKCS#8, with or without its wrapper. Raises `ValueError`, which says nothing of the key.

    To prove that its numbers belong together takes 40 ms: enough to do it when the owner tests the channel.
    """
    der = _der_of(text)
    try:
        key = serialization.load_der_private_key(
            der, password=None, unsafe_skip_rsa_key_validation=not proven
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError("this is no private key") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < _LEAST_BITS:
        raise ValueError("this is no RSA key of 2048 bits")
    return key


@lru_cache(maxsize=256)
def read_public_key(text: str) -> RSAPublicKey:
    """A key that anybody may know, so it may be kept: notifies come often. Raises `ValueError`."""
    try:
        key = serialization.load_der_public_key(_der_of(text))
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("this is no public key") from None
    if not isinstance(key, RSAPublicKey) or key.key_size < _LEAST_BITS:
        raise ValueError("this is no RSA key of 2048 bits")
    return key


def _der_of(text: str) -> bytes:
    try:
        return base64.b64decode("".join(_WRAPPER.sub("", text).split()), validate=True)
    except binascii.Error:
        raise ValueError("this is no key") from None
