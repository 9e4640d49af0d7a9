"""Read keys and certificates as people paste them: the lines of a PEM text may have been lost on the way."""

import base64
import binascii
import hashlib
import re

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from bodega_shop.extend import ConfigInvalid

_BLOCK = re.compile(r"-----BEGIN ([A-Z ]+)-----(.*?)-----END \1-----", re.DOTALL)

# Hashes of private keys whose numbers were tried and fit: that takes fifty milliseconds, and each call needs the key.
_found_sound: set[bytes] = set()
_MOST_REMEMBERED = 4096


def read_private_key(text: str) -> RSAPrivateKey:
    """Raises `ConfigInvalid`; what was pasted is never repeated."""
    digest = hashlib.sha256(text.encode()).digest()
    try:
        key = load_der_private_key(
            _only_block(text), password=None, unsafe_skip_rsa_key_validation=digest in _found_sound
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise ConfigInvalid("The private key is not the text of apiclient_key.pem.") from None
    if len(_found_sound) >= _MOST_REMEMBERED:
        _found_sound.clear()
    _found_sound.add(digest)
    return key


def read_public_key(text: str) -> RSAPublicKey:
    """Raises `ConfigInvalid`."""
    try:
        key = load_der_public_key(_only_block(text))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey):
        raise ConfigInvalid("The WeChat Pay public key is not the text of pub_key.pem.") from None
    return key


def read_certificates(text: str) -> list[x509.Certificate]:
    """All of them, none for an empty text. Raises `ConfigInvalid`."""
    try:
        found = [x509.load_der_x509_certificate(_bytes_of(body)) for _, body in _BLOCK.findall(text)]
        usable = all(isinstance(certificate.public_key(), RSAPublicKey) for certificate in found)
    except (ValueError, UnsupportedAlgorithm):
        usable = False
    if not usable or (text and not found):
        raise ConfigInvalid("The platform certificates cannot be read.")
    return found


def _only_block(text: str) -> bytes:
    """The bytes of the single PEM block; of the whole text, where somebody left its frame out."""
    blocks = _BLOCK.findall(text)
    if len(blocks) > 1:
        raise ValueError("more than one key")
    return _bytes_of(blocks[0][1] if blocks else text)


def _bytes_of(body: str) -> bytes:
    try:
        return base64.b64decode("".join(body.split()), validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
