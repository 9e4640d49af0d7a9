"""Sign what is sent, so that nobody else can spend the owner's messages."""

import hashlib
import hmac

HEADER = "Bodega-Signature"


def signature(secret: str, body: bytes, unix_time: int) -> str:
    """The header's value: the time, and HMAC-SHA256 over the time, a full stop and the bytes of the body."""
    digest = hmac.new(secret.encode(), f"{unix_time}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={unix_time},v1={digest}"
