"""The six digits of an authenticator app as a second factor, each good for one sign-in."""

import hmac
import re
import unicodedata
from datetime import datetime

import pyotp

STEP_SECONDS = 30
_STEPS_OF_GRACE = 1  # for a clock that is off, or a slow hand


def new_totp_secret() -> str:
    """160 bits in base 32, as RFC 4226 §4 recommends. To be kept sealed."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, account: str, issuer: str) -> str:
    """The `otpauth:` address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def accept_totp(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """The time step of a right code, which the caller stores as the account's last; None for a wrong or used one.

    A step not after `last_step` is refused, so that a code read over a shoulder or off the wire works only once.
    Store it by a conditional update (`… WHERE last_step IS NULL OR last_step < new`): two sign-ins may come at once.
    """
    typed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", code[:50]))
    current = int(now.timestamp()) // STEP_SECONDS
    for step in range(current - _STEPS_OF_GRACE, current + _STEPS_OF_GRACE + 1):
        right = pyotp.TOTP(secret).at(step * STEP_SECONDS)
        if hmac.compare_digest(right.encode(), typed.encode(errors="replace")):
            return step if last_step is None or step > last_step else None
    return None
