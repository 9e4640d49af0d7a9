"""Hash and check passwords with argon2id, away from the event loop and a few at a time."""

import unicodedata
from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from bodega.kernel.aside import Aside

# The second recommended setting of RFC 9106 §4: three passes over 64 MiB.
_HASHER = Argon2Hasher(time_cost=3, memory_cost=65536, parallelism=4)
_PASSWORDS = PasswordHash([_HASHER])

# Each one holds 64 MiB and every core: a burst of sign-ins waits in line instead of taking the machine.
_ASIDE = Aside(at_once=2)


async def hash_password(password: str) -> str:
    return await _ASIDE(lambda: _PASSWORDS.hash(_normal(password)))


async def verify_password(password: str, hashed: str | None) -> bool:
    """Whether it is the password; without a hash (no such account) it takes as long and is False.

    So the time of an answer does not tell which e-mail addresses have an account.
    """
    matches = await _ASIDE(lambda: _matches(_normal(password), hashed or _nobodys_hash()))
    return matches and hashed is not None


def needs_rehash(hashed: str) -> bool:
    """Whether it was made with other settings than today's, so that the next sign-in should store a new one."""
    return not _HASHER.identify(hashed) or _HASHER.check_needs_rehash(hashed)


def _matches(password: bytes, hashed: str) -> bool:
    try:
        return _PASSWORDS.verify(password, hashed)
    except UnknownHashError:
        return False


def _normal(password: str) -> bytes:
    """The same bytes from every keyboard (NIST SP 800-63B §5.1.1.2)."""
    return unicodedata.normalize("NFKC", password).encode(errors="surrogatepass")


@cache
def _nobodys_hash() -> str:
    return _PASSWORDS.hash("nobody has this password")
