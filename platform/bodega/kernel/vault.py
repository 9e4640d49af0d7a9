"""Envelope encryption: a master key wraps one data key per shop, and that seals the shop's secrets and codes."""

import base64
import hmac
import os
import re
import secrets
import uuid
from collections.abc import Iterable
from functools import lru_cache
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bodega.kernel.errors import BodegaError, SettingError

KEY_BYTES = 32
_NONCE_BYTES = 12  # random: NIST SP 800-38D allows 2**32 seals under one key, more than a shop ever makes
_NAME_BYTES = 4  # of a master key, so that unwrapping knows which of several to take
_VERSION = b"\x01"
_TOKEN_BYTES = 24

PLATFORM = uuid.UUID(int=0)


class CannotOpen(BodegaError):
    """A sealed value cannot be opened here: it was moved or changed, or the master key is another one."""

    kind = "cannot-open"


class MasterKey:
    """The installation's key, or several while it is being replaced: the first wraps, all unwrap."""

    def __init__(self, keys: list[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise SettingError("A master key has %(count)s bytes.", count=KEY_BYTES)
        self._ciphers = {_derive(key, b"bodega master key name")[:_NAME_BYTES]: AESGCM(key) for key in keys}
        self._current = next(iter(self._ciphers))

    def __repr__(self) -> str:
        return f"<MasterKey of {len(self._ciphers)}>"

    @classmethod
    def parse(cls, text: str) -> Self:
        """From base64 or hexadecimal text; several are divided by commas or blanks. Raises `SettingError`."""
        return cls([_read_key(word) for word in re.split(r"[\s,]+", text.strip())])

    @staticmethod
    def generate() -> str:
        """A fresh key as the text that `parse` reads."""
        return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()

    def wrap(self, data_key: bytes, shop_id: uuid.UUID) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, data_key, _wrap_place(shop_id))
        return _VERSION + self._current + nonce + sealed

    def unwrap(self, wrapped: bytes, shop_id: uuid.UUID) -> bytes:
        """Raises `CannotOpen` for another shop's key and when none of the master keys wrapped it."""
        name_end = 1 + _NAME_BYTES
        nonce_end = name_end + _NONCE_BYTES
        cipher = self._ciphers.get(wrapped[1:name_end])
        if wrapped[:1] != _VERSION or cipher is None:
            raise CannotOpen
        try:
            return cipher.decrypt(wrapped[name_end:nonce_end], wrapped[nonce_end:], _wrap_place(shop_id))
        except (InvalidTag, ValueError):
            raise CannotOpen from None

    def is_outdated(self, wrapped: bytes) -> bool:
        """Whether another than the first master key wrapped it, so that it should be wrapped anew."""
        return wrapped[1 : 1 + _NAME_BYTES] != self._current


class ShopVault:
    """Seals, fingerprints and signs under one shop's data key.

    A sealed value opens only in the shop, table, column and row that it was sealed for.
    """

    def __init__(self, shop_id: uuid.UUID, data_key: bytes) -> None:
        if len(data_key) != KEY_BYTES:
            raise ValueError(f"a data key has {KEY_BYTES} bytes")
        self.shop_id = shop_id
        self._cipher = AESGCM(_derive(data_key, b"bodega seal"))
        self._fingerprints = _PurposeKeys(_derive(data_key, b"bodega fingerprint"))
        self._tokens = _PurposeKeys(_derive(data_key, b"bodega token"))

    def __repr__(self) -> str:
        return f"<ShopVault of {self.shop_id}>"

    def seal(self, plain: bytes | str, *, table: str, column: str, row_id: uuid.UUID) -> bytes:
        """29 bytes longer than what it hides."""
        nonce = os.urandom(_NONCE_BYTES)
        content = plain.encode() if isinstance(plain, str) else plain
        place = _column_place(self.shop_id, table, column) + row_id.bytes
        return _VERSION + nonce + self._cipher.encrypt(nonce, content, place)

    def seal_many(
        self, plains: Iterable[tuple[uuid.UUID, bytes | str]], *, table: str, column: str
    ) -> list[bytes]:
        """One sealed value for each (row id, plain), in order. 100,000 take a fraction of a second."""
        return [self.seal(plain, table=table, column=column, row_id=row_id) for row_id, plain in plains]

    def open(self, sealed: bytes, *, table: str, column: str, row_id: uuid.UUID) -> bytes:
        """Raises `CannotOpen` when it was sealed elsewhere, under another key, or was changed."""
        if sealed[:1] != _VERSION:
            raise CannotOpen
        place = _column_place(self.shop_id, table, column) + row_id.bytes
        nonce, content = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, content, place)
        except (InvalidTag, ValueError):
            raise CannotOpen from None

    def fingerprint(self, value: str, purpose: str) -> bytes:
        """32 bytes that are equal for equal values, and tell nothing without the shop's key.

        For finding duplicates and looking things up; values of two purposes or two shops never compare.
        """
        return hmac.digest(self._fingerprints[purpose], value.encode(), "sha256")

    def token(self, purpose: str, *parts: str) -> str:
        """An unguessable word of 32 letters that only this shop can make, the same every time: nothing to store."""
        message = b"".join(_with_length(part.encode()) for part in parts)
        mac = hmac.digest(self._tokens[purpose], message, "sha256")
        return base64.urlsafe_b64encode(mac[:_TOKEN_BYTES]).decode()

    def verify_token(self, token: str, purpose: str, *parts: str) -> bool:
        """Compares in constant time."""
        guess = token.encode(errors="surrogatepass")
        return hmac.compare_digest(guess, self.token(purpose, *parts).encode())


def new_data_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def platform_vault(data_key: bytes) -> ShopVault:
    """For the secrets of the street itself, such as the second factors of its people."""
    return ShopVault(PLATFORM, data_key)


def _read_key(word: str) -> bytes:
    if re.fullmatch(r"[0-9a-fA-F]{64}", word):
        return bytes.fromhex(word)
    standard = word.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
    except ValueError:
        raise SettingError("A master key is neither base64 nor hexadecimal.") from None


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


class _PurposeKeys(dict[str, bytes]):
    """A sub-key for each purpose, derived when first asked for; purposes are names in our code, so they are few."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return f"<{len(self)} sub-keys>"

    def __missing__(self, purpose: str) -> bytes:
        self[purpose] = _derive(self._key, purpose.encode())
        return self[purpose]


def _wrap_place(shop_id: uuid.UUID) -> bytes:
    return b"bodega data key of " + shop_id.bytes


@lru_cache(maxsize=4096)
def _column_place(shop_id: uuid.UUID, table: str, column: str) -> bytes:
    return shop_id.bytes + _with_length(table.encode()) + _with_length(column.encode())


def _with_length(text: bytes) -> bytes:
    """Prefixed with its length, so that ("ab", "c") and ("a", "bc") differ."""
    return len(text).to_bytes(4, "big") + text
