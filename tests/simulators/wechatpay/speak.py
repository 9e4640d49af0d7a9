"""What WeChat Pay checks on every request, and how it signs and seals what it says."""

import base64
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from simulators.wechatpay.answer_http import Heard, Reply
from simulators.wechatpay.keys import Merchant, Signer

SCHEME = "WECHATPAY2-SHA256-RSA2048"
PROBE = "WECHATPAY/SIGNTEST/"
FIELD = re.compile(r'([a-z_]+)="([^"]*)"')


class No(Exception):
    """A refusal, as API v3 words it."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message or code


def who_asks(heard: Heard, merchants: Mapping[str, Merchant], now: float, nonces: set[str]) -> Merchant:
    """The merchant whose key signed this very request: method, raw target, time, nonce and body."""
    scheme, _, rest = heard.headers.get("authorization", "").partition(" ")
    given = dict(FIELD.findall(rest))
    merchant = merchants.get(given.get("mchid", ""))
    if scheme != SCHEME or merchant is None or given.get("serial_no") != merchant.own.serial:
        raise No(401, "SIGN_ERROR", "商户号或证书序列号有误")
    stamp, nonce = given.get("timestamp", ""), given.get("nonce_str", "")
    if not stamp.isdecimal() or abs(now - int(stamp)) > 300 or not nonce or nonce in nonces:
        raise No(401, "SIGN_ERROR", "Http头Authorization值中的timestamp与发起请求的时间不得超过5分钟")
    nonces.add(nonce)
    text = f"{heard.method}\n{heard.target}\n{stamp}\n{nonce}\n".encode() + heard.body + b"\n"
    if not merchant.own.has_signed(given.get("signature", ""), text):
        raise No(401, "SIGN_ERROR", "签名错误")
    if "application/json" not in heard.headers.get("accept", "") or not heard.headers.get("user-agent"):
        raise No(400, "PARAM_ERROR", "Http头缺少Accept或User-Agent")
    return merchant


def answering_signer(heard: Heard, merchant: Merchant) -> Signer:
    """The key that the request asked for by its serial; without one the merchant's oldest."""
    wanted = heard.headers.get("wechatpay-serial")
    if not wanted:
        return merchant.signers[0]
    found = next((signer for signer in merchant.signers if signer.serial == wanted), None)
    if found is None:
        raise No(400, "PARAM_ERROR", "Wechatpay-Serial有误")
    return found


def signed_headers(signer: Signer, body: bytes, now: float, *, probe: bool = False) -> dict[str, str]:
    """The headers of an answer or a message. A probe carries a signature that is wrong on purpose."""
    stamp, nonce = str(int(now)), secrets.token_hex(16)
    signature = signer.sign(b"\n".join([stamp.encode(), nonce.encode(), body, b""]))
    return {
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": f"{PROBE}{signature[len(PROBE) :]}" if probe else signature,
        "Wechatpay-Serial": signer.serial,
        "Wechatpay-Signature-Type": SCHEME,
        "Content-Type": "application/json; charset=utf-8",
    }


def sealed(apiv3_key: str, content: Mapping[str, Any] | str, kind: str) -> dict[str, str]:
    """A `resource`: AES-256-GCM, the tag behind the text."""
    nonce = secrets.token_hex(6)
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    closed = AESGCM(apiv3_key.encode()).encrypt(nonce.encode(), text.encode(), kind.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(closed).decode(),
        "associated_data": kind,
        "nonce": nonce,
        "original_type": kind,
    }


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def refused(no: No) -> bytes:
    return as_json({"code": no.code, "message": no.message})


def unsigned(no: No) -> Reply:
    """Who cannot be identified gets no signature."""
    return Reply(no.status, refused(no), {"Content-Type": "application/json; charset=utf-8"})
