"""Signs and checks Epay V2 fields; written from the protocol alone, so that it can disagree with the shop's code."""

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

SIGN_TYPE = "RSA"


def sign_rsa(fields: Mapping[str, str], key: rsa.RSAPrivateKey, now_ms: int) -> dict[str, str]:
    """Answer the fields dated and signed: RSASSA-PKCS1-v1_5 with SHA-256, in base64.

    Source: the Epay V2 (易支付) merchant documents; the text is built as in V1, without a key behind it.
    """
    dated = {**fields, "timestamp": str(now_ms // 1000)}
    signature = key.sign(_signed_text(dated), padding.PKCS1v15(), hashes.SHA256())
    return {**dated, "sign": base64.b64encode(signature).decode("ascii"), "sign_type": SIGN_TYPE}


def rsa_signature_holds(fields: Mapping[str, str], public_key: str) -> bool:
    """Say whether the owner of the key, given as base64 of its DER form, signed the other fields."""
    try:
        key = serialization.load_der_public_key(base64.b64decode(public_key))
        signature = base64.b64decode(fields.get("sign", ""), validate=True)
    except (ValueError, binascii.Error):
        return False
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(signature, _signed_text(fields), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _signed_text(fields: Mapping[str, str]) -> bytes:
    pairs = [(name, value) for name, value in fields.items() if name not in {"sign", "sign_type"} and value]
    return "&".join("=".join(pair) for pair in sorted(pairs)).encode()
