"""Open what WeChat Pay sealed with the APIv3 key: the resource of a notify, a platform certificate."""

import base64
import binascii
from collections.abc import Iterable

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ALGORITHM = "AEAD_AES_256_GCM"


class Sealed(msgspec.Struct, frozen=True):
    """`ciphertext` is base64 and ends with the tag."""

    algorithm: str
    ciphertext: str
    nonce: str
    associated_data: str = ""
    original_type: str = ""


def open_resource(keys: Iterable[bytes], sealed: Sealed) -> bytes | None:
    """The content, under whichever key fits; None when none does, so that it was not sealed for this merchant."""
    if sealed.algorithm != ALGORITHM:
        return None
    for key in keys:
        try:
            return AESGCM(key).decrypt(
                sealed.nonce.encode(),
                base64.b64decode(sealed.ciphertext, validate=True),
                sealed.associated_data.encode(),
            )
        except (InvalidTag, binascii.Error, ValueError):
            continue
    return None
