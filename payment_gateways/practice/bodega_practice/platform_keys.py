"""The gateway's own two key pairs for Epay V2: one that signs for all merchants, and the one that replaces it."""

import base64
from functools import lru_cache
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from bodega_practice.open_store import Store

Which = Literal["first", "second"]
BITS = 2048


def platform_key(store: Store, which: Which) -> rsa.RSAPrivateKey:
    """Answer one of the pairs; it is made on first use."""
    row = store.row("SELECT private_key FROM platform_key WHERE name = ?", which)
    return _loaded(row["private_key"] if row else _make(store, which))


def public_text(key: rsa.RSAPrivateKey) -> str:
    """Answer the public half as consoles show it: one line of base64."""
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode("ascii")


def _make(store: Store, which: Which) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    text = base64.b64encode(der).decode("ascii")
    store.change("INSERT INTO platform_key (name, private_key) VALUES (?, ?)", which, text)
    return text


@lru_cache(maxsize=8)
def _loaded(text: str) -> rsa.RSAPrivateKey:
    key = load_der_private_key(base64.b64decode(text), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("a platform key is an RSA key")
    return key
