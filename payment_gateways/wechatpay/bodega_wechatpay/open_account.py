"""Turn a channel's settings into keys that work, or say which setting does not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from bodega_shop.extend import ChannelContext, ConfigInvalid
from bodega_wechatpay.read_pem import read_certificates, read_private_key, read_public_key
from bodega_wechatpay.settings import REAL_ADDRESSES, WechatpaySettings

PUBLIC_KEY_PREFIX = "PUB_KEY_ID_"

_APIV3_KEY_BYTES = 32
_HEX = re.compile(r"[0-9A-Fa-f]{8,64}")


@dataclass(frozen=True)
class Account:
    """One merchant: who we are, what we sign with, and whose signatures we believe.

    `verifiers` maps what stands in `Wechatpay-Serial` to a key: the id of a public key, or the serial number of a
    platform certificate. `asked_serial` asks WeChat Pay to sign its answers with the public key; empty without one.
    """

    mchid: str
    appid: str
    serial: str
    base_url: str
    private_key: RSAPrivateKey = field(repr=False)
    apiv3_keys: tuple[bytes, ...] = field(repr=False)
    verifiers: Mapping[str, RSAPublicKey] = field(repr=False)
    asked_serial: str = ""


def open_account(ctx: ChannelContext, *, without_verifier: bool = False) -> Account:
    """Raises `ConfigInvalid` for a setting that is missing or is no key: an empty secret believes nobody.

    `without_verifier` is for the test button, which tells the owner the platform certificates to enter.
    """
    settings: WechatpaySettings = ctx.settings
    if not (settings.mchid and settings.appid and settings.private_key and settings.apiv3_key):
        raise ConfigInvalid
    if not (settings.native or settings.jsapi or settings.h5):
        raise ConfigInvalid(
            "Choose at least one way to pay: QR code, inside WeChat, or in a phone's browser."
        )
    if not _HEX.fullmatch(settings.cert_serial):
        raise ConfigInvalid("The serial number of the merchant certificate is not one.")
    account = Account(
        mchid=settings.mchid,
        appid=settings.appid,
        serial=settings.cert_serial.upper(),
        base_url=_base_url(ctx),
        private_key=read_private_key(settings.private_key),
        apiv3_keys=tuple(_apiv3_key(key) for key in (settings.apiv3_key, settings.apiv3_key_2) if key),
        verifiers=_verifiers(settings, ctx.clock.now()),
        asked_serial=settings.public_key_id,
    )
    if not account.verifiers and not without_verifier:
        raise ConfigInvalid("Enter the WeChat Pay public key, or the platform certificates.")
    return account


def same_serial(serial: str) -> str:
    """How a serial number is looked up: public keys by their exact id, certificates without regard to case."""
    return serial if serial.startswith(PUBLIC_KEY_PREFIX) else serial.upper().lstrip("0")


def _base_url(ctx: ChannelContext) -> str:
    base_url: str = ctx.settings.base_url.rstrip("/")
    if base_url not in REAL_ADDRESSES and not ctx.test_mode:
        raise ConfigInvalid("Only the addresses of WeChat Pay itself are called.")
    return base_url


def _apiv3_key(text: str) -> bytes:
    key = text.encode()
    if len(key) != _APIV3_KEY_BYTES:
        raise ConfigInvalid("An APIv3 key has exactly 32 characters.")
    return key


def _verifiers(settings: WechatpaySettings, now: datetime) -> dict[str, RSAPublicKey]:
    found: dict[str, RSAPublicKey] = {}
    for name, text in (
        (settings.public_key_id, settings.public_key),
        (settings.public_key_id_2, settings.public_key_2),
    ):
        if bool(name) != bool(text) or (name and not name.startswith(PUBLIC_KEY_PREFIX)):
            raise ConfigInvalid("A WeChat Pay public key needs both its text and its id, PUB_KEY_ID_….")
        if name:
            found[name] = read_public_key(text)
    for certificate in read_certificates(settings.platform_certificates):
        key = certificate.public_key()
        if certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc and isinstance(
            key, RSAPublicKey
        ):
            found[same_serial(f"{certificate.serial_number:X}")] = key
    return found
