"""Whether WeChat Pay signed these bytes, lately, with a key that this channel knows."""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from bodega_wechatpay.open_account import same_serial
from bodega_wechatpay.sign_request import SIGNATURE_TYPE

MOST_SECONDS_APART = 300

_STAMP = re.compile(r"[0-9]{1,12}")

# What is wrong with a message; `holds` when nothing is.
Verdict = Literal["holds", "unsigned", "old", "another key", "wrong"]


def verify_signature(
    verifiers: Mapping[str, RSAPublicKey], headers: Mapping[str, str], body: bytes, now: datetime
) -> Verdict:
    """Check the signature over the body as it came. The key is chosen by its serial, the algorithm never.

    WeChat Pay sends wrong signatures on purpose, now and then, to see that they are refused (they may begin with
    `WECHATPAY/SIGNTEST/`). Source: the merchant documents of WeChat Pay, API v3, on verifying (验证签名).
    """
    given = {name.lower(): value for name, value in headers.items()}
    stamp, nonce, signed, serial = (
        given.get(f"wechatpay-{name}", "") for name in ("timestamp", "nonce", "signature", "serial")
    )
    if not (_STAMP.fullmatch(stamp) and nonce and signed and serial):
        return "unsigned"
    if given.get("wechatpay-signature-type", SIGNATURE_TYPE) != SIGNATURE_TYPE:
        return "wrong"
    if abs(now.timestamp() - int(stamp)) >= MOST_SECONDS_APART:
        return "old"
    key = verifiers.get(same_serial(serial))
    if key is None:
        return "another key"
    return (
        "holds" if _holds(key, signed, b"\n".join([stamp.encode(), nonce.encode(), body, b""])) else "wrong"
    )


def _holds(key: RSAPublicKey, signed: str, message: bytes) -> bool:
    try:
        key.verify(base64.b64decode(signed, validate=True), message, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
