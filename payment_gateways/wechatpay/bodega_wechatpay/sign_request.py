"""Sign what we send: the `Authorization` of a request, and the fields that open the payment inside WeChat."""

import base64
import secrets

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from bodega_wechatpay.open_account import Account

SIGNATURE_TYPE = "WECHATPAY2-SHA256-RSA2048"


def authorization(account: Account, method: str, target: bytes, body: bytes, timestamp: int) -> str:
    """The header for a request whose path and query are `target`, exactly as they go over the wire.

    Source: the merchant documents of WeChat Pay, API v3, on building the signature (构造签名串).
    """
    nonce = fresh_nonce()
    message = b"\n".join([method.encode(), target, str(timestamp).encode(), nonce.encode(), body, b""])
    fields = {
        "mchid": account.mchid,
        "nonce_str": nonce,
        "signature": signature(account.private_key, message),
        "timestamp": str(timestamp),
        "serial_no": account.serial,
    }
    return f"{SIGNATURE_TYPE} " + ",".join(f'{name}="{value}"' for name, value in fields.items())


def jsapi_fields(account: Account, prepay_id: str, timestamp: int) -> dict[str, str]:
    """What WeChat's own payment sheet is opened with; it checks `paySign`."""
    stamp, nonce, package = str(timestamp), fresh_nonce(), f"prepay_id={prepay_id}"
    message = "".join(f"{line}\n" for line in (account.appid, stamp, nonce, package))
    return {
        "appId": account.appid,
        "timeStamp": stamp,
        "nonceStr": nonce,
        "package": package,
        "signType": "RSA",
        "paySign": signature(account.private_key, message.encode()),
    }


def signature(key: RSAPrivateKey, message: bytes) -> str:
    return base64.b64encode(key.sign(message, PKCS1v15(), SHA256())).decode()


def fresh_nonce() -> str:
    return secrets.token_hex(16)
