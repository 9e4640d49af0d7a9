"""Open the account that a channel's settings describe: keys read, certificates numbered, the address allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bodega_alipay.number_certificates import certificate_number, first_certificate, root_number
from bodega_alipay.read_keys import read_private_key, read_public_key
from bodega_alipay.settings import CERTIFICATES, GATEWAY, SANDBOX, AlipaySettings
from bodega_shop.extend import ChannelContext, ConfigInvalid

_REAL = frozenset({GATEWAY, SANDBOX})


@dataclass(frozen=True)
class Account:
    """What it takes to sign requests; `names` are the fields that every one of them carries."""

    address: str
    private_key: RSAPrivateKey = field(repr=False)
    public_keys: tuple[RSAPublicKey, ...] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)


def open_account(ctx: ChannelContext, *, proven: bool = False) -> Account:
    """Raises `ConfigInvalid` saying which setting is missing or wrong. An empty key opens nothing."""
    settings: AlipaySettings = complete(ctx.settings)
    if not ctx.test_mode and settings.base_url not in _REAL:
        raise ConfigInvalid("This is not an address of Alipay's.")
    try:
        private_key = read_private_key(settings.private_key, proven=proven)
    except ValueError:
        raise ConfigInvalid("The application's private key cannot be read.") from None
    names = {"app_id": settings.app_id, "app_auth_token": settings.app_auth_token}
    if settings.mode == CERTIFICATES:
        names |= _numbers(settings, private_key.public_key())
    return Account(settings.base_url, private_key, public_keys(settings), names)


def complete(settings: AlipaySettings) -> AlipaySettings:
    """The settings, when nothing is empty that a channel cannot do without. Raises `ConfigInvalid`."""
    needed = [settings.app_id, settings.seller_id, settings.private_key, settings.base_url]
    if settings.mode == CERTIFICATES:
        needed += [settings.app_cert, settings.alipay_cert, settings.root_cert]
    else:
        needed += [settings.alipay_public_key]
    if not all(needed):
        raise ConfigInvalid
    return settings


def public_keys(settings: AlipaySettings) -> tuple[RSAPublicKey, ...]:
    """The keys that Alipay may sign with: one, or two while one replaces the other. Raises `ConfigInvalid`."""
    in_certificates = settings.mode == CERTIFICATES
    texts = [
        settings.alipay_cert if in_certificates else settings.alipay_public_key,
        settings.next_public_key,
    ]
    try:
        keys = [_certified_key(text) if in_certificates else read_public_key(text) for text in texts if text]
    except ValueError:
        raise ConfigInvalid("Alipay's public key or certificate cannot be read.") from None
    return tuple(keys)


@lru_cache(maxsize=256)
def _certified_key(text: str) -> RSAPublicKey:
    key = first_certificate(text).public_key()
    if not isinstance(key, RSAPublicKey):
        raise ValueError("this certificate is for no RSA key")  # noqa: TRY004 - the text is wrong, not its type
    return key


def _numbers(settings: AlipaySettings, own_key: RSAPublicKey) -> dict[str, str]:
    try:
        certificate = first_certificate(settings.app_cert)
        root = root_number(settings.root_cert)
    except ValueError:
        raise ConfigInvalid("A certificate cannot be read.") from None
    if _plain(certificate.public_key()) != _plain(own_key):
        raise ConfigInvalid("The application's certificate and its private key do not belong together.")
    return {"app_cert_sn": certificate_number(certificate), "alipay_root_cert_sn": root}


def _plain(key: object) -> bytes:
    if not isinstance(key, RSAPublicKey):
        return b""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
