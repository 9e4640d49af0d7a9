"""Alipay's side of RSA2, written from its documents and sharing nothing with the gateway under test."""

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def sign(key: rsa.RSAPrivateKey, text: str) -> str:
    raw = key.sign(text.encode("utf-8"), padding.PKCS1v15(), hashes.SHA256())
    return base64.standard_b64encode(raw).decode("ascii")


def is_request_signed(fields: dict[str, str], key: rsa.RSAPublicKey) -> bool:
    """Everything that is not empty but `sign` itself, `sign_type` included."""
    pairs = sorted(pair for pair in fields.items() if pair[0] != "sign" and pair[1] != "")
    text = "&".join("=".join(pair) for pair in pairs)
    try:
        key.verify(
            base64.b64decode(fields.get("sign", "")),
            text.encode("utf-8"),
            padding.PKCS1v15(),
            hashes.SHA256(),
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def sign_notice(key: rsa.RSAPrivateKey, fields: dict[str, str], *, with_type: bool = False) -> dict[str, str]:
    """A message: empty fields count, `sign_type` counts only in messages of other families than trades."""
    left_out = {"sign"} if with_type else {"sign", "sign_type"}
    text = "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if name not in left_out)
    return {**fields, "sign": sign(key, text)}
