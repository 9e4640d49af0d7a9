"""Verify the Stripe-Signature of a message: over the bytes as they came, under any of our secrets, and not long ago.

The header is `t=<unix seconds>,v1=<hex>`, with several `v1` while a secret is being replaced; each is the HMAC-SHA256
of `<t>.<body>`. Stripe's own SDK lets timestamps of the future pass; we do not.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime

from bodega_shop.extend import SignatureInvalid

TOLERANCE_SECONDS = 300

_LONGEST_HEADER = 2_000
_TIME = re.compile(r"[0-9]{1,12}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def verify_signature(body: bytes, header: str, secrets: Iterable[str], now: datetime) -> None:
    """Raises `SignatureInvalid`. An empty secret signs nothing."""
    sent_at, digests = _read(header)
    if abs(now.timestamp() - int(sent_at)) > TOLERANCE_SECONDS:
        raise SignatureInvalid
    signed = sent_at.encode() + b"." + body
    expected = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets if secret]
    if not any(hmac.compare_digest(own, digest) for own in expected for digest in digests):
        raise SignatureInvalid


def _read(header: str) -> tuple[str, list[str]]:
    parts = [part.strip().partition("=") for part in header[:_LONGEST_HEADER].split(",")]
    times = [value for name, _, value in parts if name == "t"]
    digests = [value for name, _, value in parts if name == "v1" and _DIGEST.fullmatch(value)]
    if len(times) != 1 or not _TIME.fullmatch(times[0]) or not digests:
        raise SignatureInvalid
    return times[0], digests
